"""Answers to one aspect of something the papers name: when, who, which side, how many, what for, why. Quotes only.

What an answer to each must hold is content (`words/record.yml`, `only`); where nothing does, another is sought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.chat.asked import SAID, Asked, Found, entries_of, name_of, named_in
from assistant.chat.case_papers import held_papers, named_kinds, paper_cite
from assistant.chat.case_results import other_drug
from assistant.chat.case_text import Unit, case_text
from assistant.chat.lookup import entries, sentences
from assistant.chat.quotes import of_entries, of_units, told
from assistant.chat.values import Citation
from assistant.chat.wording import cites, day, fit, paper_name, place
from assistant.model.facts import FactKind
from assistant.model.history import Entry
from assistant.model.papers import DocumentKind
from knowledge.patterns import plain
from knowledge.record import Record, load_reading
from knowledge.searching import terms

NEARLY = 0.45  # share of the question's weight a sentence must hold that also holds the aspect asked for
MOST = 3
NOTES = (DocumentKind.OPERATIVE_NOTE, DocumentKind.PROCEDURE_NOTE)
DOERS = ("surgeon", "operator", "endoscopist")  # parts in the care, as `roles` of patterns.yml has them
LONGEST = 45  # words of a list of dates


def aspect(asked: Asked, record: Record) -> Found | None:
    """Sentences on what is asked about that hold this aspect of it; None when there are none."""
    units = _holding(_subject(asked, record), record)
    return told(asked, "written", of_units(asked, units[:MOST])) if units else None


def _subject(asked: Asked, record: Record) -> Asked:
    """The message without the words that ask for the aspect."""
    return replace(asked, text=record.ignore.sub(" ", plain(asked.text))) if record.ignore else asked


def _holding(asked: Asked, record: Record) -> list[Unit]:
    """A question in the person's own notes answers none."""
    near = [unit for score, unit in sentences(asked) if score >= NEARLY and "?" not in unit.text]
    return [unit for unit in near if record.only is None or record.only.search(plain(unit.text))]


def pending(asked: Asked, record: Record) -> Found | None:
    """Sentences of the newest papers that speak of a result still to come; None when none does."""
    held = [unit for unit in case_text(asked.dossier).units if record.only and record.only.search(plain(unit.text))]
    held = [unit for unit in held if "?" not in unit.text]
    held.sort(key=lambda unit: unit.paper.description.date.date, reverse=True)
    return told(asked, "written", of_units(asked, held[:5])) if held else None


def when_was(asked: Asked, record: Record) -> Found | None:
    """The days of what was done, of what is named; else sentences with a date."""
    subject = _subject(asked, record)
    held = [e for e in entries_of(asked, FactKind.PROCEDURE) if e.when.date and e.assertion in SAID]
    named = entries(subject)
    done = [e for e in named if e in held] or [e for e in held if _one_kind(asked, e)]
    if not done:
        said = [e for e in named if e.when.date and e.assertion in SAID]
        return aspect(asked, record) or _dated(asked, said) or _day_of_paper(asked)
    return _dated(asked, done)


def _day_of_paper(asked: Asked) -> Found | None:
    """The days of the papers of the kind that is named: a biopsy is mostly told by its report alone."""
    kinds = named_kinds(asked)
    held = [p for p in held_papers(asked) if p.counts and p.kind.value in kinds and p.description.date.date][:MOST]
    ends = (asked.language, asked.talk)
    texts = [f"{paper_name(p, *ends)} ({place(p, p.document.pages[0].number, *ends)})" for p in held]
    cited = tuple(paper_cite(paper, asked.language, asked.talk) for paper in held)
    return Found(asked.say("dated", items="; ".join(texts)), cited) if held else None


def _one_kind(asked: Asked, entry: Entry) -> bool:
    """Whether the message names a scan or test of the same kind: "echo" and "echocardiogram"."""
    said = plain(asked.text).replace("|", " ")
    return any(kind.search(said) and kind.search(plain(entry.name)) for kind in asked.talk.modalities)


def _dated(asked: Asked, found: Sequence[Entry]) -> Found | None:
    if not found:
        return None
    shown = fit(list(dict.fromkeys(_on_day(asked, entry) for entry in found)), LONGEST)[:MOST]
    evidence = [entry.evidence[0] for entry in found[:MOST]]
    opened: tuple[Citation, ...] = tuple(cites(evidence, asked.dossier, asked.language, asked.talk))
    return Found(asked.say("dated", items="; ".join(shown)), opened)


def _on_day(asked: Asked, entry: Entry) -> str:
    span = entry.evidence[0].span
    where = place(asked.dossier.paper(span.document), span.page, asked.language, asked.talk)
    return f"{name_of(asked, entry)}, {day(entry.when, asked.language, asked.talk)} ({where})"


def purpose(asked: Asked, record: Record) -> Found | None:
    """What a medicine is for, where a paper says it; else that it is named and nothing said; None for no medicine."""
    subject = _subject(asked, record)
    held = [e for e in entries_of(asked, FactKind.MEDICATION) if named_in(subject, e.name, e.name.split()[0])]
    if not held:
        held = [e for e in entries(subject) if e.kind is FactKind.MEDICATION]
    if not held:
        return Found(asked.say("not_found"), empty=True) if other_drug(subject) else None
    names = {stem for entry in held for stem in terms(entry.name.split()[0], "en")}
    units = [unit for unit in case_text(asked.dossier).units if names & unit.stems]
    telling = [unit for unit in units if record.only and record.only.search(plain(unit.text))]
    if telling:
        return told(asked, "written", of_units(asked, telling[:MOST]))
    return told(asked, "purpose_none", of_entries(asked, held[:1]))


def role(asked: Asked) -> Found | None:
    """People whose part in the care a paper names as the message does ("surgeon"), of the paper it names if it does."""
    said = plain(asked.text).replace("|", " ")
    parts = {part for part, names in load_reading().roles.items() if names.search(said)}
    found = [entry for entry in entries_of(asked, FactKind.CARE_TEAM) if entry.details.get("role") in parts]
    kinds = named_kinds(asked)
    there = [e for e in found if asked.dossier.paper(e.evidence[0].span.document).kind.value in kinds]
    return _people(asked, there or found) if found else None


def doer(asked: Asked) -> Found | None:
    """Who did a thing that the papers hold a note of: the one who operated, else who signed it; None when there is
    no such note or it is not what is named."""
    named = [e for e in entries(asked) if e.kind is FactKind.PROCEDURE and e.assertion in SAID]
    notes = {v.span.document for e in named for v in e.evidence if asked.dossier.paper(v.span.document).kind in NOTES}
    newest = sorted(notes, key=lambda note: asked.dossier.paper(note).description.date.date, reverse=True)
    team = entries_of(asked, FactKind.CARE_TEAM)
    by_note = [[e for e in team if any(v.span.document == note for v in e.evidence)] for note in newest]
    found = [[e for e in some if e.details.get("role") in DOERS] or some for some in by_note]
    people = {entry.id: entry for some in found for entry in some}
    return _people(asked, list(people.values())) if people else None


def _people(asked: Asked, found: Sequence[Entry]) -> Found:
    texts = []
    for entry in found[:MOST]:
        span = entry.evidence[0].span
        where = place(asked.dossier.paper(span.document), span.page, asked.language, asked.talk)
        part = asked.talk.words.get(f"part_{entry.details.get('role')}", {}).get(asked.language)
        texts.append(f"{entry.name}, {part} ({where})" if part else f"{entry.name} ({where})")
    evidence = [entry.evidence[0] for entry in found[:MOST]]
    opened = tuple(cites(evidence, asked.dossier, asked.language, asked.talk))
    return Found(asked.say("team", items=asked.list(texts), more=asked.more(len(found), len(texts))), opened)
