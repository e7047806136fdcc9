"""The patient's own summary in plain words, English or Spanish. Shows no more of the illness than they asked to see."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.export.summary_pdf import PAPERS
from assistant.export.typesetting import TEMPLATES, pdf
from assistant.model.case import Dossier, HowMuch
from assistant.model.facts import Assertion, FactKind
from assistant.model.history import Entry, Verdict
from assistant.model.summary import Source
from assistant.model.whose import person_of
from assistant.view.clauses import Scene, display, scene, shorten, whose
from assistant.view.labs import series
from assistant.view.titles import calm, calm_person
from knowledge.names import in_language, side_in_language

Item = dict[str, str]


def patient_pdf(dossier: Dossier, language: str = "en", *, paper: str = "letter") -> bytes:
    """The PDF. What the papers say of the illness is in it only when the patient chose to see everything."""
    return pdf(TEMPLATES / "patient.typ", patient_data(dossier, language, paper=paper))


def patient_data(dossier: Dossier, language: str, *, paper: str = "letter") -> dict[str, Any]:
    words = _words().get(language, _words()["en"])
    here = scene(dossier, language)
    everything = dossier.case.how_much is HowMuch.ALL
    parts = [("questions", [_item(question.text) for question in dossier.questions])]
    goal = dossier.case.goal
    parts.append(("matters", [_item(text) for text in (goal.hopes, goal.worries, goal.limits) if text]))
    parts.append(("medicines", _statements(here, words, FactKind.MEDICATION)))
    parts.append(("allergies", _statements(here, words, FactKind.ALLERGY)))
    if everything:
        parts.append(("problems", _statements(here, words, FactKind.PROBLEM)))
        parts.append(("diagnoses", _quoted(here, FactKind.PATHOLOGY_DIAGNOSIS, FactKind.STAGE, FactKind.IMPRESSION)))
        parts.append(("operations", _statements(here, words, FactKind.PROCEDURE)))
        parts.append(("results", _results(here, words)))
        parts.append(("plans", _quoted(here, FactKind.RECOMMENDATION, FactKind.APPOINTMENT)))
    parts.append(("missing", _missing(dossier, words)))
    parts.append(("disagree", _disagreements(dossier, words, here.words.language) if everything else []))
    parts.append(("papers", _papers(here, words)))
    sections = [
        {
            "title": words["sections"][name],
            "items": items,
            "none": words["none"].get(name, ""),
            "note": words["meaning"] if name == "results" else "",
        }
        for name, items in parts
        if items or name in words["none"]
    ]
    name = calm_person(person_of(dossier.case.patient, dossier.papers)[0].name) or here.words("strip.no_name")
    number = f"{here.words('strip.case')} {dossier.case.number}" if dossier.case.number else ""
    about = " · ".join(filter(None, (name, number, here.words.date(dossier.today))))
    return {
        "title": words["title"],
        "about": about,
        "language": here.words.language,
        "paper": PAPERS[paper],
        "what_it_is": words["what_it_is"],
        "emergency": words["emergency"],
        "basics": "" if everything else words["basics"],
        "sections": sections,
        "page": words["page"],
    }


def _item(text: str, more: str = "") -> Item:
    return {"text": text, "more": more}


def _statements(here: Scene, words: dict[str, Any], kind: FactKind) -> list[Item]:
    """Entries in plain words: what it is, how it is taken, in how many papers, and what the patient said of it."""
    entries = [entry for entry in here.entries(kind) if entry.assertion != Assertion.FAMILY]
    return [_item(_plain(entry, words, here.words.language), _sources(entry, here, words)) for entry in entries]


def _plain(entry: Entry, words: dict[str, Any], language: str) -> str:
    name = in_language(display(entry), language)
    if entry.assertion == Assertion.ABSENT:
        return str(words["none_of"]).format(name=name.removeprefix("no "))
    if entry.assertion in (Assertion.POSSIBLE, Assertion.CONDITIONAL):
        return str(words["possible"]).format(name=name)
    if entry.assertion == Assertion.PLANNED:
        return str(words["planned"]).format(name=name)
    details = " ".join(filter(None, (entry.details.get(key, "") for key in ("dose", "frequency", "reaction"))))
    extra = words["stopped"] if entry.status == "stopped" else ""
    if not extra and entry.assertion == Assertion.HISTORICAL:
        extra = words["past"]
    return ", ".join(filter(None, (name, details, extra)))


def _sources(entry: Entry, here: Scene, words: dict[str, Any]) -> str:
    count = len({evidence.span.document for evidence in entry.evidence})
    where = words["in_papers"]["one"] if count == 1 else words["in_papers"]["many"].format(count=count)
    parts = [words["you_said"] if whose(entry.facts, here) == Source.PATIENT else where]
    said = {Verdict.CONFIRMED: words["you_confirmed"], Verdict.NOT_SURE: words["not_sure"]}
    if entry.verdict in said:
        parts.append(said[entry.verdict])
    if entry.correction:
        parts.append(words["you_corrected"].format(text=entry.correction))
    return ", ".join(parts)


def _quoted(here: Scene, *kinds: FactKind) -> list[Item]:
    """The reports' own words, each with its day and place."""
    found = []
    for entry in here.entries(*kinds):
        paper = here.paper(entry.evidence[0])
        about = paper.description if paper else None
        place = calm(about.facility, name=True) if about else ""
        where = " · ".join(filter(None, (here.words.when(about.date), place))) if about else ""
        found.append(_item(f"“{shorten(' '.join(entry.facts[0].text.split()))}”", where))
    return found


def _results(here: Scene, words: dict[str, Any]) -> list[Item]:
    found = []
    for line in series(here.entries(FactKind.LAB_RESULT)):
        last = line.points[-1]
        if last.flag:
            unit = f" {line.unit}" if line.unit else ""
            bounds, day = last.range or words["no_range"], here.words.date(last.date)
            found.append(
                _item(words["result"].format(name=line.name, value=last.value, unit=unit, range=bounds, date=day))
            )
    return found


def _missing(dossier: Dossier, words: dict[str, Any]) -> list[Item]:
    ranked = sorted(dossier.gaps, key=lambda gap: (gap.need != "required", gap.rank))
    found = []
    for gap in ranked:
        who = words["ask_who"].format(who=gap.facility or gap.who_has_it) if gap.facility or gap.who_has_it else ""
        found.append(_item(gap.label, " ".join(filter(None, (words["need"][gap.need.value], gap.why, who)))))
    return found


def _disagreements(dossier: Dossier, words: dict[str, Any], language: str) -> list[Item]:
    found = []
    for conflict in dossier.history.conflicts:
        sides = [words["side"].format(text=side_in_language(text, language)) for text, _ in conflict.sides]
        found.append(_item(in_language(conflict.topic, language), "; ".join(sides)))
    return found


def _papers(here: Scene, words: dict[str, Any]) -> list[Item]:
    found = []
    for paper in here.dossier.papers:
        if not paper.id.startswith("statement-"):
            more = here.words.when(paper.description.date) if paper.counts else words["not_used"]
            found.append(_item(paper.document.name or paper.description.title, more))
    return found


@cache
def _words() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("patient.yml").read_text("utf-8"))
    return loaded


__all__: Sequence[str] = ["patient_data", "patient_pdf"]
