"""Names in a text, and the words they come from."""

import time

from assistant.extract import mentions
from knowledge import load
from knowledge.lexicon import load_lexicon
from knowledge.plain import plain


def names(text: str) -> dict[str, str]:
    return {text[one.start : one.end]: one.kind for one in mentions(text, load())}


def test_names_are_found_listed_or_built() -> None:
    assert (
        names("Circumferential wall thickening and zolbetuximab toxicity")["Circumferential wall thickening"]
        == "problem"
    )
    assert names("She took clotiazepam")["clotiazepam"] == "medication"
    assert names("a left ureterolithotomy")["ureterolithotomy"] == "procedure"


def test_an_abbreviation_of_the_text_stands_for_its_long_form_everywhere() -> None:
    found = names("Becker muscular dystrophy (BMD) is rare. BMD progresses.")
    assert found["BMD"] == "problem"


def test_words_that_only_end_like_an_illness_are_none() -> None:
    assert not names("The diagnosis and prognosis were discussed; anastomosis intact.").keys() & {
        "diagnosis",
        "prognosis",
    }


def test_a_persons_name_is_no_illness() -> None:
    assert "Thomas" not in names("Seen by Thomas Achterberg of Tacoma")


def test_degree_and_side_are_not_part_of_the_name() -> None:
    (found,) = [one for one in mentions("severe left mitral regurgitation", load()) if one.kind == "problem"]
    assert found.name == "mitral regurgitation"


def test_plain_text_keeps_its_length() -> None:
    for text in ("Über-größe İstanbul ﬁbrosis µg “quoted”\t\n", "ñandú – ¿qué?"):
        assert len(plain(text)) == len(text)


def test_double_spaces_do_not_hide_a_name() -> None:
    assert "family  history" not in names("heart   failure")
    assert names("heart   failure") == {"heart   failure": "problem"}


def test_the_vocabulary_is_loaded_quickly() -> None:
    began = time.process_time()
    load_lexicon()
    assert time.process_time() - began < 4  # about one second alone; the machine of the tests is shared


def test_what_is_measured_is_a_medicine_where_the_words_say_that_it_is_taken() -> None:
    assert names("She takes oral iron.")["iron"] == "medication"
    assert names("He had an albumin infusion.")["albumin infusion"] == "medication"
    assert names("folic acid 5 mg daily")["folic acid"] == "medication"
    for measured in ("iron 55 ug/dL", "low iron", "albumin 3.1 g/dL", "vitamin B12 400 pg/mL"):
        assert set(names(measured).values()) == {"lab"}


def test_a_medicine_called_by_what_it_is_for_is_not_the_complaint() -> None:
    for plainly in ("pain killers", "cough syrup", "blood pressure pills", "jarabe para la tos"):
        assert names(f"Medications: {plainly}") == {plainly: "drug_class"}


def test_germs_and_enzymes_are_no_medicines() -> None:
    drugs = {"medication", "chemical", "drug_class"}
    assert not drugs & set(names("The culture grew Pseudomonas aeruginosa and Candida albicans.").values())
    assert not drugs & set(names("Citrate synthase and thymidine phosphorylase were normal.").values())
    assert names("citrate was given")["citrate"] == "chemical"


def test_a_latin_word_behind_an_illness_belongs_to_its_name() -> None:
    for whole in ("otitis media", "melanoma in situ", "bronchiolitis obliterans", "lichen planus"):
        assert names(f"Diagnosed with {whole} last year.") == {whole: "problem"}


def test_a_name_does_not_grow_into_the_line_above() -> None:
    assert "CHRONIC OTITIS MEDIA" in names("or carbonated drinks, (d) trauma.\nCHRONIC OTITIS MEDIA.\nDue to a germ.")


def test_conditions_that_people_come_with_are_known_whole() -> None:
    for known in ("achalasia", "overactive bladder", "CSF leak", "POTS", "Ewing sarcoma", "piedras en los riñones"):
        assert names(f"She has {known} now.") == {known: "problem"}
    assert "NPH" not in names("NPH insulin 10 units at bedtime")
    assert set(names("Elevated PSA 7.4").values()) == {"lab"}


def test_an_illness_named_after_a_person_is_known_by_its_capital() -> None:
    assert names("History of Li-Fraumeni syndrome.") == {"Li-Fraumeni syndrome": "problem"}
    assert "Medicare disease" not in names("for Medicare disease management")


def test_an_abbreviation_of_a_part_of_the_body_is_not_the_illness_named_with_it() -> None:
    found = names("A dilated common bile duct (CBD) was seen. The distal CBD was clear.")
    assert "CBD" not in found
    assert names("aortic stenosis (AS) is severe. AS progressed.")["AS"] == "problem"


def test_a_depression_of_a_tracing_is_no_illness_of_the_mind_and_a_value_does_not_fall_down() -> None:
    assert names("ST depression of 2 mm") == {"ST depression": "problem"}
    assert "symptom" not in names("Creatinine fell from 2.1 to 1.0").values()
    assert "problem" not in names("Dental implant, breast implants").values()


def test_a_type_belongs_to_the_name_of_its_illness_and_a_single_name_of_the_classification_is_known() -> None:
    found = names("Sister with neurofibromatosis type 2; aunt with von Willebrand disease, type 1. Tumor type unknown.")
    assert {"neurofibromatosis type 2", "von Willebrand disease, type 1"} <= set(found)
    known = load().lexicon.look_up("pericarditis", "problem")
    assert known and known.code == "I31.9"
