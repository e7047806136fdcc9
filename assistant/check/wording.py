"""The sentences of a gap in the patient's language. Says what was found and what was not; advises nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.check.heads import date_of, facility_of
from assistant.check.pictures import modalities
from assistant.check.shelf import Shelf
from assistant.model.facts import Evidence
from assistant.model.gaps import Gap, GapState, Need
from assistant.model.papers import Paper
from knowledge.strict import Text

_ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August")
_SPANISH = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto")
_MONTHS = {
    "en": (*_ENGLISH, "September", "October", "November", "December"),
    "es": (*_SPANISH, "septiembre", "octubre", "noviembre", "diciembre"),
}


@dataclass(frozen=True)
class Words:
    """Texts of the knowledge in one language."""

    says: Mapping[str, Text]
    language: str

    def say(self, key: str, **values: str) -> str:
        return self.says[key].of(self.language).format(**values)

    def date(self, iso: str) -> str:
        """A date as people read it, no more exact than it is."""
        if len(iso) < 7:
            return iso
        spanish = self.language.startswith("es")
        month = _MONTHS["es" if spanish else "en"][int(iso[5:7]) - 1]
        if len(iso) < 10:
            return f"{month} de {iso[:4]}" if spanish else f"{month} {iso[:4]}"
        day = int(iso[8:10])
        return f"{day} de {month} de {iso[:4]}" if spanish else f"{month} {day}, {iso[:4]}"

    def paper(self, paper: Paper) -> str:
        """A paper by its title (or the file's name) and date."""
        imaging = paper.document.imaging
        title = (imaging.description if imaging else "") or paper.description.title or paper.document.name
        date = self.date(date_of(paper))
        return self.say("dated", title=title, date=date) if date else title

    def holder(self, who: str, facility: str) -> str:
        return self.say("from", who=who, facility=facility) if facility else who


def identity(item: str, subject: str = "") -> str:
    """The same for the same thing, whatever else becomes known."""
    return hashlib.sha256(f"{item}|{subject}".encode()).hexdigest()[:16]


def gap(
    shelf: Shelf,
    words: Words,
    *,
    item: str,
    state: GapState,
    need: Need,
    label: str,
    why: str,
    who: str,
    kind: str,
    rank: int,
    subject: str = "",
    paper: Paper | None = None,
    facility: str = "",
    evidence: tuple[Evidence, ...] = (),
    window: int | None = None,
    date: str = "",
    found: str = "",
    ahead: bool = False,
) -> Gap:
    """One gap, with where we looked and who may hold it."""
    place = facility or (facility_of(paper) if paper else "")
    held = (
        state is not GapState.UNCONFIRMED and not ahead and who != shelf.pathway.shared.who[_MAKER].of(words.language)
    )
    return Gap(
        id=identity(item, subject),
        item=item,
        label=label,
        state=state,
        why=why,
        who_has_it=who if ahead else words.holder(who, place),
        need=need,
        evidence=evidence,
        kind=kind,
        looked_in=tuple(p.id for p in shelf.counted),
        facility=place,
        found=found or (words.paper(paper) if paper else ""),
        found_date=date,
        window_months=window,
        rank=rank,
        ahead=ahead,
        clock=_clock(kind, f"{label} {found}", shelf) if held else "",
    )


_MAKER = "translator"  # makes what is asked for; no place holds it, so no letter would help
_HELD = ("report", "image", "slides", "lab", "genetic", "note", "procedure")  # kinds of gap a place can mend


def _clock(kind: str, about: str, shelf: Shelf) -> str:
    """Mammograms and slides have rules of their own; all else a place holds is the person's by right of access."""
    if kind not in _HELD:
        return ""
    if kind == "slides":
        return "slides"
    return "mammogram" if kind == "image" and "MG" in modalities(about, shelf.pathway.shared) else "access"
