"""Letters that ask for the records behind gaps: one per place and kind, each naming the exact records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.export.typesetting import TEMPLATES, pdf
from assistant.model.case import Case, Dossier
from assistant.model.gaps import Gap, GapState
from assistant.model.papers import Paper
from assistant.view.wording import Wording

NO_LETTER = ("identity", "conflict", "condition", "questionnaire", "file")  # kinds of gap that no other place can mend


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `asks` says what for; `identity` and `signature` are pairs of a label and what stands there."""

    kind: str  # access | mammogram | slides
    facility: str
    date: str
    attention: str
    subject: str
    opening: str
    asks: tuple[str, ...]
    paragraphs: tuple[str, ...]
    identity: tuple[tuple[str, str], ...]
    signature: tuple[tuple[str, str], ...]
    gaps: tuple[str, ...]  # labels, for the patient's page


def letters(dossier: Dossier, gaps: Sequence[Gap]) -> tuple[Letter, ...]:
    """One letter for each place and kind, in the order of the gaps."""
    grouped: dict[tuple[str, str], list[Gap]] = {}
    for gap in [gap for gap in gaps if gap.kind not in NO_LETTER] or gaps:
        grouped.setdefault((_facility(gap, dossier), _kind(gap)), []).append(gap)
    return tuple(_letter(dossier, place, kind, group) for (place, kind), group in grouped.items())


def letter_pdf(dossier: Dossier, gaps: Sequence[Gap], language: str = "en") -> bytes:
    """All letters as one PDF, each behind a page that tells the patient in their language what to do with it."""
    words = _words()
    made = letters(dossier, gaps)
    common = words["common"]
    data = {
        "title": "; ".join(dict.fromkeys(letter.subject for letter in made)) or words["access"]["subject"],
        "name": dossier.case.patient.name,
        "language": language if language in words["note"] else "en",
        "note": words["note"].get(language, words["note"]["en"]),
        "letters": [
            {
                "date": letter.date,
                "facility": letter.facility or common["place"],
                "attention": letter.attention,
                "subject": letter.subject,
                "opening": letter.opening,
                "items": list(letter.asks),
                "paragraphs": list(letter.paragraphs),
                "about": common["about_me"],
                "identity": [list(pair) for pair in letter.identity],
                "thanks": common["thanks"],
                "signature": [list(pair) for pair in letter.signature],
                "plain": list(letter.gaps),
            }
            for letter in made
        ],
    }
    return pdf(TEMPLATES / "letter.typ", data)


def letter_text(letter: Letter) -> str:
    """The same as plain text, to paste into a portal or an email."""
    common = _words()["common"]
    lines = [letter.date, "", letter.facility or common["place"], letter.attention, "", letter.subject, ""]
    lines += [letter.opening, *(f"- {item}" for item in letter.asks), "", *letter.paragraphs, "", common["about_me"]]
    lines += [f"{label}: {value}" for label, value in letter.identity]
    lines += ["", common["thanks"], "", *(f"{label}: {value}" for label, value in letter.signature)]
    return "\n".join(lines) + "\n"


def _letter(dossier: Dossier, place: str, kind: str, gaps: Sequence[Gap]) -> Letter:
    words, case = _words(), dossier.case
    text, common = words[kind], words["common"]
    spoken = Wording("en")
    pictures = any(gap.kind == "image" for gap in gaps)
    attention = text.get("attention_images") if pictures and kind == "access" else text["attention"]
    paragraphs = [
        text.get("format_images", "") if pictures or kind == "mammogram" else "",
        text["format"],
        text["where"],
    ]
    needed = text["need_by"].format(date=_long(case.goal.decide_by)) if case.goal.decide_by else ""
    paragraphs += [" ".join(filter(None, (text["time"], needed))), text["fee"], text["part"]]
    paragraphs += [common["identity"], common["questions"]]
    asks = [_record(gap, dossier, spoken) for gap in gaps]
    return Letter(
        kind=kind,
        facility=place,
        date=_long(dossier.today),
        attention=str(attention),
        subject=text["subject"],
        opening=text["opening"],
        asks=tuple(dict.fromkeys([*asks, *text.get("items", ())])),
        paragraphs=tuple(filter(None, paragraphs)),
        identity=_identity(case, common),
        signature=_signature(case, common),
        gaps=tuple(gap.label for gap in gaps),
    )


def _kind(gap: Gap) -> str:
    if gap.kind == "slides":
        return "slides"
    about = f"{gap.label} {gap.found} {gap.item}".casefold()
    return "mammogram" if gap.kind == "image" and any(w in about for w in _words()["mammogram_words"]) else "access"


def _facility(gap: Gap, dossier: Dossier) -> str:
    """Who holds it: as the gap says, else the place of the paper it rests on."""
    if gap.facility:
        return gap.facility
    paper = _paper(gap, dossier)
    return paper.description.facility if paper else ""


def _paper(gap: Gap, dossier: Dossier) -> Paper | None:
    ids = {paper.id: paper for paper in dossier.papers}
    return next((ids[item.span.document] for item in gap.evidence if item.span.document in ids), None)


def _record(gap: Gap, dossier: Dossier, spoken: Wording) -> str:
    """The record as exactly as the papers name it: what, of which day, under which number."""
    common = _words()["common"]
    paper = _paper(gap, dossier)
    day = gap.found_date or (paper.description.date.date if paper and gap.kind in ("slides", "image") else "")
    number = paper.description.accession if paper and gap.kind in ("slides", "image", "report") else ""
    what = [gap.found or gap.label]
    if day and _long(day) not in what[0] and spoken.date(day) not in what[0]:
        what.append(common["dated"].format(date=_long(day)))
    text = " ".join(what) + (f" ({common['accession'].format(number=number)})" if number else "")
    shapes = {
        GapState.REPORT_ONLY: "pictures_of",
        GapState.IMAGES_ONLY: "report_of",
        GapState.OUTDATED: "newest",
        GapState.INCOMPLETE: "all_of",
    }
    shape = shapes.get(gap.state)
    return str(common[shape].format(what=text)) if shape else text


def _identity(case: Case, common: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    person, blank = case.patient, common["blank"]
    return (
        (common["name"], person.name or blank),
        *(((common["other_names"], ", ".join(person.other_names)),) if person.other_names else ()),
        (common["birth"], _long(person.birth_date) or blank),
        *(((common["mrn"], person.mrn),) if person.mrn else ()),
        (common["phone"], person.phone or blank),
        (common["email"], person.email or blank),
        (common["address"], person.address or blank),
    )


def _signature(case: Case, common: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    blank = common["blank"]
    lines = [(common["sign"], blank), (common["printed"], case.goal.helper or case.patient.name or blank)]
    if case.goal.for_whom != "me" or case.goal.helper:
        lines.append((common["authority"], blank))
    return (*lines, (common["date"], blank))


def _long(iso: str) -> str:
    """May 3, 2026: the month in letters, so that nobody can read it wrong."""
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
    names = (*months, "November", "December")
    parts = iso[:10].split("-")
    if not iso or not all(part.isdigit() for part in parts):
        return iso
    if len(parts) == 1:
        return parts[0]
    name = names[int(parts[1]) - 1] if 1 <= int(parts[1]) <= 12 else parts[1]
    return f"{name} {int(parts[2])}, {parts[0]}" if len(parts) == 3 else f"{name} {parts[0]}"


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("letters.yml").read_text("utf-8"))
    return loaded


__all__ = ["Letter", "letter_pdf", "letter_text", "letters"]
