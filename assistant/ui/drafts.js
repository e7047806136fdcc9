// What is typed in a form and not yet saved stays in this tab, through a reload, a locked phone or a new sign-in.
// `done` names the latest saving: what was sent before it is forgotten. Only this tab has it; signing out clears it.
const PREFIX = "so-draft:", DONE = PREFIX + "done", store = window.sessionStorage;
const FIELDS = "[data-testid=stForm] :is(textarea, input[type=text])";
const read = (key) => JSON.parse(store.getItem(key) || "null");
const keys = () => Object.keys(store).filter((key) => key.startsWith(PREFIX) && key !== DONE);
const named = (field) => {
  const box = field.closest("[data-testid=stElementContainer]"), at = new URL(location);
  const name = box && [...box.classList].find((one) => one.startsWith("st-key-"));
  return name ? PREFIX + [at.pathname, at.searchParams.get("case"), at.searchParams.get("step"), name].join("|") : "";
};
const keep = (field, draft) => { if (named(field)) store.setItem(named(field), JSON.stringify(draft)); };
const sent = (form) => form.querySelectorAll("textarea, input[type=text]").forEach((field) => {
  const draft = read(named(field));
  if (draft) keep(field, { ...draft, sent: performance.timeOrigin });
});
// A field that was just drawn is set once more by the framework, so it is looked after for five seconds.
const back = (field, until = Date.now() + 5000, shown = field.value) => {
  field.soKept = named(field);
  const draft = read(named(field));
  if (!draft || draft.sent === performance.timeOrigin || ![shown, draft.words].includes(field.value)) return;
  if (field.value !== draft.words) {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, draft.words);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const said = document.getElementById("so-draft");
    if (said) { said.hidden = false; said.querySelector("button").onclick = () => field.focus(); }
  }
  if (Date.now() < until) setTimeout(() => back(field, until, shown), 150);
};
const look = () => document.querySelectorAll(FIELDS).forEach((field) => field.soKept === named(field) || back(field));
if (Number(done) && store.getItem(DONE) !== done) {
  store.setItem(DONE, done);
  keys().filter((key) => read(key).sent).forEach((key) => store.removeItem(key));
  const said = document.getElementById("so-draft");
  if (said) said.hidden = true;
}
if (!window.soDrafts) {
  window.soDrafts = true;
  document.addEventListener("input", ({ target }) => {
    if (target.matches(FIELDS)) keep(target, { words: target.value });
  });
  const press = (event) => event.target.closest("[data-testid=stFormSubmitButton]");
  document.addEventListener("click", (event) => {
    if (press(event)) sent(event.target.closest("[data-testid=stForm]"));
    if (event.target.closest("a[href^='/sign-out']")) [DONE, ...keys()].forEach((key) => store.removeItem(key));
  }, true);
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key !== "Enter" || !target.matches(FIELDS)) return;
    if (target.matches("input") || event.ctrlKey || event.metaKey) sent(target.closest("[data-testid=stForm]"));
  }, true);
  new MutationObserver(() => { cancelAnimationFrame(window.soLook); window.soLook = requestAnimationFrame(look); })
    .observe(document.body, { childList: true, subtree: true });
}
look();
