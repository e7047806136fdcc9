"""Pathways load, refer only to what exists, and merge as people need them."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import load
from knowledge.loading import KnowledgeError
from knowledge.pathways import CORE, load_pathways

PATHWAYS = load().pathways


def test_all_sixty_two_conditions_load_without_a_fault() -> None:
    assert load_pathways(strict=True).faults == ()
    assert len(PATHWAYS.all()) + 1 == 62  # and the core


def test_every_condition_has_requirements_questions_red_flags_and_a_review_date() -> None:
    for file in PATHWAYS.all():
        assert file.requirements and file.questions and file.red_flags, file.id
        assert file.specialty is not None, file.id
        pathway = PATHWAYS.resolve([file.id])
        assert any(r.item == "specialist-note" for r in pathway.requirements), file.id
        assert any(r.need == "required" for r in pathway.requirements if r.of == file.id), file.id


def test_every_requirement_says_how_it_can_be_met_and_where_it_comes_from() -> None:
    for file in PATHWAYS.all():
        for requirement in PATHWAYS.resolve([file.id]).requirements:
            assert requirement.find, f"{file.id}: {requirement.item}"
            assert requirement.source in PATHWAYS.shared.sources, f"{file.id}: {requirement.item}"


def test_what_only_the_patient_can_write_is_never_required() -> None:
    for file in PATHWAYS.all():
        for requirement in PATHWAYS.resolve([file.id]).requirements:
            if requirement.kind == "questionnaire":
                assert requirement.need == "recommended", f"{file.id}: {requirement.item}"


def test_an_item_of_core_layer_and_condition_appears_once_and_the_condition_has_the_last_word() -> None:
    pathway = PATHWAYS.resolve(["breast-cancer"])
    items = [r.item for r in pathway.requirements]
    assert len(items) == len(set(items))
    note = next(r for r in pathway.requirements if r.item == "specialist-note")
    assert note.of == "breast-cancer" and note.recency_months == 3


def test_two_conditions_are_merged_into_one_list() -> None:
    pathway = PATHWAYS.resolve(["breast-cancer", "heart-failure-cardiomyopathy"])
    items = {r.item for r in pathway.requirements}
    assert {"mammogram", "hf-labs"} <= items
    assert pathway.ids == ("breast-cancer", "heart-failure-cardiomyopathy")


def test_a_reason_adds_what_it_needs() -> None:
    plain = PATHWAYS.resolve(["epilepsy"])
    child = PATHWAYS.resolve(["epilepsy"], "my daughter has seizures")
    assert "birth-growth" not in {r.item for r in plain.requirements}
    assert "birth-growth" in {r.item for r in child.requirements}


def test_nothing_known_gives_the_core_alone() -> None:
    pathway = PATHWAYS.resolve([])
    assert pathway.id == CORE and pathway.words == ()
    assert {r.of for r in pathway.requirements} == {CORE}


def test_a_hospital_adds_and_replaces_pathways_in_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "pathways").mkdir()
    (tmp_path / "pathways" / "hernia.yml").write_text(
        "id: hernia\ntitle: {en: Our hernia list, es: Nuestra lista}\nlayer: condition\n"
        "inherits: [any-condition-core]\nreviewed: 2026-11-01\n"
        "requirements:\n  - {item: hernia-imaging, need: required}\n",
        encoding="utf-8",
    )
    pathways = load_pathways([tmp_path], strict=True)
    assert pathways.get("hernia").title.en == "Our hernia list"
    assert pathways.get("lupus").title.en == PATHWAYS.get("lupus").title.en


def test_every_fault_of_every_file_is_told_at_once_and_the_file_is_left_out_in_use(tmp_path: Path) -> None:
    (tmp_path / "pathways").mkdir()
    (tmp_path / "pathways" / "hernia.yml").write_text(
        "id: other\ntitle: {en: A}\nlayer: nonsense\nreviewed: 2026-11-01\ncolour: red\n", encoding="utf-8"
    )
    (tmp_path / "pathways" / "ours.yml").write_text(
        "id: ours\ntitle: {en: Ours, es: Nuestro}\nlayer: condition\nreviewed: 2026-11-01\n"
        "inherits: [nowhere]\nrequirements:\n  - {item: moon-dust, need: required, when: [never_ever]}\n",
        encoding="utf-8",
    )
    (tmp_path / "pathways" / "broken.yml").write_text("id: [", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_pathways([tmp_path], strict=True)
    told = str(caught.value)
    parts = ("hernia.yml", "title.es", "layer", "colour", "no pathway 'nowhere'", "no item 'moon-dust'", "broken.yml")
    for part in parts:
        assert part in told
    assert "no circumstance 'never_ever'" in told
    in_use = load_pathways([tmp_path])
    assert in_use.faults and in_use.get("hernia").title.en == "Hernia"
    assert "ours" not in {f.id for f in in_use.all()}


def test_a_key_given_twice_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "pathways").mkdir()
    (tmp_path / "pathways" / "ours.yml").write_text("id: ours\nid: ours\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="given twice"):
        load_pathways([tmp_path], strict=True)


def test_a_hospital_adds_items_and_numbers_of_its_own_and_ours_stay_for_the_rest(tmp_path: Path) -> None:
    shared = tmp_path / "pathways" / "shared"
    shared.mkdir(parents=True)
    (shared / "items-ours.yml").write_text(
        "intake: {kind: note, who: office, find: [{kinds: [consent]}], label: {en: Our form, es: Nuestro formulario},"
        " why: {en: We need it., es: Lo necesitamos.}}\n",
        encoding="utf-8",
    )
    (shared / "times.yml").write_text("slides: {days: 30, reviewed: 2026-11-30}\n", encoding="utf-8")
    (tmp_path / "pathways" / "ours.yml").write_text(
        "id: ours\ntitle: {en: Ours, es: Nuestro}\nlayer: condition\ninherits: [oncology]\nreviewed: 2026-11-01\n"
        "requirements: [{item: intake, need: required}, {item: mammogram, need: recommended}]\n",
        encoding="utf-8",
    )
    pathways = load_pathways([tmp_path], strict=True)
    assert {"intake", "mammogram", "specialist-note"} <= {r.item for r in pathways.resolve(["ours"]).requirements}
    assert (pathways.shared.times["slides"].days, pathways.shared.times["lab"].days) == (30, 5)


def test_a_faulty_entry_of_a_hospital_is_told_and_ours_comes_back(tmp_path: Path) -> None:
    shared = tmp_path / "pathways" / "shared"
    shared.mkdir(parents=True)
    (shared / "items-ours.yml").write_text(
        "mammogram: {kind: image, who: the-moon, label: {en: M, es: M}, why: {en: W., es: W.}}\n", encoding="utf-8"
    )
    (tmp_path / "pathways" / "ours.yml").write_text(
        "id: ours\ntitle: {en: Ours, es: Nuestro}\nlayer: condition\ninherits: [nowhere]\nreviewed: 2026-11-01\n",
        encoding="utf-8",
    )
    in_use = load_pathways([tmp_path])
    told = "\n".join(map(str, in_use.faults))
    assert f"{tmp_path.name}/items-ours.yml: mammogram: no holder 'the-moon'" in told
    assert "no pathway 'nowhere'" in told and "ours" not in in_use.files()
    assert in_use.shared.items["mammogram"].who == "radiology"
