"""The chat by keyboard alone, in both languages: a question, its source on the page, and the card of an emergency."""

import re

import pytest
from playwright.sync_api import expect

from tests.journey.walker import DESK, PHONE, WAIT, Walker

OWN_NAME = {"en": "English", "es": "Español"}
ASKED = {
    "en": ("which medicines are in my papers", "should i stop my metformin", "i cant breathe and my chest hurts"),
    "es": ("qué medicinas hay en mis papeles", "debo dejar la metformina", "no puedo respirar y me duele el pecho"),
}
# Every text the newest message had while it was on the screen: a reader of live regions would say each of them.
WATCH = """() => { window.heard = new Set(); new MutationObserver(() => {
    const all = document.querySelectorAll('[role=log] .so-line:not(.so-mine)');
    if (all.length) window.heard.add(all[all.length - 1].innerText);
}).observe(document.body, {childList: true, subtree: true, characterData: true}); }"""


def signed_in(browser, server, language: str, viewport) -> Walker:
    page = browser.new_context(viewport=viewport, locale=f"{language}-US").new_page()
    walker = Walker(page, server.url, language)
    walker.go(f"/sign-in?lang={language}")
    page.locator("button", has_text="Elena").wait_for()
    walker.tab_to("Elena")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("VSO")).or_(page.get_by_role("button", name=re.compile("VSO"))).wait_for()
    walker.settle()
    walker.tab_to("VSO")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks?case=*")
    walker.settle()
    if page.get_by_role("button", name=OWN_NAME[language], exact=True).count():
        walker.tab_to(OWN_NAME[language])
        page.keyboard.press("Space")
        page.get_by_role("button", name=OWN_NAME[language], exact=True).wait_for(state="detached")
        walker.settle()
    return walker


def ask(walker: Walker, text: str, send_with: str = "Enter") -> None:
    walker.settle()
    walker.tab_to(walker.w("chat.label"))
    walker.page.keyboard.type(text)
    walker.tab_to(walker.w("chat.send"), 3)
    walker.page.keyboard.press(send_with)


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("language", "viewport"), [("en", DESK), ("es", PHONE)], ids=["english", "español"])
def test_the_chat_by_keyboard_alone(browser, sampled, language, viewport) -> None:
    medicines, advice, danger = ASKED[language]
    walker = signed_in(browser, sampled, language, viewport)
    page, log = walker.page, walker.page.get_by_role("log")
    walker.tab_to(walker.w("frame.get_help"))
    page.keyboard.press("Enter")
    walker.at("chat.title")
    page.evaluate(WATCH)

    ask(walker, medicines)
    expect(log).to_contain_text("metformin", timeout=WAIT)
    walker.settle()
    assert log.get_attribute("aria-live") == "polite"
    assert len(page.evaluate("[...window.heard]")) == 1  # one finished message, never a growing one

    ask(walker, advice, "Space")
    add = page.get_by_role("button", name=walker.w("chat.add_question"))
    expect(add).to_be_visible(timeout=WAIT)
    walker.tab_to(walker.w("chat.add_question"))
    page.keyboard.press("Enter")
    expect(add).to_be_hidden(timeout=WAIT)

    ahead = re.escape(walker.w("chat.from_paper", paper="PAPER", page=1)).split("PAPER")[0]
    words = log.locator("blockquote").first.inner_text().strip('"“”«» ')
    walker.tab_to(re.sub(r"\\", "", ahead))
    page.keyboard.press("Enter")
    walker.at("sources.title")
    expect(page.locator("main blockquote").first).to_contain_text(words)
    marked = page.locator("main img[src*='start=']").first
    expect(marked).to_be_visible(timeout=WAIT)
    assert marked.evaluate("async e => { await e.decode(); return e.naturalWidth }") > 0
    assert words in page.locator("main mark").first.text_content()

    walker.tab_to(walker.w("frame.get_help"))
    page.keyboard.press("Enter")
    walker.at("chat.title")
    ask(walker, danger)
    card = page.get_by_role("alert").filter(has=page.locator("a[href='tel:911']"))
    expect(card).to_be_visible(timeout=WAIT)
    assert log.count() == 0  # nothing else to read
    walker.tab_to(walker.w("chat.call", number="911"))
    walker.tab_to(walker.w("chat.not_now"), 3)
    page.keyboard.press("Enter")
    expect(log).to_be_visible(timeout=WAIT)
    walker.settle()
    walker.tab_to(walker.w("chat.forget"))
    page.keyboard.press("Enter")
    expect(log).to_be_hidden(timeout=WAIT)
    assert not walker.errors
    assert not walker.strangers
