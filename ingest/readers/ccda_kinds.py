"""What each kind of C-CDA statement says: a problem, an allergy, a medicine, a result … Each gives one `Said`."""

from __future__ import annotations

from typing import Any

from ingest.readers.ccda_narrative import local
from ingest.readers.ccda_statements import Said, basics, settle
from ingest.readers.ccda_values import (
    child,
    children,
    coded,
    is_null,
    period,
    person_name,
    quantity,
    reference_range,
    references,
    words,
)
from ingest.readers.codes import members

_PLANNED = frozenset({"INT", "RQO", "PRMS", "PRP", "ARQ", "APT", "GOL"})


def problem(statement: Any) -> Said:
    """A diagnosis or finding: its name is the value, or the code where there is no coded value."""
    said = basics(statement)
    value, code = child(statement, "value"), child(statement, "code")
    said.take(coded(value))
    if not said.names and value is not None and words(value):
        said.names = (words(value),)
    if (
        not said.names
        and not said.references
        and code is not None
        and code.get("code") not in members("statement_codes")
    ):
        said.take(coded(code))
    if "end" in said.details and said.status in ("", "active", "completed"):
        said.status = "resolved"
    site = coded(child(statement, "targetSiteCode")).name
    if site:
        said.details["site"] = site
    return settle(said)


def allergy(statement: Any) -> Said:
    """An allergy: its name is the substance of the participant; the value says what sort of reaction it is."""
    said = basics(statement)
    for participant in children(statement, "participant"):
        entity = child(participant, "participantRole", "playingEntity")
        if entity is not None:
            said.take(coded(child(entity, "code")))
            if name := words(child(entity, "name")):
                said.names = tuple(dict.fromkeys((*said.names, name)))
    sort = coded(child(statement, "value"))
    if said.names:
        if sort.name:
            said.details["type"] = sort.name
        said.references = (*said.references, *sort.references)
    else:
        said.take(sort)
    return settle(said)


def _product(statement: Any) -> Said:
    said = basics(statement)
    for holder in ("consumable", "product"):
        material = child(statement, holder, "manufacturedProduct", "manufacturedMaterial")
        if material is not None:
            said.take(coded(child(material, "code")))
            if name := words(child(material, "name")):
                said.names = tuple(dict.fromkeys((*said.names, name)))
            if lot := words(child(material, "lotNumberText")):
                said.details["lot"] = lot
    return said


def medication(statement: Any) -> Said:
    """A medicine with dose, route, frequency, start and stop."""
    said = _product(statement)
    _times(statement, said)
    dose = " ".join(part for part in quantity(child(statement, "doseQuantity")) if part and part != "1")
    rate = " ".join(part for part in quantity(child(statement, "rateQuantity")) if part)
    given = child(statement, "doseQuantity")
    if given is not None and given.get("value"):
        dose = " ".join(part for part in quantity(given) if part)
    route = coded(child(statement, "routeCode")).name
    form = coded(child(statement, "administrationUnitCode")).name
    for key, text in (("dose", dose), ("rate", rate), ("route", route), ("form", form)):
        if text:
            said.details[key] = text
    if instructions := said.details.pop("text", ""):
        said.details.setdefault("instructions", instructions)
    return settle(said)


def _times(statement: Any, said: Said) -> None:
    """The interval says when it was taken, the periodic time how often."""
    said.details.pop("end", None)
    said.date = ""
    for time in children(statement, "effectiveTime"):
        every = child(time, "period")
        event = child(time, "event")
        if every is not None:
            value, unit = quantity(every)
            if value:
                said.details["frequency"] = f"every {value} {unit}".strip()
        elif event is not None:
            said.details["frequency"] = event.get("displayName") or event.get("code", "")
        else:
            when = period(time)
            said.date = said.date or when.start
            if when.end and when.end != when.start:
                said.details["end"] = when.end


def immunization(statement: Any) -> Said:
    """A vaccine given, or with negation one that was not."""
    said = _product(statement)
    said.details.pop("text", None)
    if route := coded(child(statement, "routeCode")).name:
        said.details["route"] = route
    return settle(said)


def result(statement: Any) -> Said:
    """A laboratory result or vital sign."""
    said = basics(statement)
    said.take(coded(child(statement, "code")))
    value = child(statement, "value")
    if not is_null(value):
        said.value, said.unit = quantity(value)
        if not said.value and (pointed := references(value)):
            said.elsewhere["value"] = pointed[0]
            said.references = (*said.references, *pointed)
    said.range = reference_range(statement)
    flags = (
        child_code.get("code") or child_code.get("displayName", "")
        for child_code in children(statement, "interpretationCode")
    )
    said.flag = " ".join(flag for flag in flags if flag)
    return settle(said)


def social(statement: Any) -> Said:
    """An observation of the social history: the question is the name, the answer the value."""
    said = result(statement)
    code = child(statement, "code")
    if said.value and (not said.names or (code is not None and code.get("code") in members("statement_codes"))):
        said.names, said.value = (said.value, *said.names), ""
    return said


def finding(statement: Any) -> Said:
    """What was seen: the words themselves are the name, a measurement keeps its own."""
    said = result(statement)
    if said.value and not said.unit:
        said.names, said.value = (said.value, *said.names), ""
    return said


def procedure(statement: Any) -> Said:
    """Something done."""
    said = basics(statement)
    said.take(coded(child(statement, "code")))
    if not said.names and (text := said.details.pop("text", "")):
        said.names = (text,)
    for key, path in (("site", "targetSiteCode"), ("method", "methodCode")):
        if name := coded(child(statement, path)).name:
            said.details[key] = name
    value = child(statement, "value")
    if not is_null(value) and (answer := " ".join(part for part in quantity(value) if part)):
        said.value = answer
    who = person_name(child(statement, "performer", "assignedEntity", "assignedPerson"))
    if who:
        said.details["performer"] = who
    return settle(said)


def planned(statement: Any) -> Said:
    """Something asked for, promised or aimed at."""
    said = medication(statement) if local(statement) in ("substanceAdministration", "supply") else procedure(statement)
    said.status = "planned" if said.status in ("", "active", "new", "draft") else said.status
    said.details["mood"] = statement.get("moodCode", "")
    return said


def is_planned(statement: Any) -> bool:
    """Whether the statement is about something that has not happened."""
    return statement.get("moodCode", "EVN") in _PLANNED


def device(statement: Any) -> Said:
    """A device in or on the patient; else the procedure or product that speaks of it."""
    said = basics(statement)
    for participant in children(statement, "participant"):
        playing = child(participant, "participantRole", "playingDevice")
        if playing is not None:
            said.take(coded(child(playing, "code")))
            identifier = child(participant, "participantRole", "id")
            if identifier is not None and identifier.get("extension"):
                said.details["identifier"] = identifier.get("extension")
    if not said.names and not said.code:
        said.take(coded(child(statement, "code")))
    if not said.names:
        product = _product(statement)
        said.names, said.code, said.system = product.names, product.code, product.system
    return settle(said)


def encounter(statement: Any) -> Said:
    """A visit."""
    said = procedure(statement)
    for participant in children(statement, "participant"):
        place = child(participant, "participantRole", "playingEntity", "name")
        if participant.get("typeCode") == "LOC" and place is not None:
            said.details["location"] = words(place)
    return said
