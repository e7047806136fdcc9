"""The people of a paper's head: whom it is about, as written, and who signed it. Never takes one for the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.classify.dates import Order
from assistant.classify.labels import Value, values
from assistant.classify.lines import lines
from assistant.classify.names import name_at
from ingest.document import Patient
from knowledge.kinds import Kinds

HEAD_LINES = 40
_OPENS = re.compile(r"(?:I|Yo|Me|Mr|Mrs|Ms|Sra?)[.,]* ")  # "I, Ana Ruiz, born May 3, 1957, name my husband"
_BETWEEN = re.compile(  # "RUIZ, ANA, 65 yrs  DOB", "Ana Ruiz | 39 yo F | DOB", "RUIZ, ANA 69F (MR #"
    r"[ |(,;/-]*(?:\d{1,3} ?-?(?:yrs?|years?|y\.?o\.?|y/o|años|a\.)?[ -]*(?:old)?)?[ |(,;/-]*"
    r"(?:[MFHX]|male|female|man|woman|masculino|femenino|hombre|mujer)?[ |(,;/-]*(?:(?:is|was|fue) )?",
    re.IGNORECASE,
)


def patient_of(stated: Patient, text: str, found: Sequence[Value], order: Order, words: Kinds) -> Patient:
    """Whom the paper is about: what the format states before what the words say."""
    named = next((v.text for v in found if v.field == "name" and not v.clinician), "")
    name = stated.name or _two_parts(found) or named or _bare_name(text, words)
    born = next((v.date for v in found if v.field == "birth_date" and v.date), None)
    birth = stated.birth_date or (born.read(order) or born.text if born else "")
    return Patient(name, birth, stated.mrn or first(found, "mrn"), stated.sex or _sex(first(found, "sex")))


def _two_parts(found: Sequence[Value]) -> str:
    """A surname and a first name that have labels of their own."""
    last, given = first(found, "surname"), first(found, "forename")
    return f"{last}, {given}" if last and given else ""


def _bare_name(text: str, words: Kinds) -> str:
    """A running head such as "DOE, JANE  (MR # 12)  DOB: …": a name with a number or birth date behind or below it."""
    head = "\n".join(line.text for line in lines(text)[:HEAD_LINES])
    for value in values(head, words):
        if value.field in ("mrn", "birth_date"):
            start = head.rfind("\n", 0, value.start) + 1
            opens = _OPENS.match(head, start, value.start)
            name = name_at(head, opens.end() if opens else start, value.start, words=words)
            if name and not name.clinician and _BETWEEN.fullmatch(head, name.end, value.start):
                return name.text
            above = head.rfind("\n", 0, max(start - 1, 0)) + 1
            name = name_at(head, above, max(start - 1, above), words=words) if value.start == start else None
            if name and not name.clinician and name.end >= start - 1:
                return name.text
    return ""


def _sex(written: str) -> str:
    return {"m": "M", "f": "F", "h": "M"}.get(written[:1].lower(), "") if written.lower() != "mujer" else "F"


def first(found: Sequence[Value], field: str) -> str:
    """The first value of a field, as written."""
    return next((value.text for value in found if value.field == field), "")


def author_of(text: str, found: Sequence[Value], words: Kinds) -> str:
    """Who signed it: a labelled signature, else a name with credentials at its end, else the doctor its head names."""
    signed = [value for value in found if value.field == "author"]
    best = next((v for v in signed if v.clinician), signed[0] if signed else None)
    if best:
        return _with_credentials(text, best.text, best.end, words)
    for line in reversed(lines(text)[-8:]):
        name = name_at(text, line.start + len(line.text) - len(line.text.lstrip()), line.end, words=words)
        if name and name.clinician:
            return _with_credentials(text, name.text, name.end, words)
    doctor = next((value for value in found if value.field == "doctor"), None)
    return _with_credentials(text, doctor.text, doctor.end, words) if doctor else ""


def _with_credentials(text: str, name: str, end: int, words: Kinds) -> str:
    tail = re.match(r"(?:,?\s*[A-Za-z.-]{2,7}(?=[,.\s]|$))+", text[end : end + 40].split("\n")[0])
    kept = []
    for part in re.findall(r"[A-Za-z.-]+", tail[0]) if tail else []:
        if part.lower().replace(".", "") not in words.credentials:
            break
        kept.append(part.rstrip("."))
    return ", ".join([name, *kept])
