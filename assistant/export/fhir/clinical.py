"""One resource per entry of the history, by kind. What a paper denies is never written as if it were so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.export.fhir.build import (
    SNOMED,
    TERMINOLOGY,
    Resource,
    clean,
    coded,
    concept,
    dated,
    dated_to_the_day,
    profiled,
    ref,
    urn,
)
from assistant.export.fhir.conform_values import is_date
from assistant.export.fhir.values import lab_value
from assistant.model.facts import Assertion, FactKind, FactOrigin, When
from assistant.model.history import Agreement, Entry, Verdict
from assistant.model.papers import Paper

CLINICAL = f"{TERMINOLOGY}condition-clinical"
VERIFIED = f"{TERMINOLOGY}condition-ver-status"
ALLERGY_CLINICAL = f"{TERMINOLOGY}allergyintolerance-clinical"
ALLERGY_VERIFIED = f"{TERMINOLOGY}allergyintolerance-verification"
CATEGORY = f"{TERMINOLOGY}observation-category"
NO_KNOWN = {  # SNOMED CT, as IPS 2.0 names them
    FactKind.ALLERGY: ("716186003", "No known allergy"),
    FactKind.MEDICATION: ("787481004", "No known medications"),
    FactKind.PROCEDURE: ("787480003", "No known procedures"),
}
PAST = ("resolved", "stopped", "inactive", "completed")


@dataclass
class Scene:
    """What the builders share: the patient, the papers, and an organization for each place."""

    case: str
    patient: str
    papers: Mapping[str, Paper]
    places: dict[str, str] = field(default_factory=dict)  # facility -> urn
    disputed: frozenset[str] = frozenset()  # ids of statements on a side of a disagreement

    @property
    def subject(self) -> Resource:
        return ref(self.patient)

    def disputes(self, entry: Entry) -> bool:
        return entry.agreement == Agreement.DIFFER or any(fact.id in self.disputed for fact in entry.facts)

    def performer(self, entry: Entry) -> list[Resource]:
        """Where it was done, as far as the paper says."""
        paper = self.papers.get(entry.evidence[0].span.document)
        if paper is None or not paper.description.facility:
            return [{"display": "Not stated in the paper"}]
        return [self.place(paper.description.facility)]

    def place(self, facility: str) -> Resource:
        name = clean(facility)
        return ref(self.places.setdefault(name, urn(self.case, "organization", name)), name)

    def when(self, entry: Entry) -> When:
        """Its own date; for results, the date of the paper where it has none."""
        if entry.when.date:
            return entry.when
        paper = self.papers.get(entry.evidence[0].span.document)
        return paper.description.date if paper else When()


def sure(entry: Entry, scene: Scene) -> str:
    """confirmed, provisional or unconfirmed: what the papers and the patient together amount to."""
    if scene.disputes(entry) or entry.verdict == Verdict.NOT_SURE:
        return "unconfirmed"
    if entry.assertion in (Assertion.POSSIBLE, Assertion.CONDITIONAL):
        return "provisional"
    told = (FactOrigin.PATIENT, FactOrigin.MODEL)
    return "unconfirmed" if all(fact.origin in told for fact in entry.facts) else "confirmed"


def note(entry: Entry) -> Resource:
    """The paper's words, and the person's beside them."""
    notes = [{"text": clean(" ".join(entry.facts[0].text.split()))}]
    if entry.correction:
        notes.append({"text": clean(f"Patient's correction: {entry.correction}")})
    return {"note": notes}


def condition(entry: Entry, scene: Scene) -> Resource:
    past = entry.assertion == Assertion.HISTORICAL or entry.status in PAST
    made = {
        "clinicalStatus": coded(CLINICAL, "inactive" if past else "active"),
        "verificationStatus": coded(VERIFIED, sure(entry, scene)),
        "category": [coded(f"{TERMINOLOGY}condition-category", "problem-list-item")],
        "code": concept(entry.name, entry.code),
        "subject": scene.subject,
        **note(entry),
    }
    if entry.when.date and not entry.when.ambiguous and is_date(entry.when.date):
        made["onsetDateTime"] = entry.when.date
    return profiled("Condition", "Condition-uv-ips", made)


def allergy(entry: Entry, scene: Scene, *, none_known: bool = False) -> Resource:
    """An allergy; "no known allergies" by its SNOMED code; a denied one as refuted."""
    denied = entry.assertion == Assertion.ABSENT and not none_known
    status = "refuted" if denied else "unconfirmed" if sure(entry, scene) != "confirmed" else "confirmed"
    made = {
        "clinicalStatus": coded(ALLERGY_CLINICAL, "inactive" if entry.status in PAST else "active"),
        "verificationStatus": coded(ALLERGY_VERIFIED, status),
        "code": coded(SNOMED, *NO_KNOWN[FactKind.ALLERGY]) if none_known else concept(entry.name, entry.code),
        "patient": scene.subject,
        **note(entry),
    }
    reaction = entry.details.get("reaction")
    if reaction:
        made["reaction"] = [{"manifestation": [concept(reaction)]}]
    return profiled("AllergyIntolerance", "AllergyIntolerance-uv-ips", made)


def medication(entry: Entry, scene: Scene) -> Resource:
    stopped = entry.status in PAST or entry.assertion == Assertion.HISTORICAL
    details = [entry.details.get(name, "") for name in ("dose", "route", "frequency")]
    how = " ".join(filter(None, details)) or " ".join(entry.facts[0].text.split())
    made = {
        "status": "stopped" if stopped else "unknown" if scene.disputes(entry) else "active",
        "medicationCodeableConcept": concept(entry.name, entry.code),
        "subject": scene.subject,
        **dated("effective", entry.when),
        "dosage": [{"text": clean(how)}],
        **note(entry),
    }
    return profiled("MedicationStatement", "MedicationStatement-uv-ips", made)


def none_of(entry: Entry, scene: Scene) -> Resource:
    """ "No known medications" or "no known procedures", asserted by a paper or the patient."""
    known = coded(SNOMED, *NO_KNOWN[entry.kind])
    if entry.kind == FactKind.MEDICATION:
        made = {"status": "unknown", "medicationCodeableConcept": known, "subject": scene.subject}
        return profiled(
            "MedicationStatement",
            "MedicationStatement-uv-ips",
            {**made, **dated("effective", entry.when), **note(entry)},
        )
    made = {"status": "unknown", "code": known, "subject": scene.subject}
    return profiled("Procedure", "Procedure-uv-ips", {**made, **dated("performed", entry.when), **note(entry)})


def procedure(entry: Entry, scene: Scene) -> Resource:
    denied = entry.assertion == Assertion.ABSENT
    status = "not-done" if denied else "unknown" if sure(entry, scene) != "confirmed" else "completed"
    made = {
        "status": status,
        "code": concept(entry.name, entry.code),
        "subject": scene.subject,
        **dated("performed", entry.when),
        **note(entry),
    }
    return profiled("Procedure", "Procedure-uv-ips", made)


def immunization(entry: Entry, scene: Scene) -> Resource:
    when = entry.when
    made: dict[str, Any] = {
        "status": "not-done" if entry.assertion == Assertion.ABSENT else "completed",
        "vaccineCode": concept(entry.name, entry.code),
        "patient": scene.subject,
        **({"occurrenceDateTime": when.date} if is_date(when.date) else {"occurrenceString": "unknown"}),
        **note(entry),
    }
    return profiled("Immunization", "Immunization-uv-ips", made)


def device_use(entry: Entry, scene: Scene, device: str) -> Resource:
    status = "completed" if entry.status in PAST or entry.assertion == Assertion.HISTORICAL else "active"
    made = {
        "status": status,
        "subject": scene.subject,
        **dated("timing", entry.when),
        "device": ref(device),
        **note(entry),
    }
    return profiled("DeviceUseStatement", "DeviceUseStatement-uv-ips", made)


def device(entry: Entry, scene: Scene) -> Resource:
    made = {"type": concept(entry.name, entry.code), "patient": scene.subject}
    return profiled("Device", "Device-uv-ips", made)


def laboratory(entry: Entry, scene: Scene) -> Resource:
    """A laboratory result, a biomarker or a line of a pathology diagnosis, valued as printed."""
    fact = entry.facts[0]
    pending = entry.assertion in (Assertion.PLANNED, Assertion.CONDITIONAL)
    made = {
        "status": "registered" if pending else "final",
        "category": [coded(CATEGORY, "laboratory")],
        "code": concept(entry.name, entry.code),
        "subject": scene.subject,
        **dated("effective", scene.when(entry)),
        "performer": scene.performer(entry),
        **lab_value(fact, pending=pending, verbatim=entry.kind == FactKind.PATHOLOGY_DIAGNOSIS),
        **note(entry),
    }
    return profiled("Observation", "Observation-results-laboratory-pathology-uv-ips", made)


def radiology(entry: Entry, scene: Scene) -> Resource:
    """A finding or a conclusion of a scan, in the report's words."""
    made = {
        "status": "final",
        "category": [coded(CATEGORY, "imaging")],
        "code": concept(entry.name, entry.code),
        "subject": scene.subject,
        **dated_to_the_day("effective", scene.when(entry)),
        "performer": scene.performer(entry),
        "valueString": clean(" ".join(entry.facts[0].text.split())),
    }
    return profiled("Observation", "Observation-results-radiology-uv-ips", made)


def observation(entry: Entry, scene: Scene, category: str) -> Resource:
    """Stage, social history, vital signs: an observation in words."""
    fact = entry.facts[0]
    value = " ".join(filter(None, (fact.value or "", fact.unit or ""))) or " ".join(fact.text.split())
    day = scene.when(entry)
    made = {
        "resourceType": "Observation",
        "status": "final",
        "category": [coded(CATEGORY, category)],
        "code": {"text": clean(entry.name)},
        "subject": scene.subject,
        "valueString": clean(value),
        **note(entry),
    }
    if category == "vital-signs":  # the base profile wants a whole day and a dateTime
        whole = When.of(day.date) if len(day.date) == 10 and not day.ambiguous else When()
        return {**made, **dated("effective", whole)}
    return {**made, **dated("effective", day)}


def family_member(entry: Entry, scene: Scene) -> Resource:
    relation = entry.details.get("relation") or entry.details.get("experiencer") or "relative"
    return {
        "resourceType": "FamilyMemberHistory",
        "status": "completed",
        "patient": scene.subject,
        "relationship": concept(relation),
        "condition": [{"code": concept(entry.name, entry.code)}],
        **note(entry),
    }
