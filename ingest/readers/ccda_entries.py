"""The coded entries of C-CDA sections, each with its place in the rendered narrative, or a line of its own below it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ingest.document import Entry
from ingest.readers import ccda_kinds as say
from ingest.readers.ccda_narrative import Narrative, local
from ingest.readers.ccda_statements import STATEMENTS, Said, basics, nested, qualifier, roots
from ingest.readers.ccda_values import child, children, coded, period, person_name
from ingest.readers.codes import table
from ingest.readers.sheet import Place, Sheet

_WORD = re.compile(r"\w{3,}")
_LONG_ROW = 400
_LONG_STATUS = 40
_READERS: dict[str, Callable[[Any], Said]] = {
    "problems": say.problem,
    "family": say.problem,
    "findings": say.social,
    "allergies": say.allergy,
    "medications": say.medication,
    "immunizations": say.immunization,
    "procedures": say.procedure,
    "results": say.result,
    "vitals": say.result,
    "social": say.social,
    "encounters": say.encounter,
    "plan": say.planned,
    "devices": say.device,
    "imaging": say.finding,
    "impressions": say.finding,
}
# Which statement classes state the topic of a section when no template says so.
_FITTING: dict[str, frozenset[str]] = {
    "problems": frozenset({"observation"}),
    "family": frozenset({"observation"}),
    "findings": frozenset({"observation"}),
    "allergies": frozenset({"observation"}),
    "medications": frozenset({"substanceAdministration", "supply"}),
    "immunizations": frozenset({"substanceAdministration"}),
    "procedures": frozenset({"procedure", "act", "observation"}),
    "results": frozenset({"observation"}),
    "vitals": frozenset({"observation"}),
    "social": frozenset({"observation"}),
    "encounters": frozenset({"encounter"}),
    "plan": STATEMENTS - {"organizer"},
    "devices": frozenset({"procedure", "supply", "substanceAdministration"}),
    "imaging": frozenset({"observation"}),
    "impressions": frozenset({"observation"}),
}


@dataclass(frozen=True, slots=True)
class _Above:
    """What the statements around say for those inside."""

    topic: str
    date: str = ""
    status: str = ""
    relation: str = ""
    negated: bool = False
    spoken: bool = False  # a statement around has already been made an entry


class Entries:
    """Collects entries section by section; `list` holds what was found."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.list: list[Entry] = []
        self.skipped = 0

    def section(self, section: Any, topic: str, narrative: Narrative, pointer: str) -> None:
        """All entries of one section."""
        if topic == "narrative":
            return
        used: set[Place] = set()
        for number, holder in enumerate(children(section, "entry"), 1):
            for statement in holder:
                if local(statement) in STATEMENTS:
                    path = f"{pointer}/entry[{number}]/{local(statement)}"
                    self._walk(statement, _Above(topic), path, narrative, used)

    def _walk(self, statement: Any, above: _Above, path: str, narrative: Narrative, used: set[Place]) -> None:
        if qualifier(statement):
            return
        topic, said = self._read(statement, above)
        if said is not None:
            self._keep(topic, said, path, narrative, used)
        inner = self._beneath(statement, topic, above, said)
        for step, deeper in nested(statement):
            self._walk(deeper, inner, path + step, narrative, used)

    def _read(self, statement: Any, above: _Above) -> tuple[str, Said | None]:
        """The topic of a statement and, when it states something of its own, what it says."""
        known = table("templates")
        own = next((known[root] for root in sorted(roots(statement)) if root in known), "")
        topic = own or above.topic
        if topic == "team":
            return topic, _member(statement)
        name = local(statement)
        if above.spoken and not (own == "problems" and topic != above.topic):
            return topic, None  # parts of what was said, not statements of their own
        if name == "organizer" or topic not in _READERS or (not own and name not in _FITTING[topic]):
            return topic, None
        if own in ("medications", "procedures") and above.topic == "plan" and say.is_planned(statement):
            topic = "plan"
        if own == "procedures" and above.topic in ("results", "vitals"):
            return topic, None  # how a sample was taken
        if topic == "procedures" and above.topic == "devices":
            topic = "devices"
        if name == "act" and topic in ("problems", "allergies"):
            return topic, None
        if topic == "procedures" and say.is_planned(statement):
            topic = "plan"
        said = _READERS[topic](statement)
        if not said.date and topic != "medications":
            said.date = above.date
        if topic in ("problems", "allergies", "family", "findings") and said.status == "completed":
            said.status = ""  # the observation is complete, which says nothing of what was observed
        if topic in ("problems", "allergies"):
            said.status = said.status or above.status
        said.negated = said.negated or above.negated
        if topic == "family":
            said.experiencer = above.relation or "relative"
        return topic, said

    def _beneath(self, statement: Any, topic: str, above: _Above, said: Said | None) -> _Above:
        if said is not None:
            return _Above("problems" if topic == "encounters" else topic, spoken=topic != "encounters")
        when = period(child(statement, "effectiveTime"))
        status = child(statement, "statusCode")
        return replace(
            above,
            topic=topic if topic in _READERS else above.topic,
            date=(when.start or when.end or above.date) if local(statement) == "organizer" else above.date,
            status=status.get("code", "")
            if status is not None and topic in ("problems", "allergies")
            else above.status,
            relation=_relation(statement) or above.relation,
            negated=above.negated or statement.get("negationInd") == "true",
        )

    def _keep(self, topic: str, said: Said, path: str, narrative: Narrative, used: set[Place]) -> None:
        _fetch(said, narrative)
        place, quote = self._place(said, narrative, used)
        names = said.names or ((quote.split(" | ")[0],) if quote else ())
        if not names:
            if not said.code:
                self.skipped += 1
                return
            names = (f"{said.system} {said.code}".strip(),)
        if place is None:
            place = self._sheet.line("- " + sentence(names[0], said))
            place = Place(place.page, place.start + 2, place.end)
        else:
            _fill(said, topic, narrative.cells(place))
        used.add(place)
        said.details.update({"other names": "; ".join(names[1:4])} if len(names) > 1 else {})
        kind = table("kinds")[topic]
        self.list.append(
            Entry(kind, names[0], place.start, place.end, place.page, path, said.system, said.code, said.negated,
                  said.status,
                  said.date, said.value, said.unit, said.range, said.flag, said.experiencer, said.details)
        )  # fmt: skip

    def _place(self, said: Said, narrative: Narrative, used: set[Place]) -> tuple[Place | None, str]:
        """Where the narrative says it, and the words there. References to other things are not believed."""
        quote = ""
        for reference in dict.fromkeys(said.references):
            place = narrative.place(reference)
            if place is None or place.end <= place.start:
                continue
            text = narrative.words(place)
            quote = quote or text
            if said.negated or not said.names or supports(text, said):
                return narrative.row(place, _LONG_ROW), quote
        for name in said.names:
            wanted = [name.casefold(), *([said.value.casefold()] if said.value else [])]
            place = narrative.find(wanted, used)
            if place is not None:
                return place, quote
        return (narrative.find(["no known"], used) if said.negated else None), quote


def _fetch(said: Said, narrative: Narrative) -> None:
    """Takes from the narrative what the entry only points at: its name, its value, its instructions."""
    for reference in said.called if not said.names else ():
        place = narrative.place(reference)
        if place is not None and (text := narrative.words(place)):
            said.names = (text.split(" | ")[0],)
            break
    for key, reference in said.elsewhere.items():
        place = narrative.place(reference)
        text = narrative.words(place) if place is not None else ""
        if key == "value":
            said.value = said.value or text
        elif text:
            said.details.setdefault(key, text)


def _fill(said: Said, topic: str, cells: dict[str, str]) -> None:
    """Adds what only the row of the narrative says, by the heading of its column.

    The status of the row goes before the entry's: the narrative is what was signed, and the entry's is often only that
    of the act of writing it down.
    """
    for heading, text in cells.items():
        key = table("columns").get(heading.casefold().strip(" :"))
        if not key or not text.strip():
            continue
        if key != "status":
            said.details.setdefault(key, text.strip())
        elif topic in ("medications", "problems", "allergies") and said.status != "entered-in-error":
            said.status = text.strip()[:_LONG_STATUS]


def supports(text: str, said: Said) -> bool:
    """Whether words of the narrative say what the entry says: one word of a name, and the value if there is one."""
    folded = text.casefold()
    if said.value and said.value.casefold() not in folded:
        return False
    return bool(said.value) or any(word in folded for name in said.names for word in _WORD.findall(name.casefold()))


def sentence(name: str, said: Said) -> str:
    """An entry that the narrative does not speak of, as a line of text."""
    parts = [f"{name}: {said.value} {said.unit}".strip() if said.value else name]
    if said.negated:
        parts[0] = f"{parts[0]} (said to be absent or not done)"
    if said.experiencer != "patient":
        parts[0] = f"{said.experiencer}: {parts[0]}"
    for label, text in (("range", said.range), ("flag", said.flag), ("status", said.status), ("date", said.date)):
        if text:
            parts.append(f"{label} {text}")
    parts.extend(f"{key} {text}" for key, text in said.details.items() if key not in ("other names", "mood", "text"))
    return "; ".join(parts)


def _relation(statement: Any) -> str:
    subject = child(statement, "subject", "relatedSubject", "code")
    return (coded(subject).name or subject.get("code", "")) if subject is not None else ""


def _member(statement: Any) -> Said | None:
    """A member of the care team, when the statement names one."""
    entity = child(statement, "performer", "assignedEntity")
    name = person_name(child(entity, "assignedPerson")) if entity is not None else ""
    if not name:
        return None
    said = basics(statement)
    said.names = (name,)
    role = coded(child(statement, "performer", "functionCode")).name or coded(child(entity, "code")).name
    if role:
        said.details["role"] = role
    return said
