"""What a paper says, as facts that each hold the place it says it. Reads one document, knows nothing of cases.

`name` is short and comparable: an ingredient ("metformin"), an illness without degree and side ("aortic stenosis"),
a test ("hemoglobin", "tsh"), a marker ("EGFR"), a stage as written ("cT3b N2 M0"), a sentence for impressions and
recommendations.

Keys of `details` (all text, absent when not said):
- problem, symptom, imaging_finding, pathology_diagnosis: `side` (left, right, bilateral), `severity`,
  `change` (stable, enlarging …), `size` ("1.2 cm"), `label` (the run-in label it stood under: "liver"),
  `because` (the words that decided the assertion)
- medication: `dose`, `route`, `frequency`, `as_needed`, `duration`,
  `status` (active, stopped, past, planned, given, not taken), `as_written` (brand or generic as on the page),
  `class`, `because`; `when.role` is started or stopped
- allergy: `reaction`, `severity`; "no known (drug) allergies" is an allergy with assertion absent
- lab_result, vital, biomarker: `test` (as printed), `panel`, `method` (biomarker: ihc, fish …);
  a pending one has value "pending" and assertion planned
- stage: `system` (TNM, FIGO stage, Gleason score …); `value` is the stage alone
- family_history: `relation`, `age`; assertion family (absent when denied)
- procedure: `group` (operation, treatment, imaging, endoscopy, biopsy …), `because`
- device: `model`, `serial` · care_team: `role`
- structured entries keep the source's own keys, with `status` as the source says it and `relation` for a relative

`evidence[0].method` is the rule ("rule:results.number") or the entry's pointer ("entry:/…").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.extract.advice import impressions, recommendations, rows
from assistant.extract.allergies import allergies
from assistant.extract.conditions import conditions
from assistant.extract.copied import as_of, copied
from assistant.extract.entries import entries
from assistant.extract.habits import habits
from assistant.extract.insurer import requests
from assistant.extract.medicines import medicines
from assistant.extract.mentions import Mention, mentions
from assistant.extract.operations import operations
from assistant.extract.paper import setting
from assistant.extract.reading import Section, read
from assistant.extract.results import results
from assistant.extract.series import series
from assistant.extract.stages import stages
from assistant.extract.stains import stains
from assistant.extract.teaching import teaching, within
from assistant.extract.team import team
from assistant.extract.work import Work
from assistant.model.facts import Fact, FactKind
from assistant.model.papers import Description
from ingest.document import Document, Origin, PageState
from knowledge import Knowledge

RULES = (
    conditions,
    medicines,
    allergies,
    results,
    series,
    stains,
    stages,
    operations,
    habits,
    impressions,
    rows,
    recommendations,
    team,
)
ADVICE = frozenset({FactKind.RECOMMENDATION, FactKind.APPOINTMENT})
SILENT = frozenset({"form", "study"})
REPORTS = frozenset({"imaging", "pathology", "laboratory"})  # they teach on whole pages only (a leaflet behind)


def extract(
    document: Document,
    knowledge: Knowledge,
    description: Description | None = None,
    given: Mapping[int, tuple[Mention, ...]] | None = None,
) -> list[Fact]:
    """The facts of one document, in reading order. Forms and image headers state nothing about the patient's health.

    `given`: names by page that no rule finds (see `proposed`); what is said of them is read like that of any other.
    """
    lexicon = knowledge.lexicon
    coded = list(entries(document, lexicon))
    about = setting(document, lexicon, description)
    if about.kind in SILENT and about.declared != "insurance":
        return coded
    told: list[Fact] = []
    carried: Section | None = None
    for page in document.pages:
        if page.state is not PageState.READ or not page.text.strip():
            continue
        reading = read(page.text, lexicon, carried)
        carried = reading.sections[-1] if reading.sections else None
        work = Work(about, page, reading, (given or {}).get(page.number, ()))
        if about.kind in SILENT:
            told += requests(work)
            continue
        spoken = teaching(reading, work.anchors, lexicon)
        if (0, len(page.text)) in spoken:
            continue
        if about.kind in REPORTS:
            spoken = []
        found = [fact for rule in RULES for fact in rule(work)]
        if older := copied(work):
            found = [as_of(fact, older, work) for fact in found]
        told += [fact for fact in found if fact.kind in ADVICE or not within(spoken, fact.span.start)]
    if coded:
        told = _not_told_twice(told, coded, document)
    return sorted([*coded, *_once(told)], key=_place)


def _place(fact: Fact) -> tuple[int, int, int, str, str]:
    """Where it stands, by which facts are in reading order."""
    span = fact.span
    return span.page, span.start, span.end, fact.kind, fact.name


def _once(facts: Iterable[Fact]) -> list[Fact]:
    """Two rules that found the same thing at the same place are one fact."""
    seen: set[tuple[str, str, str, int, int]] = set()
    kept = []
    for fact in facts:
        span = fact.span
        key = (str(fact.kind), fact.name.casefold(), fact.details.get("relation", ""), span.page, span.start)
        if key not in seen:
            seen.add(key)
            kept.append(fact)
    return kept


def _not_told_twice(told: list[Fact], coded: list[Fact], document: Document) -> list[Fact]:
    """Narrative of a structured paper adds only what its entries do not say."""
    covered = [(fact.span.page, fact.span.start, fact.span.end) for fact in coded]
    known = {fact.name.casefold() for fact in coded}
    structured = {page.number for page in document.pages if page.origin is Origin.STRUCTURED}
    return [
        fact
        for fact in told
        if fact.span.page not in structured
        or (
            fact.name.casefold() not in known
            and not any(
                page == fact.span.page and fact.span.start < end and start < fact.span.end
                for page, start, end in covered
            )
        )
    ]


__all__ = ["Mention", "extract", "mentions"]
