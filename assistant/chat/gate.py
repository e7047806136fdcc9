"""What leaves the machine and in which form: identifiers become stable stand-ins, and come back as they were.

Replaces too much rather than too little. Keeps nothing between turns: the same case gives the same stand-ins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.model.case import Dossier
from knowledge.talk import load_talk

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_LINK = re.compile(r"https?://\S+|www\.\S+")
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d{3}\)?[ .-]?\d{3}[ .-]\d{4}(?!\d)")
_SOCIAL = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")
_NUMBER = re.compile(
    r"(?<![\w.])(?=[A-Z0-9-]*\d)[A-Z]{0,4}-?\d{2,}-?\d{3,}[A-Z0-9-]*(?![\w.])|(?<![\w.-])\d{6,}(?![\w.])"
)
_STREET = re.compile(
    r"(?<!\w)\d{1,6}\s+(?:[NSEW]\.?\s+)?(?:[A-ZÁÉÍÓÚÑ][\w'.-]*\s+){1,4}"
    r"(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Dr|Drive|Ln|Lane|Ct|Court|Way|Pkwy|Place|Pl)\b\.?"
    r"|(?<!\w)(?:Calle|Avenida|Av\.|Carrera|Colonia)\s+[\w .#-]{3,40}"
)
_ZIP = re.compile(r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b")
_DOCTOR = re.compile(
    r"\b(?:Dr|Dra|Doctor|Doctora|Mr|Mrs|Ms|Sr|Sra)\.?\s+"
    r"((?:[A-ZÁÉÍÓÚÑ][\w'’-]+|[A-Z]\.)(?:\s+(?:[A-ZÁÉÍÓÚÑ][\w'’-]+|[A-Z]\.)){0,2})"
    r"|((?:[A-ZÁÉÍÓÚÑ][\w'’-]+\s+)(?:[A-Z]\.\s+)?[A-ZÁÉÍÓÚÑ][\w'’-]+),?\s+(?:M\.?D\.?|D\.?O\.?|R\.?N\.?|N\.?P\.?|P\.?A\.?)\b"
)
_PATTERNS = (
    ("EMAIL", _EMAIL),
    ("LINK", _LINK),
    ("NUMBER", _SOCIAL),
    ("PHONE", _PHONE),
    ("ADDRESS", _STREET),
    ("ADDRESS", _ZIP),
    ("PERSON", _DOCTOR),
    ("NUMBER", _NUMBER),
)


@dataclass(frozen=True, slots=True)
class Gate:
    """Known identifiers of a case, longest first; `hide` and `show` are each other's reverse for one turn."""

    known: tuple[tuple[str, str], ...] = ()

    def hide(self, texts: Sequence[str]) -> tuple[list[str], dict[str, str]]:
        """The texts with stand-ins, and what each stand-in is for."""
        names: dict[tuple[str, str], str] = {}
        hidden = [self._hide(text, names) for text in texts]
        return hidden, {stand_in: value for (_, value), stand_in in names.items()}

    def _hide(self, text: str, names: dict[tuple[str, str], str]) -> str:
        for kind, value in self.known:
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", _namer(kind, names), text, flags=re.IGNORECASE)
        for kind, pattern in (*_PATTERNS, *(("FACILITY", p) for p in load_talk().facilities)):
            text = pattern.sub(_replacer(kind, names), text)
        return text


def _namer(kind: str, names: dict[tuple[str, str], str]) -> Callable[[re.Match[str]], str]:
    return lambda match: _name(kind, match.group(), names)


def _replacer(kind: str, names: dict[tuple[str, str], str]) -> Callable[[re.Match[str]], str]:
    return lambda match: _replace(match, kind, names)


def _name(kind: str, value: str, names: dict[tuple[str, str], str]) -> str:
    key = (kind, value)
    if key not in names:
        number = 1 + sum(1 for other, _ in names if other == kind)
        names[key] = f"[{kind}_{number}]"
    return names[key]


def _replace(match: re.Match[str], kind: str, names: dict[tuple[str, str], str]) -> str:
    whole = match.group()
    if "_" in whole and re.search(r"\[[A-Z]+_\d+\]", whole):
        return whole
    inner = next((group for group in match.groups() if group), None)
    if inner is None:
        return _name(kind, whole, names)
    return whole.replace(inner, _name(kind, inner, names))


def show(text: str, stand_ins: dict[str, str]) -> str:
    """Puts the real words back."""
    for stand_in, value in stand_ins.items():
        text = text.replace(stand_in, value)
    return text


def gate_of(dossier: Dossier | None) -> Gate:
    """All that a case knows of who and where: the patient, helpers, doctors, facilities, numbers."""
    if dossier is None:
        return Gate()
    found: set[tuple[str, str]] = set()
    person = dossier.case.patient
    for name in (person.name, *person.other_names, dossier.case.goal.helper, dossier.case.goal.doctor):
        found |= {("PERSON", part) for part in _parts(name)}
    found |= {("BIRTH_DATE", written) for written in _written(person.birth_date)}
    found |= {("NUMBER", value) for value in (person.mrn, person.phone, dossier.case.number) if value}
    found |= {("EMAIL", person.email)} if person.email else set()
    found |= {("ADDRESS", person.address)} if person.address else set()
    for paper in dossier.papers:
        about = paper.description
        found |= {("PERSON", part) for name in (about.author, about.patient.name) for part in _parts(name)}
        found |= {("FACILITY", about.facility)} if about.facility else set()
        found |= {("BIRTH_DATE", written) for written in _written(about.patient.birth_date)}
        found |= {("NUMBER", value) for value in (about.patient.mrn, about.accession) if value}
    usable = {(kind, value) for kind, value in found if len(value.strip()) >= 3}
    return Gate(tuple(sorted(usable, key=lambda pair: (-len(pair[1]), pair[0], pair[1]))))


def _parts(name: str) -> Iterable[str]:
    words = re.findall(r"[^\W\d_][\w'’-]+", name)
    yield from (
        name.strip(),
        *(word for word in words if len(word) >= 3 and word.lower() not in ("the", "and", "del", "los")),
    )


def _written(iso: str) -> Iterable[str]:
    """The ways a birth date is written."""
    pieces = iso.split("-")
    if len(pieces) != 3 or not all(piece.isdigit() for piece in pieces):
        return
    year, month, day = (int(piece) for piece in pieces)
    yield iso
    for sign in "/-.":
        for first, second in ((month, day), (day, month)):
            yield f"{first}{sign}{second}{sign}{year}"
            yield f"{first:02}{sign}{second:02}{sign}{year}"
            yield f"{first:02}{sign}{second:02}{sign}{year % 100:02}"
    months = load_talk().words["months"]
    name = months["en"].split(" ")[month - 1]
    yield from (
        f"{name} {day}, {year}",
        f"{name} {day:02}, {year}",
        f"{name[:3]} {day}, {year}",
        f"{day} {name} {year}",
    )
    yield f"{day} de {months['es'].split(' ')[month - 1]} de {year}"
