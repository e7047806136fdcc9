"""Entries of structured papers become facts once, each at its line."""

from assistant.extract import extract
from ingest.document import Entry, Origin
from knowledge import load
from tests.extract.builders import paper

TEXT = """Problems
Essential hypertension 2020 Active
Medications
lisinopril 10 MG Oral Tablet Take 1 tablet daily
Allergies
Penicillin Hives
"""


def entry(kind: str, name: str, **more: str) -> Entry:
    start = TEXT.index(name)
    return Entry(kind, name, start, TEXT.index("\n", start), pointer=f"/{kind}", **more)  # type: ignore[arg-type]


def read(*entries: Entry):
    return extract(paper(TEXT, entries=entries, origin=Origin.STRUCTURED), load())


def test_an_entry_is_one_fact_and_its_narrative_no_second_one() -> None:
    found = read(
        entry("problem", "Essential hypertension", status="active", date="2020", system="ICD-10-CM", code="I10")
    )
    hypertension = [fact for fact in found if fact.name == "hypertension"]
    assert len(hypertension) == 1
    assert (hypertension[0].origin, hypertension[0].when.date) == ("structured", "2020")
    assert hypertension[0].code is not None and hypertension[0].code.code == "I10"
    assert hypertension[0].evidence[0].method == "entry:/problem"


def test_the_drugs_name_gives_ingredient_dose_and_route() -> None:
    found = read(entry("medication", "lisinopril 10 MG Oral Tablet", status="active"))
    drug = next(fact for fact in found if fact.kind == "medication")
    assert drug.name == "lisinopril"
    assert drug.details["dose"] == "10 mg"
    assert drug.details["route"] == "oral"


def test_status_and_negation_decide_the_assertion() -> None:
    assert read(entry("problem", "Essential hypertension", status="resolved"))[0].assertion == "historical"
    refuted = Entry("allergy", "Penicillin", TEXT.index("Penicillin"), TEXT.index("Penicillin") + 10, negated=True)
    assert next(fact for fact in read(refuted) if fact.kind == "allergy").assertion == "absent"


def test_an_entry_made_in_error_and_one_off_the_page_are_no_facts() -> None:
    wrong = entry("problem", "Essential hypertension", status="entered-in-error")
    lost = Entry("problem", "asthma", 9000, 9010)
    assert not [fact for fact in read(wrong, lost) if fact.origin == "structured"]


def test_a_relatives_entry_is_family_history() -> None:
    mother = Entry("problem", "Essential hypertension", 9, 40, experiencer="mother")
    fact = next(fact for fact in read(mother) if fact.origin == "structured")
    assert (fact.kind, fact.assertion, fact.details["relation"]) == ("family_history", "family", "mother")


def test_a_tablet_of_two_drugs_is_named_as_both_with_the_strength_of_each() -> None:
    text = "Medications\ncarbidopa 25 MG / levodopa 100 MG Oral Tablet Take 1.5 tablets daily\n"
    name = "carbidopa 25 MG / levodopa 100 MG Oral Tablet"
    start = text.index(name)
    whole = Entry("medication", name, start, len(text) - 1, details={"instructions": "Take 1.5 tablets daily"})
    drug = extract(paper(text, entries=(whole,), origin=Origin.STRUCTURED), load())[0]
    assert drug.name == "carbidopa-levodopa"
    assert drug.details["dose"] == "25 mg / 100 mg (1.5 tablets)"
