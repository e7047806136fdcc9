"""An answer that a model makes, as it appears on the screen and as a screen reader hears it."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.chat.fake_openai import GOOD, SECOND, FakeOpenAI
from tests.journey.serving import Server
from tests.journey.walker import PHONE, WAIT, case_of, enter

QUESTION = "what may the hospital charge for copies of my records"
# Marks the log; keeps what was said in it, each text the growing answer had, and whether that was hidden from readers.
WATCH = """() => {
    const log = document.querySelector('[role=log]');
    log.mark = 'the same'; window.bare = 0;
    new MutationObserver((all) => all.forEach((one) => one.addedNodes.forEach((node) =>
        window.heard.push(node.innerText)))).observe(log, {childList: true, subtree: true, characterData: true});
    new MutationObserver(() => {
        const growing = document.querySelector('.so-growing .so-line:not(.so-mine)');
        if (growing && window.grown.at(-1) !== growing.innerText) window.grown.push(growing.innerText);
        if (growing && !growing.closest('[aria-hidden=true]')) window.bare += 1;
    }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


@pytest.fixture(scope="module")
def streaming(tmp_path_factory):
    folder = tmp_path_factory.mktemp("streaming")
    with FakeOpenAI() as model:
        model.answers["local"] = model.answers["stream-lies"]
        model.pauses["local"] = 0.05
        named = {"SECOND_OPINION_MODEL": "local", "SECOND_OPINION_MODEL_URL": model.url}
        server = Server(folder / "data", folder / "log", **named).start()
        httpx.post(f"{server.url}/welcome", data={"what": "sample"}, timeout=60)
        yield server
        server.stop()


@pytest.mark.timeout(120)
def test_an_answer_grows_for_the_eye_and_is_heard_once(browser, streaming) -> None:
    walker = enter(browser, streaming, "Elena", viewport=PHONE)
    page, log = walker.page, walker.page.get_by_role("log")
    case = case_of(walker)
    walker.go(f"/consent?case={case}&step=model")
    walker.choose("start.consent.model.yes")
    walker.save()
    walker.at("start.consent.share_doctor.title")
    walker.go(f"/chat?case={case}")
    walker.at("chat.title")
    page.locator("[role=log]").wait_for(state="attached")  # there before the first message
    page.evaluate(WATCH)
    for turn in (1, 2):
        page.evaluate("window.heard = []; window.grown = []")
        walker.fill("chat.label", QUESTION)
        walker.press("chat.send")
        expect(log.locator(".so-line:not(.so-mine)")).to_have_count(turn, timeout=WAIT)
        walker.settle()
        expect(page.locator(".so-growing")).to_have_count(0)
        who = walker.w("chat.helper")
        grown = [" ".join(text.split()) for text in page.evaluate("window.grown")]
        assert grown == [f"{who} {GOOD[0]}", f"{who} {GOOD[0]} {SECOND[0]}"]
        assert page.evaluate("window.bare") == 0
        said = [" ".join(text.split()) for text in page.evaluate("window.heard")]
        assert len(said) == 2, said  # what was asked, and one finished answer
        assert QUESTION in said[0]
        assert said[1].startswith(grown[-1])
        assert page.evaluate("document.querySelector('[role=log]').mark") == "the same"
    assert "Boston" not in page.content()
    assert not walker.errors
    assert not walker.strangers
