"""A person at a browser: finds things by the words on the screen, in their language, and waits as people do."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from assistant.ui.words import said

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 1000}
WAIT = 45_000  # ms; a slow shared machine, never a measure

# What the control is called that the focus stands on.
FOCUSED = """() => {
    const e = document.activeElement, named = e.labels && e.labels[0];
    if (!e.matches('a, button, input, textarea, summary')) return '';
    return e.ariaLabel || (named && named.innerText) || e.innerText || '';
}"""


class Walker:
    """One tab. `log` collects what the browser's console and network had to say."""

    def __init__(self, page: Page, url: str, language: str = "en") -> None:
        self.page, self.url, self.language = page, url, language
        self.errors: list[str] = []
        self.strangers: list[str] = []
        page.set_default_timeout(WAIT)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._seen)

    def _seen(self, request) -> None:
        if not request.url.startswith((self.url, self.url.replace("http", "ws"), "data:", "blob:")):
            self.strangers.append(request.url)

    def w(self, key: str, **values) -> str:
        """The words of a message in this person's language."""
        return said(self.language, key, **values)

    def go(self, address: str) -> None:
        self.page.goto(self.url + address)

    def at(self, key: str, **values) -> None:
        """Waits until the screen with that heading is there."""
        self.reads_heading(self.w(key, **values))

    def settle(self) -> None:
        """Waits until the screen has stopped changing, as a person does before they press something."""
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        self.page.wait_for_timeout(150)
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()

    def reads_heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1, name=words, exact=True)).to_be_visible(timeout=WAIT)
        self.settle()

    def reads(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=WAIT)

    def press(self, key: str, **values) -> None:
        self.press_words(self.w(key, **values))

    def press_words(self, words: str, exact: bool = True) -> None:
        self.settle()
        self.page.get_by_role("button", name=words, exact=exact).first.click()

    def follow(self, key: str, **values) -> None:
        self.settle()
        self.page.get_by_role("link", name=self.w(key, **values)).first.click()

    def fill(self, key: str, text: str, **values) -> None:
        self.fill_words(self.w(key, **values), text)

    def fill_optional(self, key: str, text: str) -> None:
        self.fill_words(self.w("frame.optional", label=self.w(key)), text)

    def fill_words(self, label: str, text: str) -> None:
        self.settle()
        self.page.get_by_label(label, exact=True).first.fill(text)

    def choose(self, key: str, **values) -> None:
        """A radio button or a checkbox, by its words."""
        self.settle()
        self.page.locator("label").filter(has_text=self.w(key, **values)).first.click()

    def tab_to(self, words: str, most: int = 40) -> None:
        """Moves the focus with the Tab key until it stands on what is called so; no mouse."""
        seen = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            seen.append(self.page.evaluate(FOCUSED))
            if words in seen[-1]:
                return
        raise AssertionError(f"no Tab leads to {words!r}, only to {seen}")

    def save(self) -> None:
        self.press("frame.save")

    def picture(self, path: Path) -> None:
        """A screenshot of the whole inner page."""
        self.page.wait_for_timeout(700)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)


def enter(browser, server, who: str, language: str = "en", viewport=DESK) -> Walker:
    """One of the sample's people, signed in by the button with their name."""
    page = browser.new_context(viewport=viewport, locale=f"{language}-US").new_page()
    walker = Walker(page, server.url, language)
    walker.go(f"/sign-in?lang={language}")
    page.get_by_role("button", name=re.compile(who)).click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    expect(page.get_by_role("button", name=re.compile(who))).to_have_count(0, timeout=WAIT)
    page.locator("[data-testid='stApp'] h1").first.wait_for()
    walker.settle()
    return walker


def case_of(walker: Walker) -> str:
    """The case that the links of the screen lead to."""
    link = walker.page.locator("a[href*='case=']").first
    link.wait_for(state="attached")
    return re.search(r"case=([\w-]+)", link.get_attribute("href"))[1]
