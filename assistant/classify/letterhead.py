"""Address, phone and fax of the place that made a paper, from the lines around its name. Never a patient's address.

Only lines that follow the place's own name count, and only until the paper begins to speak of somebody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.classify.labels import Value
from assistant.classify.lines import lines
from assistant.model.papers import Letterhead
from knowledge.kinds import fold

HEAD = 10  # lines among which the place's name is looked for
BELOW = 5  # lines below the name that may belong to it
_ABOUT = frozenset({"name", "surname", "forename", "birth_date", "mrn", "sex", "accession", "doctor", "not_name"})
_PHONE = re.compile(r"(?:\+?\d{1,2}[ .-])?\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}\b")
_FAX = re.compile(r"\bfax\b\W*$", re.IGNORECASE)
_CUT = re.compile(r"\s*[|•·]\s*|\s{3,}|\s+[-–]\s+")
_SIGN = re.compile(r"\b(?:tel(?:efono|éfono)?|phone|ph|fax|teléfono)\b[.:]*\s*$", re.IGNORECASE)
_STREET = re.compile(
    r"(?<![#\w-])(?:(?:suite|ste\.?|floor|room|unit)\s+[\w-]+,?\s+)?\d{1,6}[A-Z]?\s+(?:[NSEW]\.?\s+)?[A-ZÁÉÍÓÚÑ][\w'’.-]+"
    r"|\bP\.?\s?O\.?\s+Box\s+\d+"
    r"|\b(?:Calle|Av(?:enida)?\.?|Blvd\.?|Boulevard|Paseo|Calzada|Carretera|Camino)\s+[\w'’. ]+?\s+#?\d{1,5}",
    re.IGNORECASE,
)
_CITY = re.compile(r"[A-ZÁÉÍÓÚÑ][\w'’.-]*(?:\s[A-ZÁÉÍÓÚÑ][\w'’.-]*){0,3},\s*[A-Z]{2}\b(?:\s+\d{5}(?:-\d{4})?)?\W*$")
_PERSON = re.compile(r"\w\S*\s+\S+,\s*(?:MD|DO|PA|NP|RN|PhD)$")  # "A. Ruiz, MD": no town of Maryland
_NOT = re.compile(r"\b(?:clia|confidential|accredited|page|p[áa]gina|lic|npi|tax|run date|printed|www|https?)\b", re.I)
_MEDICAL = re.compile(r"\b(?:mg|ml|cm|mm|mcg|vials?|views?|genes|tablets?)\b", re.IGNORECASE)


def letterhead(text: str, facility: str, found: Sequence[Value]) -> Letterhead:
    """What the head says of the place `facility`; empty when it is not named there."""
    rows = lines(text)[: HEAD + BELOW]
    name = fold(facility)
    at = next((n for n, row in enumerate(rows[:HEAD]) if name and name in fold(row.text)), None)
    if at is None:
        return Letterhead()
    about = {value.start for value in found if value.field in _ABOUT}
    pieces: list[str] = []
    phone = fax = ""
    for number, row in enumerate(rows[at : at + BELOW + 1]):
        if number and any(row.start <= start < row.end for start in about):
            break
        rest = row.text if number else _behind(row.text, facility)
        for match in _PHONE.finditer(rest):
            if _FAX.search(rest[: match.start()]):
                fax = fax or match[0].strip()
            else:
                phone = phone or match[0].strip()
        if not _NOT.search(rest):
            pieces += [piece for piece in _addresses(rest) if piece not in pieces]
    return Letterhead(", ".join(pieces) if _sure(pieces) else "", phone, fax)


def _behind(line: str, facility: str) -> str:
    """The line without the place's name."""
    at = line.casefold().find(facility.casefold())
    return line[at + len(facility) :] if at >= 0 else ""


def _addresses(line: str) -> list[str]:
    """The pieces of a line that are a street or a town."""
    kept = []
    for piece in _CUT.split(_PHONE.sub(" | ", line)):
        bare = _SIGN.sub("", piece).strip(" ,;.-|")
        street, city = _STREET.search(bare), _CITY.search(bare)
        if not (street or city) or _MEDICAL.search(bare) or len(bare) > 90 or (not street and _PERSON.search(bare)):
            continue
        kept.append(bare[min(m.start() for m in (street, city) if m) :].strip(" ,"))
    return kept


def _sure(pieces: Sequence[str]) -> bool:
    """A street alone may be anything; with a town (or a town alone) it is an address."""
    return any(_CITY.search(piece) for piece in pieces) or any(piece.count(",") >= 2 for piece in pieces)


__all__ = ["letterhead"]
