"""What we write, our own readers read back: the same statements, with what is denied still denied."""

import json
from collections import Counter

from assistant.export.fhir.ips import ips
from assistant.export.package import check, write, write_zip
from assistant.handoff import handoff
from assistant.view import view
from ingest.limits import Limits
from ingest.readers.fhir import read
from tests.export.build import full, originals

AT = "2026-11-15T10:00:00Z"


def entries_of(made, tmp_path):
    path = tmp_path / "ips.json"
    path.write_text(json.dumps(made))
    return [entry for document in read(path, "ips.json", Limits()) for entry in document.entries]


def test_our_reader_finds_the_statements_of_our_own_summary(tmp_path):
    dossier = full()
    found = entries_of(ips(dossier, created=AT), tmp_path)
    kinds = Counter(entry.kind for entry in found)
    sent = Counter(entry.kind.value for entry in dossier.history.entries)
    for kind in ("lab_result", "medication", "family_history"):
        least = sent[kind]
        assert kinds[kind] >= least, (kind, kinds)
    names = {entry.name.casefold() for entry in found}
    assert {"type 2 diabetes", "metformin", "lisinopril", "cholecystectomy", "glucose", "creatinine"} <= names
    assert not any(entry.name.casefold() == "blood clots" and not entry.negated for entry in found)


def test_values_come_back_as_they_were_printed(tmp_path):
    found = {entry.name.casefold(): entry for entry in entries_of(ips(full(), created=AT), tmp_path)}
    glucose = found["glucose"]
    assert (glucose.value, glucose.unit, glucose.flag) == ("131", "mg/dL", "H")
    assert glucose.date == "2026-10-20"


def test_no_known_allergy_comes_back_as_denied(tmp_path):
    allergies = [entry for entry in entries_of(ips(full(), created=AT), tmp_path) if entry.kind == "allergy"]
    assert sorted(entry.negated for entry in allergies) == [False, True]


def test_a_package_zip_that_comes_back_is_still_whole(tmp_path):
    dossier = full()
    package = handoff(dossier, view(dossier), originals(dossier), created=AT)
    write(package, tmp_path / "a")
    write_zip(package, tmp_path / "a.zip")
    assert check(tmp_path / "a") == check(tmp_path / "a.zip") == []
