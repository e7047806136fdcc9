"""The box of the person: hopes, worries and limits in their own words, and how they live. Sums nobody up."""

from __future__ import annotations

import re

from assistant.model.facts import Evidence, FactKind, FactOrigin
from assistant.model.papers import DocumentKind
from assistant.model.summary import Absence, Block, Clause, Source
from assistant.view.clauses import Scene, block, clause, empty, shorten
from assistant.view.page import WORRY
from assistant.view.passages import new
from assistant.view.quoting import sentence
from ingest.document import Origin, Page
from knowledge.layouts import is_personal

HEADED = re.compile(r"[^.!]{0,60}\b(?:19|20)\d\d")  # a heading with its date: "My notes, 6 November 2026"
SHORT = 3  # words: fewer are a heading or a date
SENTENCE = re.compile(r"(?:[^.!?;\n]|(?<=\d)\.(?=\d)|(?<=\bDr)\.)+[.!?;]*")
LISTED = re.compile(r"\s*\n\s*(?:[-–•*]|\d{1,2}[.)])\s")  # a list follows: what stands above it is its heading


def person(scene: Scene) -> Block:
    """Hopes, worries, limits and what they were told, in their words; then how they live, from the papers."""
    words, case = scene.words, scene.dossier.case
    goal = case.goal
    found = []
    for name in ("hopes", "worries", "limits", "knows"):
        text = getattr(goal, name)
        if text:
            found.append(Clause(shorten(text, 24), Source.PATIENT, label=words(f"person.{name}"), quoted=True))
    if goal.helper:
        found.append(Clause(goal.helper, Source.PATIENT, label=words("person.helper")))
    if case.how_much is not None:
        text = words(f"how_much.{case.how_much.value}")
        found.append(Clause(text, Source.PATIENT, label=words("person.wants")))
    told = [entry for entry in scene.dossier.history.entries if entry.facts[0].origin == FactOrigin.PATIENT]
    found += [clause(entry, scene, label=words("person.told")) for entry in told]
    social = [entry for entry in scene.entries(FactKind.SOCIAL_HISTORY) if entry not in told]
    lines: list[Clause] = []
    seen: list[str] = []
    for entry in social:
        quote = " ".join(sentence(entry.evidence[0], scene).span.quote.split())
        if new(quote, seen):
            text = shorten(quote.replace(" | ", ": "), 14)
            label = "" if lines else words("person.social")
            lines.append(clause(entry, scene, text, label, quoted=" | " not in quote))
    found += [*_notes(scene), *lines]
    shown = block(scene, "person", found, most=7, budget=60)
    return shown if found else empty(shown, Absence.NOT_ASKED, words("absence.person"))


def _notes(scene: Scene) -> list[Clause]:
    """What the patient wrote of their life and wishes: sentences of their notes, word for word, with their places."""
    found: list[Clause] = []
    for paper in scene.dossier.papers:
        if paper.kind != DocumentKind.PATIENT_NOTE or not paper.counts or paper.id.startswith("statement-"):
            continue
        listed = [f.span for f in paper.facts if f.kind in (FactKind.MEDICATION, FactKind.ALLERGY)]
        places = [
            place
            for page in paper.document.pages
            if page.origin == Origin.TEXT
            for place in _sentences(page, paper.description.title)
            if len(place[3].split()) > SHORT and not place[3].endswith(":") and not HEADED.fullmatch(place[3])
            if not any(span.page == place[0] and span.start < place[2] and place[1] < span.end for span in listed)
        ]
        asked = [WORRY.search(question.text) for question in scene.dossier.questions]
        told = {match.group(1).rstrip(".!") for match in asked if match}
        telling = [place for place in places if is_personal(place[3]) and place[3].rstrip(".!") not in told]
        for number, start, end, _ in (telling or places)[:3]:
            place = Evidence(paper.document.span(number, start, end), "note")
            text = shorten(place.span.quote, 26)
            label = "" if found else scene.words("person.note")
            found.append(Clause(text, Source.PATIENT, (place,), label=label, quoted=True))
    return found[:4]


def _sentences(page: Page, title: str) -> list[tuple[int, int, int, str]]:
    """The sentences of a page that ask nothing: page, where they begin and end, and their words."""
    found = []
    for match in SENTENCE.finditer(page.text):
        text = match.group(0).strip()
        first = not page.text[: match.start()].strip() and page.text[match.end() : match.end() + 1] in ("\n", "")
        heading = text[-1:] not in ".!;" and (first or LISTED.match(page.text, match.end()))
        if len(text.split()) > 2 and "?" not in text and text != title and not heading:
            start = match.start() + match.group(0).index(text)
            found.append((page.number, start, start + len(text), text))
    return found
