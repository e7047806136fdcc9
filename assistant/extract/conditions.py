"""Problems, symptoms, imaging findings, pathology diagnoses and family history from named illnesses.

The kind of fact follows from the paper and the section, what is asserted from the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extract import shapes
from assistant.extract.context import Judgement
from assistant.extract.kin import together
from assistant.extract.mentions import Mention
from assistant.extract.over import given_up_for, lasting, long_ago, of_medicine
from assistant.extract.reading import Place
from assistant.extract.titles import box, either, unsaid
from assistant.extract.work import Work
from assistant.model.facts import Assertion, Fact, FactKind, When

SKIPPED = frozenset(
    {"technique", "questions", "functional", "allergies", "care_team", "immunizations", "given_medications"}
)
LISTS = frozenset({"medications", "discharge_medications"})

PAST = frozenset({"surgical_history"})

LOOKS = frozenset({"imaging", "heart_test", "other_test", "biopsy", "endoscopy"})  # tests that look for an illness

SIZE, NEAR = 90, 45  # a size of three measures, and where it ends, before what it is of
GRADE = 45  # "moderately to poorly differentiated " is not longer
SIDE = 30  # the word of a side and the space beside it are not longer
APART = re.compile(r"[.;:]|, (?!\d)")
JOINED = re.compile(r"[.;]|\bwith\b|\band\b")


def conditions(work: Work) -> Iterator[Fact]:
    """Facts from the named illnesses of a page."""
    for place, names in work.named:
        if place.section in SKIPPED or place.start < work.head:
            continue
        if work.setting.furniture and work.foot(place.start, place.end):
            continue
        for name in names:
            if name.kind in ("problem", "symptom"):
                yield from _fact(work, place, name)


def _fact(work: Work, place: Place, name: Mention) -> Iterator[Fact]:
    if _other_use(work, place, name) or unsaid(work, name) or _willed(work, place, name):
        return
    general = _too_general(work, name) and not _size(work, place, name, "length")
    if general and name.name not in work.lexicon.words["family"]["bare"]:
        return
    judged = work.judge(place, name.start, name.end)
    if general and not judged.relation:
        return
    if judged.relation:
        if judged.relation not in work.lexicon.words["family"]["unrelated"] and not work.asked(place):
            yield from _family(work, place, name, judged)
        return
    kind = _kind(work, place, name)
    assertion, when = _settled(work, place, name, judged, kind)
    span = _with_side(work, place, name)
    only = assertion is Assertion.ABSENT and shapes.said("active_only").search(work.flat, place.start, name.start)
    yield work.fact(
        kind,
        f"active {name.name}" if only else name.name,
        span,
        f"conditions.{place.section or 'text'}",
        assertion,
        term=None if only else name.term,
        when=when,
        details=_details(work, place, name, judged, span[1]),
    )


def _with_side(work: Work, place: Place, name: Mention) -> tuple[int, int]:
    """The name with the word of its side beside it, so that the fact's own words say which side."""
    first = max(place.start, name.start - SIDE)
    sided = "side" in work.near(name)
    before = shapes.said("side_before").search(work.flat, first, name.start) if sided else None
    behind = shapes.said("side_behind").match(work.flat, name.end, place.end) if sided else None
    return before.start() if before else name.start, behind.end() if behind else name.end


def _too_general(work: Work, name: Mention) -> bool:
    """A bare "mass" or "pain" says nothing by itself, except under a label that says where."""
    return name.name in shapes.general(work.lexicon) and name.name.rstrip("s") == work.flat[
        name.start : name.end
    ].rstrip("s")


def _other_use(work: Work, place: Place, name: Mention) -> bool:
    """The words of an illness in the name of something else: a clinic, a questionnaire, a protocol, a service."""
    behind = work.flat[name.end : name.end + 24]
    first = max(place.start, name.start - 24)
    near = work.near(name)
    led = "other_use" in near and work.anchors.within("other_use", first, name.start)
    return (
        shapes.said("other_use_behind").match(behind) is not None
        or (led and shapes.said("other_use_before").search(work.flat[first : name.start]) is not None)
        or ("of_energy" in near and shapes.said("of_energy").search(work.flat, first, name.end) is not None)
        or (
            shapes.said("made_on_purpose").fullmatch(name.name) is not None
            and shapes.said("to_be_made").search(work.flat[max(place.start, name.start - 48) : name.start]) is not None
        )
        or (
            shapes.said("clot").fullmatch(name.name) is not None
            and shapes.said("passed_in_bleeding").search(work.flat, place.start, name.start) is not None
        )
        or ("tested_by" in near and shapes.said("tested_by").match(work.flat, name.start) is not None)
        or ("vaccine_against" in near and shapes.said("vaccine_against").match(work.flat, name.start) is not None)
        or ("no_ill" in near and shapes.said("no_ill").match(work.flat, name.start) is not None)
        or (
            place.section in ("plan", "assessment", "impression")
            and shapes.said("tested_before").match(work.flat, name.start) is not None
        )
        or (work.text[name.start : name.end] == "CA" and re.match(r"\s*\d", behind) is not None)  # a calcium salt
        or (
            work.flat.endswith("ra", first, name.end)
            and shapes.said("room_air").search(work.flat, max(0, name.start - 24), name.end) is not None
        )
    )


def _willed(work: Work, place: Place, name: Mention) -> bool:
    """Losing weight as an aim or as advice."""
    if shapes.said("willed").fullmatch(name.name) is None:
        return False
    return (
        place.section == "plan"
        or shapes.said("willed_before").search(work.flat, place.start, name.start) is not None
        or work.judge(place, name.start, name.end, plannable=True).assertion is Assertion.PLANNED
    )


def _kind(work: Work, place: Place, name: Mention) -> FactKind:
    paper = work.setting.kind
    if paper == "pathology" and place.section not in ("history_present", "past_history", "indication"):
        return FactKind.PATHOLOGY_DIAGNOSIS
    if paper == "imaging" and place.section not in ("history_present", "past_history", "indication"):
        return FactKind.IMAGING_FINDING
    return FactKind.SYMPTOM if name.kind == "symptom" else FactKind.PROBLEM


def _settled(work: Work, place: Place, name: Mention, judged: Judgement, kind: FactKind) -> tuple[Assertion, When]:
    """The assertion with the section taken into account, and the date where one is said or the paper's is right."""
    assertion = judged.assertion
    when = work.date_near(place, name.start, name.end)
    listed = lasting(work, name) or "medical history" in judged.because  # a list of illnesses, not of the past
    told = name.kind == "symptom" and "history of" in judged.because and place.section != "past_history"
    if not told and work.anchors.within("found_now", name.end, place.end):
        told = shapes.said("found_now").match(work.flat[name.end : place.end]) is not None
    # an illness that stays is not over
    quiet = lasting(work, name) and shapes.said("stays_quiet").search(judged.because)
    ended = shapes.said("ended_cue").search(judged.because)
    if assertion is Assertion.HISTORICAL and (listed or told) and (quiet or not ended):
        assertion = Assertion.PRESENT
    if assertion is Assertion.POSSIBLE and name.kind == "symptom" and judged.because == "evaluated for":
        seen = shapes.said("seen_for").search(work.flat, place.start, name.start)
        assertion = Assertion.PRESENT if seen else assertion
    if assertion is Assertion.PRESENT:
        assertion = _in_its_place(work, place, name, when)
    if when.date > (work.setting.when.date or "~"):
        when = When()  # the day of something planned in the same sentence
    if not when.date and kind in (FactKind.IMAGING_FINDING, FactKind.PATHOLOGY_DIAGNOSIS):
        when = work.setting.when
    return assertion, when


def _in_its_place(work: Work, place: Place, name: Mention, when: When) -> Assertion:
    """What becomes of a plain statement by where it stands and what follows it."""
    before, behind = work.flat[place.start : name.start], work.flat[name.end : min(place.end, name.end + 60)]
    section = place.section
    if (
        section in PAST
        or (section == "past_treatments" and not lasting(work, name))
        or long_ago(work, place, name, when)
    ):
        return Assertion.HISTORICAL
    if "(" in before[-24:] and of_medicine(work, place, name):
        return Assertion.HISTORICAL  # "lisinopril (cough)": what it did then
    row = shapes.said("ended_in_row").match(work.text, name.end)
    over = shapes.said("ended").match(behind) if "ended" in work.near(name) else None
    upon = over and shapes.said("upon").search(before)  # "injury on CKD, resolved": the injury is over
    quiet = over and lasting(work, name) and (upon or shapes.said("stays_quiet").search(over[0]))
    if row or (over and not quiet) or shapes.said("ended_label").match(place.label):
        return Assertion.HISTORICAL
    if shapes.said("after_an_event").search(before) and shapes.said("passes").search(name.name):
        return Assertion.HISTORICAL  # "stopped after a bleed": an event told as past
    if given_up_for(work, place, name):
        return Assertion.HISTORICAL
    if section == "indication" and _asked_for(work, place, name):
        return Assertion.POSSIBLE
    if _only_tested(work, place, name):
        return Assertion.POSSIBLE
    if told := box(work, name):  # a form on which the box was read, or could not be
        return Assertion.PRESENT if told == "marked" else Assertion.POSSIBLE
    if (work.asked(place) and not shapes.said("ones_own").search(before)) or (
        name.kind == "problem" and either(work, place, name)
    ):
        return Assertion.POSSIBLE
    if section == "plan" and shapes.said("warning_before").search(before):
        return Assertion.CONDITIONAL  # "return if", "watch for": a warning, not a finding
    if name.kind == "symptom" and section in LISTS | {"plan"} and shapes.said("purpose").search(before):
        return Assertion.CONDITIONAL
    return Assertion.PRESENT


def _asked_for(work: Work, place: Place, name: Mention) -> bool:
    """It stands behind the words that ask for it, or before a question mark; what stands before them was there."""
    asks = shapes.said("asks_for").search(work.flat, place.start, name.start)
    if asks and asks["of"] and name.kind == "symptom":
        return False  # "evaluation of chest pain": of what is there
    return asks is not None or shapes.said("then_asked").match(work.flat, name.end, place.end) is not None


def _only_tested(work: Work, place: Place, name: Mention) -> bool:
    """A label under which only a look at it stands that came out normal; a blood test may be normal by treatment."""
    if work.flat[name.end : name.end + 1] != ":" or name.kind != "problem":
        return False
    for test in work.names_at(name.end, place.end)[:1]:
        term = test.of("lab", "procedure") or test.term
        looked = term is not None and (term.group in LOOKS or term.group.endswith("measures"))
        beside = not work.flat[name.end : test.start].strip(" :")
        return looked and beside and shapes.said("came_out_normal").match(work.flat, test.end, place.end) is not None
    return False


def _family(work: Work, place: Place, name: Mention, judged: Judgement) -> Iterator[Fact]:
    """The illness of a relative, or of each of those named together before it."""
    age = shapes.said("age_at").search(work.flat[name.end : min(place.end, name.end + 40)])
    assertion = Assertion.ABSENT if judged.negated else Assertion.FAMILY
    told = together(work.flat[place.start : name.start], work.sentence(place).relatives)
    for relation in told if judged.relation in told else (judged.relation,):
        yield work.fact(
            FactKind.FAMILY_HISTORY,
            name.name,
            _clause(place, name),
            "family",
            assertion,
            term=name.term,
            details={"relation": relation, "age": next(filter(None, age.groups()), "") if age else ""},
        )


def _clause(place: Place, name: Mention) -> tuple[int, int]:
    """The words of the sentence that hold relative and illness, when they are few."""
    if place.end - place.start <= 110:
        return place.start, place.end
    return name.start, name.end


def _details(work: Work, place: Place, name: Mention, judged: Judgement, last: int) -> dict[str, str]:
    """What is said beside it; `last` is where its words end, with that of its side."""
    begin, near = name.start, work.near(name)
    if "grade_before" in near:  # "poorly differentiated" is no degree of it, and hides no side
        graded = shapes.said("grade_before").search(work.flat, max(place.start, begin - GRADE), begin)
        begin = graded.start() if graded else begin
    first = max(place.start, begin - 40)
    before = work.flat[first:begin]
    words = shapes.degree(work.lexicon)
    return {
        "side": words.side(work.flat[first:last]) if "side" in near else "",
        "severity": words.severity(before) if "severity" in near else "",
        "change": words.change(before) if "change" in near else "",
        "size": _size(work, place, name) if judged.assertion is not Assertion.ABSENT else "",
        "extent": extent[1] if "%" in before and (extent := shapes.said("extent").search(before)) else "",
        "because": judged.because,
        "label": place.label,
    }


def _told_of_another(work: Work, place: Place, size: int) -> bool:
    """A size that is told of the illness named before it ("the lower mass was 1 cm and the upper mass …")."""
    told = shapes.said("size_told").search(work.flat, place.start, size) is not None
    return told and any(name.kind in ("problem", "symptom") for name in work.names_at(place.start, size))


def _size(work: Work, place: Place, name: Mention, shape: str = "size") -> str:
    """A measurement beside it: close in front, or behind it in the same clause. A `length` may be a distance too."""
    first, last = max(place.start, name.start - SIZE), min(place.end, name.end + 60)
    if "size" not in work.near(name):
        return ""
    sizes = shapes.pattern(work.lexicon, shape)
    before = [one for one in sizes.finditer(work.flat, first, name.start) if one.end() > name.start - NEAR]
    told = shape == "size" and before and _told_of_another(work, place, before[-1].start())
    if before and not told and not APART.search(work.flat, before[-1].end(), name.start):
        return before[-1][0]
    behind = sizes.search(work.flat, name.end, last)
    return behind[0] if behind and not JOINED.search(work.flat, name.end, behind.start()) else ""
