"""The first page: fixed order, every clause with its place or whose word it is, no blanks, within its budget."""

from dataclasses import replace

from assistant.model.case import SignOff
from assistant.model.gaps import Question, QuestionOrigin
from assistant.model.history import History, Verdict
from assistant.model.summary import Absence, Mark, Source
from assistant.view import view
from assistant.view.wording import Wording, _catalog
from tests.export.build import entry, fact, full, nothing, paper

ORDER = [
    "ask",
    "one_liner",
    "pathology",
    "imaging",
    "timeline",
    "plan",
    "person",
    "background",
    "labs",
    "gaps",
    "signed",
]


def test_the_order_of_the_blocks_is_fixed():
    assert [block.id for block in view(full()).blocks] == ORDER
    assert [block.id for block in view(nothing()).blocks] == ORDER


def test_every_clause_of_the_record_has_a_place_in_a_paper():
    summary = view(full())
    papers = {paper.id for paper in full().papers}
    for block in summary.blocks:
        for clause in block.clauses:
            if clause.source == Source.RECORD:
                assert clause.evidence, clause.text
            assert {item.span.document for item in clause.evidence} <= papers


def test_with_nothing_known_no_block_is_blank():
    for block in view(nothing()).blocks:
        assert block.clauses or block.absent
    assert view(nothing()).block("person").absence == Absence.NOT_ASKED
    assert view(nothing()).block("pathology").absence == Absence.NOT_FOUND


def test_the_page_keeps_to_its_budget_and_counts_what_it_leaves_out():
    dossier = full()
    entries = tuple(
        replace(dossier.history.entries[7], id=f"p{n}", name=f"problem number {n} with a long name") for n in range(60)
    )
    crowded = replace(dossier, history=replace(dossier.history, entries=dossier.history.entries + entries))
    summary = view(crowded)
    assert summary.words < 650
    assert summary.block("background").more >= 50


def test_allergies_are_always_visible_and_a_severe_one_stands_apart():
    summary = view(full())
    assert any("penicillin" in clause.text for clause in summary.block("background").clauses)
    assert any("penicillin" in clause.text and "Severe" in clause.text for clause in summary.alerts)
    empty = view(replace(full(), history=History()))
    line = next(clause for clause in empty.block("background").clauses if clause.label == "Allergies")
    assert line.text == "Not found in the papers."


def test_diagnoses_and_conclusions_are_quoted_as_written():
    summary = view(full())
    quoted = [clause for name in ("pathology", "imaging") for clause in summary.block(name).clauses]
    assert all(clause.quoted for clause in quoted)
    written = "Left breast, core biopsy: invasive ductal carcinoma, grade 2."
    assert any(clause.text.startswith(written) for clause in quoted)
    head = summary.block("pathology").clauses[0].label
    assert "2 Oct 2026" in head and "Tamarack" in head and "TPA-26" in head


def test_the_scan_says_whether_its_pictures_are_here():
    assert "slices missing" in view(full()).block("imaging").clauses[0].label


def test_the_patients_questions_come_before_suggested_ones():
    clauses = view(full()).block("ask").clauses
    assert [clause.label for clause in clauses] == ["Condition", "Patient", "Question"]
    suggested = (Question("q9", "Which tests?", QuestionOrigin.KNOWLEDGE, 1),)
    case = replace(full().case, questions=())
    only = view(replace(full(), case=case, suggested=suggested)).block("ask").clauses
    assert only[-1].label == "Suggested" and only[-1].source == Source.CALCULATED


def test_labs_show_what_is_out_of_the_printed_range_with_the_one_before():
    texts = [clause.text for clause in view(full()).block("labs").clauses]
    assert texts == ["Glucose 131 mg/dL H [70-99]", "Hemoglobin 11.3 g/dL L [12.0-15.5] (3 Jun 2026: 12.4)"]


def test_conflicts_show_both_sides_and_gaps_their_state():
    clauses = view(full()).block("gaps").clauses
    first = clauses[0]
    assert first.label == "Papers disagree"
    assert "penicillin" in first.text and "no known allergies" in first.text and "27 Oct 2026" in first.text
    assert ("Needed and not here", "Pathology slides") in [(clause.label, clause.text) for clause in clauses]
    assert any("only the report is here" in clause.text for clause in clauses)


def test_denied_planned_and_family_statements_are_never_shown_as_present():
    background = " ; ".join(clause.text for clause in view(full()).block("background").clauses)
    assert "blood clots" not in background and "mastectomy" not in background
    plans = view(full()).block("plan").clauses
    assert any("mastectomy" in clause.text for clause in plans)


def test_what_the_patient_says_is_not_so_leaves_the_page_but_not_the_record():
    dossier = full()
    denied = tuple(
        replace(entry, verdict=Verdict.NOT_MINE) if entry.name == "type 2 diabetes" else entry
        for entry in dossier.history.entries
    )
    summary = view(replace(dossier, history=replace(dossier.history, entries=denied)))
    assert not any("diabetes" in clause.text for block in summary.blocks for clause in block.clauses)
    assert any("diabetes" in row.cells[1] for row in summary.section("denied").rows)


def test_a_correction_stands_beside_the_papers_words():
    dossier = full()
    entries = list(dossier.history.entries)
    entries[4] = replace(entries[4], verdict=Verdict.CORRECTED, correction="20 mg since June")
    summary = view(replace(dossier, history=replace(dossier.history, entries=tuple(entries))))
    line = next(clause for clause in summary.block("background").clauses if clause.note)
    assert "lisinopril" in line.text and line.note == "20 mg since June" and Mark.CORRECTED in line.marks


def test_who_signed_and_how_much_is_confirmed_is_said():
    texts = [clause.text for clause in view(full()).block("signed").clauses]
    assert "Not signed off by a coordinator." in texts
    case = replace(full().case, sign_off=SignOff("l1", "D. Kim RN", "2026-11-20T14:02:00Z", 3))
    texts = [clause.text for clause in view(replace(full(), case=case)).block("signed").clauses]
    assert "Read and signed off: D. Kim RN, 20 Nov 2026 14:02." in texts


def test_a_decision_within_a_week_gets_a_box():
    assert any("Decision in 3 days" in clause.text for clause in view(replace(full(), today="2026-12-05")).alerts)
    assert not any("Decision" in clause.text for clause in view(full()).alerts)


def test_a_strangers_paper_is_listed_but_says_nothing():
    summary = view(full())
    assert not any("fracture" in row.cells[-1] for section in summary.sections for row in section.rows)
    assert any("names another person" in row.cells[1] for row in summary.section("papers").rows)


def test_both_languages_have_the_same_words():
    def keys(value, path=""):
        if isinstance(value, dict):
            return {key for name, item in value.items() for key in keys(item, f"{path}.{name}")}
        return {path}

    assert keys(_catalog()["en"]) == keys(_catalog()["es"])
    assert Wording("es").date("2026-11-03") == "3 nov 2026"
    assert Wording("en").date("2026-11") == "Nov 2026"
    assert view(full(), language="es").block("ask").title == "La pregunta"


def test_words_never_stand_under_another_papers_head():
    dossier = full()
    long = " ".join(["and a further remark of the reader"] * 12)
    old = paper(
        "old mri.pdf", f"IMPRESSION: before, {long}.\nShort one.", "radiology_report", "2025-01-02", title="Old MRI"
    )
    facts = [fact(old, "impression", f"IMPRESSION: before, {long}."), fact(old, "impression", "Short one.")]
    many = [paper(f"p{n}.pdf", f"Finding number {n} {long}.", "radiology_report", f"2026-0{n}-01") for n in range(1, 4)]
    more = [entry(fact(one, "impression", one.document.pages[0].text)) for one in many]
    history = replace(dossier.history, entries=(*dossier.history.entries, *more, *(entry(item) for item in facts)))
    shown = view(replace(dossier, papers=(*dossier.papers, *many, old), history=history)).block("imaging")
    texts = [clause.text for clause in shown.clauses]
    assert "Short one." not in texts and shown.more >= 2


def test_a_denied_allergy_never_loses_its_no():
    source = paper("p.xml", "Allergy to substance: none. No drug allergies", "portal_summary")
    coded = entry(fact(source, "allergy", "Allergy to substance", "allergy to substance", "absent"))
    said = entry(fact(source, "allergy", "No drug allergies", "drug allergies", "absent"))
    shown = view(replace(full(), papers=(source,), history=History((coded, said)))).block("background").clauses
    assert {"no known allergies", "No drug allergies"} <= {clause.text for clause in shown}
