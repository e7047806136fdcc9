// The live region is one element for as long as the screen is open: a message is put in whole, once, and those that
// stand already are left alone. The markup is ours, with every word of a person escaped.
export default function ({ data, parentElement }) {
  const [{ label, items }] = data;
  const log = parentElement.querySelector("[role=log]");
  const shown = (log.soShown = log.soShown || []);
  const before = log.soOpened ? shown.length : Infinity;
  log.soOpened = true;
  log.setAttribute("aria-label", label);
  while (shown.length > items.length) { shown.pop(); log.lastElementChild.remove(); }
  items.forEach((item, place) => {
    if (shown[place] === item) return;
    const made = document.createElement("template");
    made.innerHTML = item;
    if (place < shown.length) log.children[place].replaceWith(made.content);
    else log.append(made.content);
    shown[place] = item;
  });
  if (items.length > before) log.children[before].scrollIntoView({ block: "start" });
  if (items.length) log.tabIndex = 0; else log.removeAttribute("tabindex");
}
