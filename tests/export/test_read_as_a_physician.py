"""What a specialist who read the first page objected to, case by case: each objection is a rule here."""

from dataclasses import replace

import pytest

from assistant.classify.lines import title_text
from assistant.classify.titles import speaks
from assistant.model.facts import When
from assistant.model.gaps import Gap, GapState, Need
from assistant.model.history import Event, Verdict
from assistant.view import view
from assistant.view.labs import flag, limits
from assistant.view.titles import calm_person
from knowledge.layouts import is_plan, spelled
from tests.export.build import entry, fact, full, paper


def result(value, bounds, mark=None):
    source = paper("l.pdf", f"Creatinine {value}", "lab_report", "2026-10-20")
    return fact(source, "lab_result", f"Creatinine {value}", value=value, range=bounds, flag=mark)


@pytest.mark.parametrize(
    ("printed", "read"),
    [("0,70 - 1,20", (0.7, 1.2)), ("13,2-17,3", (13.2, 17.3)), ("1,500-8,000", (1500, 8000)), ("4.0-11.0", (4, 11))],
)
def test_a_range_is_read_with_the_decimal_sign_of_its_paper(printed, read):
    assert limits(printed) == read


def test_a_value_inside_its_range_with_decimal_commas_bears_no_flag():
    assert flag(result("0.88", "0,70 - 1,20")) == ""
    assert flag(result("1.52", "0,70 - 1,20")) == "H"


def test_a_star_says_which_side_of_the_printed_range_where_that_is_known():
    assert flag(result("14", "30 - 100", "*")) == "L"
    assert flag(result("14", "", "*")) == "abn"


@pytest.mark.parametrize(
    ("printed", "shown"),
    [("BRAMWELL, OTIS L", "Bramwell, Otis L"), ("O'NEIL-WEST, ANA", "O'neil-West, Ana"), ("McAvoy, Jo", "McAvoy, Jo")],
)
def test_a_name_is_not_shouted(printed, shown):
    assert calm_person(printed) == shown


@pytest.mark.parametrize(
    "line",
    [
        "10/20/2026 Provider: A. Bell, MD Encounter type: New consult",
        "MOTIVO DE CONSULTA",
        "Servicio de Imagen · C/ Olmo 12 · 28001",
        "Dictated, not read. Letter",
        "Drug Dose How often",
    ],
)
def test_a_line_of_the_head_is_no_title(line):
    assert not speaks(line)
    assert speaks("MRI OF THE LEFT KNEE WITHOUT CONTRAST")


def test_a_result_still_to_come_is_told_in_the_words_of_the_paper_and_stays_on_a_crowded_page():
    dossier = full()
    source = dossier.papers[0]
    place = fact(source, "biomarker", "HER2 by FISH: pending").evidence
    gap = Gap(
        "awaited", "markers", "HER2", GapState.INCOMPLETE, "", "", Need.RECOMMENDED, place, kind="report", rank=50
    )
    more = tuple(replace(dossier.history.entries[7], id=f"p{n}", name=f"problem number {n}") for n in range(60))
    crowded = replace(
        dossier,
        gaps=(*dossier.gaps, gap),
        history=replace(dossier.history, entries=dossier.history.entries + more),
    )
    shown = next(clause for clause in view(crowded).block("gaps").clauses if clause.target == "awaited")
    assert shown.text == "HER2 by FISH: pending."
    assert shown.quoted


def test_a_medicine_is_told_as_the_paper_tells_it_that_says_most():
    note = paper("n.pdf", "Eliquis 5 twice. apixaban 5 mg twice daily.", "consult_note", "2026-10-20")
    bare = fact(note, "medication", "Eliquis 5 twice", "apixaban", details={"dose": "5", "frequency": "twice"})
    whole = fact(note, "medication", "apixaban 5 mg twice daily", details={"dose": "5 mg", "frequency": "twice daily"})
    both = replace(entry(bare, whole), name="apixaban", verdict=Verdict.CONFIRMED)
    history = replace(full().history, entries=(both,))
    summary = view(replace(full(), papers=(note,), history=history))
    assert "apixaban 5 mg twice daily" in [clause.text for clause in summary.block("background").clauses]


def test_what_the_page_says_elsewhere_the_timeline_only_names():
    dossier = full()
    letter = next(each for each in dossier.papers if each.kind == "consult_note")
    plan = fact(letter, "recommendation", "Left mastectomy is planned for 12/08/2026.")
    event = Event(When.of("2026-10-27"), "visit", f"Consultation: {plan.text}", plan.evidence)
    history = replace(dossier.history, timeline=(event,), entries=(*dossier.history.entries, entry(plan)))
    summary = view(replace(dossier, history=history))
    assert any("Left mastectomy" in clause.text for clause in summary.block("plan").clauses)
    assert [clause.text for clause in summary.block("timeline").clauses] == ["Consultation"]


def test_the_record_asks_the_specialist_nothing_that_is_meant_for_the_patient():
    dossier = full()
    told = Gap(
        "g2", "conflict", "Your papers disagree", GapState.UNCONFIRMED, "", "you", Need.RECOMMENDED, kind="conflict"
    )
    section = next(s for s in view(replace(dossier, gaps=(*dossier.gaps, told))).sections if s.id == "gaps")
    assert not any("Your papers" in cell or cell == "you" for row in section.rows for cell in row.cells)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Progress Notes - Rosa Fenwick, MD (Urology) 09/15/2026 10:40 AM", "Progress Notes"),
        ("SURGICAL PATHOLOGY REPORT CASE: TR26-S-10882", "SURGICAL PATHOLOGY REPORT"),
        ("Spine Clinic - Return Visit 10/14/2026 - Gwen Achter, MD", "Spine Clinic - Return Visit"),
        ("Operative report - Left knee, medial", "Operative report - Left knee, medial"),
    ],
)
def test_a_title_ends_where_the_day_the_author_or_the_number_begins(line, title):
    assert title_text(line) == title


@pytest.mark.parametrize(
    ("sentence", "plans"),
    [
        ("Colitis raises the risk of colitis with immunotherapy.", False),
        ("Shingles vaccine given 09/2026.", False),
        ("Donate own blood: not needed.", False),
        ("La obesidad aumenta el riesgo.", False),
        ("Given the risk, lobectomy.", True),
        ("Rituximab to be given on day 1.", True),
    ],
)
def test_a_reason_or_what_was_done_is_no_plan(sentence, plans):
    assert is_plan(sentence) is plans


def test_names_kept_in_small_letters_are_written_as_they_are():
    names = ("parkinson disease", "non-hodgkin lymphoma", "nt-probnp", "vitamin d 25-hydroxy", "step down")
    assert [spelled(name) for name in names] == [
        "Parkinson disease",
        "non-Hodgkin lymphoma",
        "NT-proBNP",
        "vitamin D 25-hydroxy",
        "step down",
    ]


def test_a_promise_of_three_words_is_told_with_what_it_is_about_and_a_number_ends_no_sentence():
    text = "COMMENT\nBLOCK A2 SENT FOR GENOMICS 08/27/2026. ADDENDUM TO FOLLOW.\n"
    notes = "Questions I have\n * One says 2.6 and one says 3.6.\n"
    dossier = full()
    report, note = paper("path.pdf", text, "pathology_report", "2026-10-20"), paper("n.txt", notes, "patient_note")
    place = fact(report, "biomarker", "ADDENDUM TO FOLLOW").evidence
    gap = Gap(
        "awaited", "markers", "Genes", GapState.INCOMPLETE, "", "", Need.RECOMMENDED, place, kind="report", rank=1
    )
    shown = view(replace(dossier, papers=(report, note), gaps=(gap,)))
    assert any(
        c.text == "BLOCK A2 SENT FOR GENOMICS 08/27/2026. ADDENDUM TO FOLLOW." for c in shown.block("gaps").clauses
    )
    assert not any(c.text.startswith(("6 and", "Questions I")) for c in shown.block("person").clauses)
