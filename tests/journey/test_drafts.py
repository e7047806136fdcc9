"""What a person typed and did not save is there again after a reload; what they saved, or took back, is not."""

import pytest
from playwright.sync_api import expect

from tests.journey.walker import PHONE, WAIT, case_of, enter

WORDS = "Can I wait until after the wedding of my daughter?"


@pytest.mark.timeout(240)
def test_words_not_yet_saved_outlive_a_reload_and_saved_ones_do_not_come_back(browser, sampled) -> None:
    walker = enter(browser, sampled, "Elena", "en", PHONE)
    page = walker.page
    page.locator("a[href*='case=']").first.wait_for()
    case = case_of(walker)

    walker.go(f"/questions?case={case}")
    walker.at("questions.title")
    walker.fill("questions.label", WORDS)
    page.reload()
    walker.at("questions.title")
    box = page.get_by_label(walker.w("questions.label"), exact=True)
    expect(box).to_have_value(WORDS, timeout=WAIT)
    expect(page.get_by_text(walker.w("frame.draft"))).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name=walker.w("frame.draft_show")).click()
    expect(box).to_be_focused()

    walker.press("questions.add")
    expect(page.locator("main p", has_text=WORDS)).to_be_visible(timeout=WAIT)
    walker.settle()
    page.reload()
    walker.at("questions.title")
    expect(page.locator("main p", has_text=WORDS)).to_be_visible(timeout=WAIT)
    expect(box).to_have_value("")
    expect(page.get_by_text(walker.w("frame.draft"))).to_be_hidden()

    walker.go(f"/chat?case={case}")
    walker.at("chat.title")
    asked = page.get_by_label(walker.w("chat.label"), exact=True)
    asked.fill("what is a biopsy")
    page.reload()
    walker.at("chat.title")
    expect(asked).to_have_value("what is a biopsy", timeout=WAIT)
    walker.press("chat.send")
    expect(page.get_by_role("log")).to_contain_text("what is a biopsy", timeout=WAIT)
    walker.settle()
    page.reload()
    walker.at("chat.title")
    expect(page.get_by_role("log")).to_contain_text("what is a biopsy", timeout=WAIT)
    expect(asked).to_have_value("")

    walker.fill("chat.label", "something private")
    page.get_by_role("link", name=walker.w("frame.sign_out")).click()
    page.wait_for_url("**/sign-in**")
    assert not page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('so-draft'))")
    assert not walker.errors
