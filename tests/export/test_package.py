"""The package is whole or not there, the same every time, and says so when a byte changes."""

import hashlib
import json
import zipfile
from dataclasses import replace

import pytest

from assistant.export.package import PackageError, check, rendered, write, write_zip
from assistant.handoff import handoff
from assistant.model.package import Original
from assistant.view import view
from tests.export.build import full, nothing, originals

AT = "2026-11-15T10:00:00Z"


def package(dossier=None, **more):
    dossier = dossier or full()
    return handoff(dossier, view(dossier), originals(dossier), created=AT, **more)


def test_writes_everything_the_contract_names(tmp_path):
    identity = write(package(), tmp_path / "out")
    names = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {"summary.pdf", "summary.json", "ips.json", "referral.json", "manifest.json", "index.html"} <= names
    assert hashlib.sha256((tmp_path / "out/manifest.json").read_bytes()).hexdigest() == identity
    assert check(tmp_path / "out") == []


def test_the_same_case_makes_the_same_package(tmp_path):
    assert write(package(), tmp_path / "a") == write(package(), tmp_path / "b")
    write_zip(package(), tmp_path / "a.zip")
    write_zip(package(), tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_folder_and_zip_are_the_same_package(tmp_path):
    assert write(package(), tmp_path / "a") == write_zip(package(), tmp_path / "a.zip")
    assert check(tmp_path / "a.zip") == []


def test_originals_are_byte_for_byte_under_safe_names(tmp_path):
    dossier = full()
    write(package(dossier), tmp_path / "out")
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    rows = [row for row in manifest["files"] if row["role"] == "original"]
    for row in rows:
        data = (tmp_path / "out" / row["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["sha256"] and len(data) == row["bytes"]
    assert {row["path"] for row in rows} >= {"documents/01-biopsy.pdf", "images/mri-disc"}


def test_a_strangers_paper_stays_out_with_the_reason_and_its_words_too(tmp_path):
    write(package(), tmp_path / "out")
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert [out["reason"] for out in manifest["left_out"]] == ["other"]
    assert not list((tmp_path / "out/documents").glob("*knee*"))
    assert "No fracture" not in (tmp_path / "out/summary.json").read_text()


def test_a_file_that_could_not_be_read_stays_out(tmp_path):
    dossier = full()
    unread = replace(originals(dossier)[0], documents=(), source_name="locked.pdf")
    made = handoff(dossier, view(dossier), [unread], created=AT)
    assert [(out.name, out.reason) for out in made.left_out] == [("locked.pdf", "unread")] and not made.files


@pytest.mark.parametrize("name", ["summary.pdf", "ips.json", "documents/01-biopsy.pdf", "index.html"])
def test_a_changed_byte_is_named(tmp_path, name):
    write(package(), tmp_path / "out")
    path = tmp_path / "out" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    assert any(fault.startswith(f"{name}: changed") for fault in check(tmp_path / "out"))


def test_missing_and_added_files_are_named(tmp_path):
    write(package(), tmp_path / "out")
    (tmp_path / "out/ips.json").unlink()
    (tmp_path / "out/extra.txt").write_text("x")
    (tmp_path / "out/read.jsonl").write_text("")
    faults = check(tmp_path / "out")
    assert "ips.json: missing" in faults and "extra.txt: not in the manifest" in faults
    assert not any("read.jsonl" in fault for fault in faults)


def test_a_quotation_that_is_not_on_its_page_is_named(tmp_path):
    write(package(), tmp_path / "out")
    path = tmp_path / "out/summary.json"
    summary = json.loads(path.read_text())
    summary["history"]["facts"][0]["evidence"][0]["quote"] = "something else"
    path.write_text(json.dumps(summary))
    assert any("fact 1: its quotation is not on page 1" in fault for fault in check(tmp_path / "out"))


def test_names_cannot_leave_the_package(tmp_path):
    dossier = full()
    evil = [replace(item, source_name="../../etc/pass wd\\..\\con.PDF") for item in originals(dossier)]
    made = handoff(dossier, view(dossier), evil, created=AT)
    paths = [file.path for file in made.files]
    assert len(set(paths)) == len(paths)
    assert all(".." not in path and path.split("/")[0] in ("documents", "images") for path in paths)


def test_nothing_is_left_when_an_original_has_changed(tmp_path):
    dossier = full()
    first, *rest = originals(dossier)
    with pytest.raises(PackageError):
        write(handoff(dossier, view(dossier), [replace(first, sha256="0" * 64), *rest], created=AT), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_things_is_not_touched(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/thesis.doc").write_text("years of work")
    with pytest.raises(PackageError):
        write(package(), tmp_path / "out")
    assert (tmp_path / "out/thesis.doc").read_text() == "years of work"
    (tmp_path / "out/manifest.json").write_text('{"name": "a web page of somebody else"}')
    with pytest.raises(PackageError):
        write(package(), tmp_path / "out")
    write(package(), tmp_path / "again")
    write(package(nothing()), tmp_path / "again")
    assert check(tmp_path / "again") == []


def test_a_package_of_nothing_is_still_whole(tmp_path):
    write(package(nothing()), tmp_path / "out")
    assert check(tmp_path / "out") == []


def test_hostile_words_stay_words(tmp_path):
    dossier = full()
    case = replace(dossier.case, goal=replace(dossier.case.goal, reason="<script>alert(1)</script> #emph[x] $x$ \\"))
    hostile = replace(dossier, case=case)
    files = rendered(package(hostile))
    page = files["index.html"].decode()
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "<script" not in json.loads(files["ips.json"])["entry"][0]["resource"]["section"][-1]["text"]["div"]
    assert files["summary.pdf"].startswith(b"%PDF")


def test_says_what_changed_since_the_last_package(tmp_path):
    before = json.loads(rendered(package())["summary.json"])
    dossier = full()
    later = replace(dossier, gaps=dossier.gaps[1:])
    page = rendered(package(later, before=before))["index.html"].decode()
    assert "No longer here, open item: Pathology slides" in page
    assert "Changed since the last package" not in rendered(package())["index.html"].decode()


def test_every_fact_and_gap_has_the_contracts_keys():
    summary = json.loads(rendered(package())["summary.json"])
    keys = {"kind", "name", "text", "code", "assertion", "date", "date_precision", "origin", "value", "unit", "range"}
    assert all(keys | {"flag", "details", "evidence"} <= set(fact) for fact in summary["history"]["facts"])
    assert all({"item", "label", "state", "why", "who_has_it", "need", "evidence"} <= set(g) for g in summary["gaps"])
    assert len(summary["history"]["facts"]) == sum(len(entry.facts) for entry in full().history.entries)
    assert [question["rank"] for question in summary["questions"]] == [1, 2]


def test_a_zip_stores_pictures_and_packs_text(tmp_path):
    write_zip(package(), tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        how = {entry.filename: entry.compress_type for entry in archive.infolist()}
    assert how["images/mri-disc"] == zipfile.ZIP_STORED and how["summary.json"] == zipfile.ZIP_DEFLATED


__all__ = ["Original"]
