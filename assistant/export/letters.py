"""Letters that ask for the records behind gaps: one per place and kind, each naming the exact records; and the next
letters, when nothing came. Laws and custom: see `letters.yml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.export.letter_records import Place, Record, records, words_of
from assistant.export.typesetting import TEMPLATES, pdf
from assistant.model.case import Case, Dossier
from assistant.model.chase import Chase, chases
from assistant.model.gaps import Gap

STEPS = ("remind", "ask_date", "late", "refused")  # the letters after the first


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `asks` says what for; `identity` and `signature` are pairs of a label and what stands there."""

    kind: str  # access | mammogram | slides
    facility: str
    address: tuple[str, ...]  # lines below the name: address, phone, fax
    date: str
    attention: str
    subject: str
    opening: str
    asks: tuple[str, ...]
    paragraphs: tuple[str, ...]
    closing: tuple[str, ...]  # where to send it, who to call: the same in every letter to the place
    identity: tuple[tuple[str, str], ...]
    signature: tuple[tuple[str, str], ...]
    gaps: tuple[str, ...]  # ids, in the order asked for
    found_in: str = ""  # the paper the address stands on


def letters(
    dossier: Dossier, gaps: Sequence[Gap], step: str = "", due: Mapping[str, str] | None = None
) -> tuple[Letter, ...]:
    """One letter for each place and kind, in the order of the gaps. `step`: a later letter about what was asked for;
    `due`: by gap, the day the answer is or was due."""
    grouped: dict[tuple[str, str], list[Record]] = {}
    for record in records([gap for gap in gaps if gap.clock], dossier):
        grouped.setdefault((record.place.key, record.gap.clock), []).append(record)
    made = tuple(_letter(dossier, kind, group) for (_, kind), group in grouped.items())
    if step not in STEPS:
        return made
    asked = {chase.gap: chase for chase in chases(dossier.case.decisions)}
    return tuple(_again(letter, asked, step, due or {}) for letter in made if any(gap in asked for gap in letter.gaps))


def letter_pdf(
    dossier: Dossier, made: Sequence[Letter], language: str = "en", spoken: Mapping[str, Gap] | None = None
) -> bytes:
    """Letters as one PDF, each behind a page that tells the patient in their language what to do with it. `spoken`: the
    gaps by id, in that language."""
    words = _words()
    common, tongue = words["common"], language if language in words["note"] else "en"
    note, gaps = words["note"][tongue], spoken or {}
    data = {
        "title": "; ".join(dict.fromkeys(letter.subject for letter in made)) or words["access"]["subject"],
        "name": dossier.case.patient.name,
        "language": tongue,
        "note": {"title": note["title"], "lines": note["lines"], "asks": note["asks"]},
        "letters": [
            {
                "date": letter.date,
                "facility": letter.facility or common["place"],
                "address": list(letter.address),
                "attention": letter.attention,
                "subject": letter.subject,
                "opening": letter.opening,
                "items": list(letter.asks),
                "paragraphs": [*letter.paragraphs, *letter.closing],
                "about": common["about_me"],
                "identity": [list(pair) for pair in letter.identity],
                "thanks": common["thanks"],
                "signature": [list(pair) for pair in letter.signature],
                "plain": [gaps[gap].label for gap in letter.gaps if gap in gaps],
                "where": _where(letter, note, gaps),
            }
            for letter in made
        ],
    }
    return pdf(TEMPLATES / "letter.typ", data)


def letter_text(letter: Letter) -> str:
    """The same as plain text, to paste into a portal or an email."""
    common = _words()["common"]
    lines = [letter.date, "", letter.facility or common["place"], *letter.address, letter.attention, ""]
    lines += [letter.subject, "", letter.opening, *(f"- {item}" for item in letter.asks), ""]
    lines += [*letter.paragraphs, *letter.closing, "", common["about_me"]]
    lines += [f"{label}: {value}" for label, value in letter.identity]
    lines += ["", common["thanks"], "", *(f"{label}: {value}" for label, value in letter.signature)]
    return "\n".join(lines) + "\n"


def _letter(dossier: Dossier, kind: str, group: Sequence[Record]) -> Letter:
    words, case, place = _words(), dossier.case, group[0].place
    text, common = words[kind], words["common"]
    pictures = any(record.gap.kind == "image" for record in group)
    attention = text["attention_images"] if pictures and kind == "access" else text["attention"]
    asks = [words_of(record, common, _long) for record in group]
    helper = case.goal.helper if case.goal.for_whom == "someone" else ""
    of_child = "_child" if _is_child(case, dossier.today) else ""
    paragraphs = [
        text["format_images"] if pictures and text.get("format_images") else "",
        text["format"],
        " ".join(filter(None, (text["time"], _need_by(case, text)))),
        text["fee"],
        text["part"],
        text.get("authorize", ""),
    ]
    closing = [
        text["where"],
        common["email_risk"] if case.patient.email and kind != "slides" else "",
        common["identity"],
        common["questions_helper"].format(helper=helper) if helper else common["questions"],
    ]
    return Letter(
        kind=kind,
        facility=place.name,
        address=_address(place, common),
        date=_long(dossier.today),
        attention=str(attention),
        subject=text.get(f"subject{of_child}", text["subject"]),
        opening=text.get(f"opening{of_child}", text["opening"]),
        asks=tuple(dict.fromkeys([*asks, *text.get("items", ())])),
        paragraphs=tuple(filter(None, paragraphs)),
        closing=tuple(filter(None, closing)),
        identity=_identity(case, place, common),
        signature=_signature(case, common, bool(of_child)),
        gaps=tuple(dict.fromkeys(record.gap.id for record in group)),
        found_in=place.found_in if place.letterhead.address else "",
    )


def _again(letter: Letter, asked: Mapping[str, Chase], step: str, due: Mapping[str, str]) -> Letter:
    """A later letter about what the first one asked for: a reminder, the day asked for, the days that have passed."""
    words = _words()
    text, law = words["again"][step], words["again"]["law"][letter.kind]
    sent = min(asked[gap].sent for gap in letter.gaps if gap in asked)
    last = max((due.get(gap, "") for gap in letter.gaps), default="")
    values = {"sent": _long(sent), "due": _long(last), "law": law["law"], "request": law["request"]}
    opening, *rest = (line.format(**values) for line in text[law["style"]])
    return replace(letter, subject=text["subject"].format(**values), opening=opening, paragraphs=tuple(rest))


def _is_child(case: Case, today: str) -> bool:
    """Told so, or not eighteen yet by the date of birth."""
    born = case.patient.birth_date
    return case.goal.for_whom == "child" or (len(born) == 10 and f"{int(born[:4]) + 18:04}{born[4:]}" > today)


def _need_by(case: Case, text: Mapping[str, Any]) -> str:
    return str(text["need_by"]).format(date=_long(case.goal.decide_by)) if case.goal.decide_by else ""


def _address(place: Place, common: Mapping[str, str]) -> tuple[str, ...]:
    head = place.letterhead
    lines = [head.address]
    lines += [common["place_phone"].format(number=head.phone)] if head.phone else []
    lines += [common["place_fax"].format(number=head.fax)] if head.fax else []
    if place.name and not head.address:
        lines[0] = common["place_address"]
    return tuple(filter(None, lines))


def _where(letter: Letter, note: Mapping[str, str], spoken: Mapping[str, Gap]) -> str:
    """For the patient: where the address comes from, or whom to ask for it."""
    if not letter.facility:
        holders = dict.fromkeys(spoken[gap].who_has_it for gap in letter.gaps if gap in spoken)
        return note["no_place"].format(holder="; ".join(holders))
    if letter.found_in:
        return note["from_paper"].format(file=letter.found_in)
    return note["no_address"].format(place=letter.facility)


def _identity(case: Case, place: Place, common: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    person, blank = case.patient, common["blank"]
    mrn = place.mrn or person.mrn
    return (
        (common["name"], person.name or blank),
        *(((common["other_names"], ", ".join(person.other_names)),) if person.other_names else ()),
        (common["birth"], _long(person.birth_date) or blank),
        *(((common["mrn"], mrn),) if mrn else ()),
        (common["phone"], person.phone or blank),
        (common["email"], person.email or blank),
        (common["address"], person.address or blank),
    )


def _signature(case: Case, common: Mapping[str, str], of_child: bool) -> tuple[tuple[str, str], ...]:
    """Who signs: the patient; for a child a parent or guardian; beside an adult's, room for who has the right to."""
    blank, goal, name = common["blank"], case.goal, case.patient.name or common["blank"]
    if of_child:
        rows = ((common["sign_parent"], blank), (common["printed"], goal.helper or blank), (common["relation"], blank))
        return (*rows, (common["date"], blank))
    own = ((common["sign"], blank), (common["printed"], name), (common["date"], blank))
    if goal.for_whom == "me" and not goal.helper:
        return own
    return (
        *own,
        (common["sign_for"], blank),
        (common["printed"], goal.helper or blank),
        (common["authority"], blank),
        (common["date"], blank),
    )


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


__all__ = ["STEPS", "Letter", "letter_pdf", "letter_text", "letters"]
