"""A clinician's signature holds for what they saw and for nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge import load
from knowledge.pathways import load_pathways
from knowledge.signing import FILE, Signature, sign

PATHWAYS = load().pathways


def signed(folder: Path, *targets: str, name: str = "Ana Ruiz") -> None:
    pathways = load_pathways([folder])
    for target in targets:
        digest = pathways.digest(target)
        sign(folder, Signature(target=target, digest=digest, name=name, credentials="MD", date=date(2026, 11, 30)))


def own(folder: Path, path: str, content: object) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_nothing_is_reviewed_until_somebody_signs() -> None:
    assert not any(review.name for file in PATHWAYS.all() for review in PATHWAYS.resolve([file.id]).reviews)


def test_a_signed_pathway_says_by_whom_and_what_it_inherits_is_signed_apart(tmp_path: Path) -> None:
    signed(tmp_path, "hernia")
    reviews = {review.id: review.by for review in load_pathways([tmp_path]).resolve(["hernia"]).reviews}
    assert reviews["hernia"] == "Ana Ruiz, MD, 2026-11-30"
    assert reviews["any-condition-core"] == ""


def test_an_edit_of_the_pathway_takes_the_signature_away_and_undoing_it_gives_it_back(tmp_path: Path) -> None:
    signed(tmp_path, "hernia")
    content = yaml.safe_load((PATHWAYS.roots[0] / "pathways" / "hernia.yml").read_text("utf-8"))
    content["requirements"][0]["need"] = "recommended"
    own(tmp_path, "pathways/hernia.yml", content)
    edited = load_pathways([tmp_path])
    assert edited.review(edited.get("hernia")).name == ""
    (tmp_path / "pathways" / "hernia.yml").unlink()
    assert load_pathways([tmp_path]).review(PATHWAYS.get("hernia")).name == "Ana Ruiz"


@pytest.mark.parametrize(
    ("table", "key", "field", "value"),
    [
        ("items-ours", "hernia-imaging", "why", {"en": "Another reason.", "es": "Otra razón."}),
        ("when", "hernia_scan", "words", ["something else"]),
    ],
)
def test_an_edit_of_something_the_pathway_refers_to_takes_it_away_too(tmp_path: Path, table, key, field, value) -> None:
    signed(tmp_path, "hernia", "lupus")
    entry = (PATHWAYS.shared.items if table == "items-ours" else PATHWAYS.shared.when)[key]
    content = entry.model_dump(mode="json", exclude_defaults=True) | {field: value}
    own(tmp_path, f"pathways/shared/{table}.yml", {key: content})
    edited = load_pathways([tmp_path], strict=True)
    assert edited.review(edited.get("hernia")).name == ""
    assert edited.review(edited.get("lupus")).name == "Ana Ruiz"


def test_an_entry_of_a_table_and_any_file_can_be_signed_and_a_path_leads_nowhere_else(tmp_path: Path) -> None:
    signed(tmp_path, "items/mammogram", "times/slides", "words/urgency.yml")
    rows = yaml.safe_load((tmp_path / FILE).read_text("utf-8"))
    assert [row["target"] for row in rows] == ["items/mammogram", "times/slides", "words/urgency.yml"]
    for target in ("items/moon-dust", "words/nothing.yml", "../pyproject.toml", "/etc/hostname"):
        with pytest.raises(KeyError):
            PATHWAYS.digest(target)


def test_signing_again_takes_the_place_of_the_same_persons_signature_and_of_no_other(tmp_path: Path) -> None:
    signed(tmp_path, "hernia")
    signed(tmp_path, "hernia", name="Ben Okoro")
    signed(tmp_path, "hernia", name="ana ruiz")
    rows = yaml.safe_load((tmp_path / FILE).read_text("utf-8"))
    assert [row["name"] for row in rows] == ["Ben Okoro", "ana ruiz"]


def test_a_broken_file_of_signatures_is_told_and_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("- {target: hernia}\n", encoding="utf-8")
    assert any(fault.file.endswith(FILE) for fault in load_pathways([tmp_path]).faults)
    with pytest.raises(ValueError, match="digest"):
        signed(tmp_path, "hernia")
    assert (tmp_path / FILE).read_text("utf-8") == "- {target: hernia}\n"
