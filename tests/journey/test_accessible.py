"""Every screen in a real browser against axe-core's rules for WCAG 2.2, levels A and AA."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journey.walker import DESK, PHONE, Walker, case_of, enter

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PATIENT = (
    "tasks details why plan papers before check matters questions missing chase letter chat send status trail helpers"
)
LIAISON = "queue case facts history handover board plan chase"
PROVIDER = "inbox brief timeline labs imaging reply"


def wrong(walker: Walker) -> set[str]:
    """The rules broken on this screen, each with the first element that breaks it."""
    found = Axe().run(walker.page, options=RULES).response["violations"]
    return {f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found}


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("who", "language", "viewport", "screens"),
    [
        ("Elena", "en", PHONE, PATIENT),
        ("Elena", "es", DESK, PATIENT),
        ("Dana", "en", DESK, LIAISON),
        ("Rao", "en", DESK, PROVIDER),
    ],
    ids=["patient", "paciente", "coordinator", "doctor"],
)
def test_every_screen_keeps_the_rules_of_wcag(browser, sampled, who, language, viewport, screens) -> None:
    walker = enter(browser, sampled, who, language, viewport)
    case = case_of(walker)
    to_spanish = walker.page.get_by_role("button", name="Español")
    if language == "es" and to_spanish.count():  # the account may have kept English from another visit
        to_spanish.click()
    walker.page.locator(f"html[lang='{language}']").wait_for(state="attached")
    faults = {}
    for screen in screens.split():
        walker.go(f"/{screen}?case={case}")
        walker.page.locator("h1").first.wait_for()
        walker.settle()
        if found := wrong(walker):
            faults[screen] = found
    assert not faults
