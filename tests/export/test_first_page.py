"""How the first page is composed: whole passages, calm titles, one legend, and what a physician would not want."""

from dataclasses import replace

import pytest

from assistant.model.facts import When
from assistant.model.gaps import Question, QuestionOrigin
from assistant.model.history import Event, History, Verdict
from assistant.model.summary import Mark
from assistant.view import view
from assistant.view.clauses import cut, scene
from assistant.view.parts import part
from assistant.view.passages import passages, tidy
from assistant.view.titles import calm, calm_start
from knowledge.layouts import layout
from tests.export.build import entry, fact, full, paper

REPORT = """DIAGNOSIS:
A. COLON, ASCENDING, BIOPSY:
CHRONIC ACTIVE COLITIS. NO GRANULOMA.
B. RECTUM, BIOPSY:
NORMAL MUCOSA.
Marker Result
CD3 positive
CD20 negative
COMMENT
Clinical correlation is advised."""


def passages_of(text, *words, kind="pathology_diagnosis"):
    source = paper("p.pdf", text, "pathology_report", "2026-10-02", title="SURGICAL PATHOLOGY REPORT")
    facts = [fact(source, kind, each) for each in words]
    made = [(entry(each), each) for each in facts]
    return passages(made, scene(replace(full(), papers=(source,)), "en"))


def test_sentences_that_follow_one_another_are_one_passage_under_their_specimen():
    found = passages_of(REPORT, "CHRONIC ACTIVE COLITIS", "GRANULOMA", "NORMAL MUCOSA")
    assert [each.text for each in found] == [
        "A. COLON, ASCENDING, BIOPSY: CHRONIC ACTIVE COLITIS. NO GRANULOMA.",
        "B. RECTUM, BIOPSY: NORMAL MUCOSA.",
    ]


def test_rows_of_a_table_are_told_apart_and_its_head_is_no_finding():
    found = passages_of(REPORT, "Result", "CD3 positive", "CD20 negative")
    assert [each.text for each in found] == ["CD3 positive / CD20 negative"]


def test_words_said_in_a_wider_passage_are_not_said_again():
    found = passages_of("Pain since May. No fever, no weight loss.", "weight loss", "fever")
    assert [each.text for each in found] == ["No fever, no weight loss."]


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("1. Mild stenosis.", "Mild stenosis."),
        ("|, Repair is advised.", "Repair is advised."),
        ("IMPRESSION: Normal study.", "Normal study."),
        ("A. SKIN: Scar.", "A. SKIN: Scar."),
        ("2.1 cm mass.", "2.1 cm mass."),
        ("-5 diopters", "-5 diopters"),
    ],
)
def test_a_quotation_is_shown_without_its_number_and_heading(quote, shown):
    assert tidy(quote) == shown


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("CT CHEST, ABDOMEN AND PELVIS WITH CONTRAST", "CT chest, abdomen and pelvis with contrast"),
        ("FDG PET/CT WHOLE BODY", "FDG PET/CT whole body"),
        ("Colonoscopy report", "Colonoscopy report"),
        ("EPILEPSY GENE PANEL, 320 GENES", "Epilepsy gene panel, 320 genes"),
    ],
)
def test_titles_in_capitals_are_calmed(printed, shown):
    assert calm(printed) == shown
    assert calm_start(f"{printed}, May 3, 2026") == f"{shown}, May 3, 2026"


def test_text_is_cut_where_a_sentence_ends_and_says_so():
    assert cut("One two three. Four five six seven eight.", 5) == "One two three. …"
    assert cut("One two three, four five six seven eight.", 5) == "One two three …"
    assert cut("One two three.", 5) == "One two three."


def test_the_usual_is_said_once_and_only_departures_are_marked():
    summary = view(full())
    assert summary.usual == Mark.NOT_CONFIRMED and "not checked" in summary.legend
    assert summary.telling((Mark.NOT_CONFIRMED, Mark.ONE_SOURCE, Mark.EARLIER)) == ()
    assert summary.telling((Mark.CONFIRMED, Mark.DIFFER)) == (Mark.CONFIRMED, Mark.DIFFER)
    dossier = full()
    checked = tuple(replace(each, verdict=Verdict.CONFIRMED) for each in dossier.history.entries[:-1])
    history = replace(dossier.history, entries=(*checked, dossier.history.entries[-1]))
    summary = view(replace(dossier, history=history))
    assert summary.usual == Mark.CONFIRMED
    assert summary.telling((Mark.CONFIRMED,)) == () and summary.telling((Mark.NOT_CONFIRMED,)) == (Mark.NOT_CONFIRMED,)


def test_a_worry_is_quoted_without_the_question_put_around_it():
    dossier = full()
    note = paper("note.txt", "I am scared of the knife. Metformin 500 mg.", "patient_note")
    built = "I told you this: “I am scared of the knife.” What does it mean for my choices?"
    made_up = "Which side effects are likely for me?"
    suggested = tuple(
        Question(f"s{n}", text, QuestionOrigin.PATIENT, n, top=True) for n, text in enumerate((built, made_up))
    )
    case = replace(dossier.case, questions=())
    shown = view(replace(dossier, case=case, papers=(*dossier.papers, note), suggested=suggested)).block("ask")
    texts = {clause.text: clause for clause in shown.clauses}
    assert texts["I am scared of the knife."].label == "Worry or wish"
    assert made_up not in [clause.text for clause in shown.clauses if clause.quoted]


def test_the_persons_note_is_quoted_for_what_it_tells_of_them():
    note = paper(
        "note.txt", "Aspirin 81 mg daily.\nMore of the same here.\nI want to see my daughter's wedding.", "patient_note"
    )
    told = fact(note, "medication", "Aspirin 81 mg daily")
    dossier = full()
    history = replace(dossier.history, entries=(*dossier.history.entries, entry(told)))
    note = replace(note, facts=(told,))
    shown = view(replace(dossier, papers=(*dossier.papers, note), history=history)).block("person")
    assert "I want to see my daughter's wedding." in [clause.text for clause in shown.clauses]
    assert not any("Aspirin" in clause.text for clause in shown.clauses)


def test_what_the_case_is_about_is_no_background_and_no_event_of_its_own():
    dossier = full()
    letter = paper("l.pdf", "Breast cancer. Gout.\n2024: breast cancer found", "consult_note", "2026-10-27")
    main = entry(fact(letter, "problem", "Breast cancer"))
    gout = entry(fact(letter, "problem", "Gout"))
    events = tuple(Event(When.of(day), "diagnosis", "breast cancer", main.evidence) for day in ("2024", "2026-10-27"))
    history = History((main, gout), (), events, main=main.id)
    summary = view(replace(dossier, papers=(letter,), history=history))
    background = [clause.text for clause in summary.block("background").clauses]
    assert "Gout" in background and "Breast cancer" not in background
    assert [clause.label for clause in summary.block("timeline").clauses] == ["2024"]


def test_an_examination_is_quoted_whole_up_to_the_next_heading():
    note = paper(
        "v.pdf", "History\nFell.\nExamination\nRight knee: swollen. Lachman positive.\nPlan\nMRI.", "consult_note"
    )
    found = part(note, ("exam",))
    assert found is not None and found.span.quote == "Right knee: swollen. Lachman positive."
    assert part(note, ("allergies",)) is None


def test_a_key_measure_comes_first_and_a_denied_one_does_not():
    echo = paper(
        "e.pdf",
        "LVEF 30 percent. No aortic stenosis.\nConclusion\nDilated ventricle.",
        "cardiology_report",
        "2026-05-01",
    )
    facts = [
        fact(echo, "imaging_finding", "No aortic stenosis", assertion="absent"),
        fact(echo, "imaging_finding", "LVEF 30 percent"),
        fact(echo, "impression", "Dilated ventricle."),
    ]
    from assistant.view.decisive import decisive

    dossier = replace(full(), papers=(echo,), history=History(tuple(entry(each) for each in facts)))
    shown = decisive(scene(dossier, "en"), layout("cardiology")[0])
    assert [clause.text for clause in shown.clauses] == ["LVEF 30 percent.", "Dilated ventricle."]


def test_a_device_with_its_day_stands_in_the_background_and_screws_do_not():
    note = paper("n.pdf", "ICD placed 2018. The screws were tightened.", "consult_note", "2026-10-27")
    told = [entry(fact(note, "device", "ICD", when=When.of("2018"))), entry(fact(note, "device", "screws"))]
    shown = view(replace(full(), papers=(note,), history=History(tuple(told)))).block("background")
    devices = [clause.text for clause in shown.clauses if clause.target in {each.id for each in told}]
    assert devices == ["ICD (2018)"]


def test_results_of_one_day_stand_together():
    rows = [("2026-05-14", "Ferritin 20 ng/mL 100-300"), ("2026-05-15", "Sodium 60 mmol/L 136-145")]
    rows.append(("2026-05-14", "Calcium 8 mg/dL 9-10"))
    made = [(paper(f"{day} {row}", row, "lab_report", day), day, row.split()) for day, row in rows]
    found = [
        entry(fact(source, "lab_result", source.document.pages[0].text, name, value=value, unit=unit, range=limit,
                   when=When.of(day)))
        for source, day, (name, value, unit, limit) in made
    ]  # fmt: skip
    papers = tuple(source for source, _, _ in made)
    shown = view(replace(full(), papers=papers, history=History(tuple(found)))).block("labs")
    assert [clause.label for clause in shown.clauses] == ["14 May 2026", "", "15 May 2026"]


def test_what_denies_by_its_value_is_not_denied_twice():
    scan = paper("s.pdf", "Sphincter complex: Not involved\nAscites", "radiology_report", "2026-10-27")
    told = (
        entry(fact(scan, "imaging_finding", "Sphincter complex: Not involved", "sphincter complex", "absent",
                   value="Not involved")),
        entry(fact(scan, "imaging_finding", "Ascites", "ascites", "absent")),
    )  # fmt: skip
    summary = view(replace(full(), papers=(scan,), history=History(told)))
    rows = [row.cells[1] for section in summary.sections if section.id == "imaging" for row in section.rows]
    assert rows == ["no Ascites", "Sphincter complex: Not involved"]
