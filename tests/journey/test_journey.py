"""The journey in a real browser: a patient's papers, the coordinator's sign-off, the doctor's answer, and back."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant.actions.review import CHECKS
from assistant.sample import sample, write_sample
from tests.journey.walker import DESK, PHONE, WAIT, Walker
from tests.support import PASSWORD

OUT = Path(__file__).parent / "out"
SCREENS = Path(__file__).parent / "screens" if "KEEP_SCREENS" in os.environ else OUT  # the README's pictures
STAFF = (("dana", "liaison", "Dana"), ("rao", "provider", "Dr. Rao"))


def sign_in(browser, server, name, language="en", viewport=DESK, locale="en-US"):
    page = browser.new_context(viewport=viewport, locale=locale).new_page()
    walker = Walker(page, server.url, language)
    walker.go(f"/sign-in?lang={language}")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.locator("button", has_text=re.compile("^(Sign in|Entrar)$")).click()
    return walker


@pytest.fixture(scope="module")
def staffed(server):
    """The server after its first administrator has added a coordinator and a doctor."""
    import httpx

    from assistant.cli import main

    httpx.post(f"{server.url}/welcome", data={"what": "real", "name": "root", "password": PASSWORD})
    for name, role, shown in STAFF:
        main(
            ["users", "add", name, "--role", role, "--shown", shown, "--password", PASSWORD, "--data", str(server.data)]
        )
    return server


@pytest.fixture(scope="module")
def shoebox(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shoebox")
    write_sample(folder)
    return folder


def sign_up(browser, server, name, language):
    locale = "es-US" if language == "es" else "en-US"
    page = browser.new_context(viewport=PHONE, locale=locale).new_page()
    walker = Walker(page, server.url, language)
    walker.go("/sign-in")
    page.locator("summary").click()
    page.fill("#new-name", name)
    page.fill("#new-password", PASSWORD)
    page.locator("form[action^='/sign-up'] button").click()
    return walker


def tell(patient: Walker) -> None:
    """Who it is for, consent, details and why: one question a page."""
    patient.at("start.title")
    patient.press("start.now")
    patient.at("start.who.title")
    patient.choose("start.who.me")
    patient.save()
    for step in ("use", "model", "share_doctor"):
        patient.at(f"start.consent.{step}.title")
        patient.choose(f"start.consent.{step}.yes")
        patient.save()
    patient.at("tasks.title")
    patient.follow("tasks.rows.details")
    patient.at("about.name.title")
    patient.fill("about.name.label", sample()["patient"]["name"])
    patient.save()
    patient.at("about.born.title")
    for box, value in (("dates.box_month", "2"), ("dates.box_day", "11"), ("dates.box_year", "1968")):
        patient.fill(box, value)
    patient.save()
    patient.at("about.sex.title")
    patient.choose("about.sex.female")
    patient.save()
    patient.at("about.contact.title")
    patient.fill("about.contact.phone", "555 010 9999")
    patient.save()
    patient.at("about.language.title")
    patient.save()
    patient.at("about.doctor.title")
    patient.fill_optional("about.doctor.label", "Dr. Lindqvist")
    patient.save()
    patient.at("about.list.title")
    patient.follow("about.list.to_tasks")
    patient.at("tasks.title")


def say_why(patient: Walker, condition: str) -> None:
    patient.follow("tasks.rows.why")
    patient.at("why.reasons.title")
    patient.choose("why.reasons.surgery")
    patient.save()
    patient.at("why.condition.title")
    patient.fill("why.condition.label", condition)
    patient.save()
    patient.at("why.list_for.title")
    patient.save()
    patient.at("why.advised.title")
    patient.fill_optional("why.advised.label", "Mastectomy")
    patient.save()
    patient.at("why.knows.title")
    patient.save()
    patient.at("why.decide.title")
    patient.choose("why.decide.no")
    patient.save()
    patient.at("why.list.title")
    patient.follow("about.list.to_tasks")
    patient.at("tasks.title")


def add_papers(patient: Walker, shoebox: Path) -> None:
    """Files, and at once the whole disc as a folder, which waits its turn; then waits until all of it is read."""
    patient.follow("tasks.rows.papers")
    patient.at("papers.title")
    files = sorted(path for path in shoebox.iterdir() if path.is_file())
    disc = next(path for path in shoebox.iterdir() if path.is_dir())
    patient.page.locator("input.pick-files").set_input_files(files)
    patient.page.locator("input.pick-folder").set_input_files(disc)
    expect(patient.page.locator("h3", has_text=files[-1].name)).to_be_visible(timeout=WAIT)
    expect(patient.page.locator("h3", has_text=disc.name)).to_be_visible(timeout=WAIT)
    expect(patient.page.get_by_text(patient.w("papers.reading"))).to_have_count(0, timeout=3 * WAIT)


CONDITION = {"en": "breast cancer", "es": "cáncer de seno"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_patient_prepares_and_sends_and_the_answer_comes_back(browser, staffed, shoebox, language):
    patient = sign_up(browser, staffed, f"elena-{language}", language)
    tell(patient)
    say_why(patient, CONDITION[language])
    add_papers(patient, shoebox)
    see_what_was_found(patient)
    see_what_is_missing(patient)
    choose_questions(patient)
    ask_the_chat(patient)
    send(patient)
    coordinate(browser, staffed)
    answer(browser, staffed)
    read_the_answer(patient)
    assert not patient.errors and not patient.strangers


def see_what_was_found(patient: Walker) -> None:
    patient.follow("papers.next")
    patient.at("before.title")
    patient.choose("before.all")
    patient.save()
    patient.at("check.sections.allergies")
    patient.reads("Penicillin")
    patient.page.locator(".so-source summary").first.click()
    picture = patient.page.locator("img[src*='/page/']").first
    expect(picture).to_be_visible(timeout=WAIT)
    assert width_of(picture) > 300
    patient.page.wait_for_function("document.querySelector('.so-page').scrollTop > 0")  # it opens at its mark
    patient.press("check.buttons.confirmed")


def see_what_is_missing(patient: Walker) -> None:
    tasks(patient)
    patient.follow("tasks.rows.missing")
    patient.at("missing.title")
    asked = patient.page.get_by_text(patient.w("missing.buttons.asked"), exact=True)
    patient.page.get_by_test_id("stExpander").filter(has=asked).first.locator("summary").click()
    patient.press("missing.buttons.asked")
    patient.picture(OUT / f"missing-{patient.language}.png")


def tasks(patient: Walker) -> None:
    case = re.search(r"case=(\w+)", patient.page.url)[1]
    patient.go(f"/tasks?case={case}")
    patient.at("tasks.title")


def choose_questions(patient: Walker) -> None:
    tasks(patient)
    patient.follow("tasks.rows.questions")
    patient.at("questions.title")
    patient.fill("questions.label", "Can I keep my breast?")
    patient.press("questions.add")
    patient.reads("1. Can I keep my breast?")
    patient.page.get_by_role("button", name=patient.w("questions.add_this", letter="A")).first.click()
    patient.reads("2. ")
    patient.press("questions.up", number=2)
    patient.reads("2. Can I keep my breast?")


def ask_the_chat(patient: Walker) -> None:
    tasks(patient)
    patient.follow("tasks.rows.ask")
    patient.at("chat.title")
    patient.fill("chat.label", {"en": "What am I missing?", "es": "¿Qué me falta?"}[patient.language])
    patient.press("chat.send")
    log = patient.page.get_by_role("log")
    expect(log).to_contain_text(patient.w("chat.helper"), timeout=WAIT)


def send(patient: Walker) -> None:
    tasks(patient)
    if patient.language == "en":
        patient.picture(SCREENS / "patient.png")
    patient.follow("tasks.rows.send")
    patient.at("send.title")
    patient.choose("send.declaration")
    patient.press("send.button")
    patient.at("sent.title")


def coordinate(browser, server) -> None:
    """The coordinator finds the case, answers, reads the sources, and signs it off to the doctor."""
    dana = sign_in(browser, server, "dana")
    dana.at("queue.title")
    dana.reads(sample()["patient"]["name"])
    dana.picture(SCREENS / "liaison.png")
    dana.page.locator("a[href*='case?case=']").first.click()
    dana.reads_heading(sample()["patient"]["name"])
    dana.press("case.take")
    dana.fill("case.message", "We have all we need. Thank you.")
    dana.press("status.send")
    expect(dana.page.get_by_role("log")).to_contain_text("We have all we need. Thank you.", timeout=WAIT)
    dana.follow("case.sign_off")
    dana.at("handover.title")
    for check in CHECKS:
        group = dana.page.get_by_role("radiogroup", name=dana.w(f"handover.items.{check}"))
        group.locator("label").first.click()
    dana.press("handover.button", name="Dr. Rao")
    dana.reads("Sent to Dr. Rao.")
    assert not dana.errors and not dana.strangers


def answer(browser, server) -> None:
    """The doctor reads the page, opens the scan, answers the first question and signs."""
    rao = sign_in(browser, server, "rao")
    rao.at("inbox.title")
    rao.page.locator("a[href*='brief?case=']").first.click()
    rao.reads("Penicillin")
    rao.picture(SCREENS / "provider.png")
    rao.follow("titles.labs")
    rao.at("labs.title")
    rao.follow("titles.imaging")
    rao.at("imaging.title")
    slice_picture = rao.page.locator("img[src*='/slice/']").first
    expect(slice_picture).to_be_visible(timeout=WAIT)
    assert width_of(slice_picture) > 32
    rao.follow("titles.timeline")
    rao.at("timeline.title")
    rao.follow("titles.reply")
    rao.at("reply.title")
    rao.fill("reply.short", "I agree with the diagnosis. You have a second choice of operation.")
    rao.page.locator("label").filter(has_text=rao.w("codes.opinions.agree")).first.click()
    rao.fill("reply.technical", "Breast-conserving surgery is reasonable.", number=1)
    rao.fill("reply.plain", "You can keep your breast if you want.", number=1)
    rao.page.locator("label").filter(has_text=rao.w("codes.how.answered")).first.click()
    rao.press("reply.preview")
    rao.at("sign.title")
    rao.reads("You can keep your breast if you want.")
    rao.choose("sign.confirm")
    rao.press("sign.button")
    rao.reads(rao.w("sign.to_inbox"))
    assert not rao.errors and not rao.strangers


def read_the_answer(patient: Walker) -> None:
    tasks(patient)
    patient.follow("tasks.rows.answer")
    patient.at("answer.title")
    patient.reads("You can keep your breast if you want.")
    patient.picture(OUT / f"answer-{patient.language}.png")


def width_of(image) -> int:
    """The picture's own width in pixels, once it has come."""
    image.scroll_into_view_if_needed()
    return image.evaluate(
        "i => i.complete && i.naturalWidth ? i.naturalWidth : new Promise(d => (i.onload = () => d(i.naturalWidth)))"
    )
