"""Hostile records: each costs one refusal, quickly, with nothing fetched, expanded or believed."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian

from ingest.errors import Rejected, codes
from ingest.limits import Limits
from ingest.readers import ccda, dicom, dicom_directory, fhir
from ingest.readers.dicom_elements import NotDicom, inflate
from tests.ingest_structured.builders import bundle, dataset, patient, save, section, write_series
from tests.ingest_structured.builders import ccda as record

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "'
    + "ha" * 50
    + '">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 50}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def refusal(read: Callable[..., object], path: Path) -> str:
    start = perf_counter()
    with pytest.raises(Rejected) as raised:
        read(path, path.name, Limits())
    assert perf_counter() - start < 5
    assert raised.value.problem.code in codes()
    return raised.value.problem.code


@pytest.mark.parametrize(
    "top",
    [BOMB, '<!DOCTYPE x SYSTEM "file:///etc/passwd">', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused(tmp_path: Path, top: str, encoding: str) -> None:
    text = record(section("1-1", "x", "&i;"), top=top).decode().replace("UTF-8", encoding)
    path = tmp_path / "a.xml"
    path.write_bytes(text.encode(encoding))
    assert refusal(ccda.read, path) == "xml-doctype"


def test_a_document_type_behind_a_long_comment_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(record("", top=f"<!--{'x' * 200_000}-->{BOMB}"))
    assert refusal(ccda.read, path) == "xml-doctype"


def test_includes_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "canary.txt").write_text("CANARY")
    include = f'<include xmlns="http://www.w3.org/2001/XInclude" href="{tmp_path}/canary.txt" parse="text"/>'
    path = tmp_path / "a.xml"
    path.write_bytes(record(section("1-1", "x", include)))
    (document,) = ccda.read(path, "a.xml", Limits())
    assert "CANARY" not in document.pages[0].text


def test_depth_and_size_of_xml_are_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(record(section("1-1", "x", "<content>" * 230 + "x" + "</content>" * 230)))
    assert refusal(ccda.read, path) in ("xml-deep", "xml-broken")
    path.write_bytes(record(section("1-1", "x", "x" * 2_000)))
    with pytest.raises(Rejected, match="too-large"):
        ccda.read(path, "a.xml", Limits(xml_bytes=1_000))


def test_markup_in_words_stays_words(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(record(section("1-1", "x", "&lt;script&gt;alert(1)&lt;/script&gt;")))
    assert "<script>alert(1)</script>" in ccda.read(path, "a.xml", Limits())[0].pages[0].text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"resourceType": "Patient", "id": "a", "id": "b"}', "json-twice"),
        ('{"resourceType": "Observation", "valueQuantity": {"value": NaN}}', "json-number"),
        ('{"resourceType": "Observation", "valueQuantity": {"value": ' + "9" * 5_000 + "}}", "json-number"),
        ('{"resourceType": "Patient", "name": ' + "[" * 150 + "]" * 150 + "}", "json-deep"),
        ('{"resourceType": "Patient", "name": ' + "[" * 200_000, "json-deep"),
        ('{"resourceType": "Patient", ', "json-broken"),
        ('{"resourceType": "Bundle", "type": "collection"}', "json-other"),
        ("[]", "json-other"),
        ("7", "json-other"),
    ],
)
def test_json_that_cannot_be_trusted_is_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    assert refusal(fhir.read, path) == code


def test_fhir_in_wrong_shapes_is_read_without_a_fall(tmp_path: Path) -> None:
    odd = [
        {"resourceType": "Condition", "code": "Cough", "subject": "Patient/p1", "onsetDateTime": ["x"], "bodySite": 7},
        {
            "resourceType": "Observation",
            "code": {"coding": [None, "x", {"code": 5}]},
            "component": "x",
            "valueRatio": {},
        },
        {"resourceType": "MedicationRequest", "dosageInstruction": {"timing": "x", "doseAndRate": [3]}},
        {"resourceType": "Immunization", "protocolApplied": [[]], "vaccineCode": []},
        {"resourceType": "CarePlan", "activity": [{"detail": None}], "period": "x"},
        {"resourceType": "DiagnosticReport", "presentedForm": [{"data": "%%%"}], "category": "LAB"},
        {"resourceType": "DocumentReference", "content": [{"attachment": {"data": "AAAA"}}]},
        {"resourceType": ["Patient"], "name": "x"},
        {"resourceType": "Encounter", "class": "x", "period": [{}]},
        {"resourceType": "QuestionnaireResponse", "item": [{"answer": "x", "item": {"item": []}}]},
    ]
    path = tmp_path / "a.json"
    path.write_bytes(bundle(patient(), *odd))
    document = fhir.read(path, "a.json", Limits())[0]
    assert "embedded-unreadable" in [problem.code for problem in document.problems]


def test_a_bundle_in_a_bundle_in_a_bundle_ends(tmp_path: Path) -> None:
    inner: dict[str, object] = patient()
    for _ in range(30):
        inner = {"resourceType": "Bundle", "entry": [{"resource": inner}]}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(inner))
    assert refusal(fhir.read, path) == "json-other"


def test_a_deflate_bomb_is_not_inflated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.dicom_elements.INFLATED", 1_000_000)
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = engine.compress(bytes(30_000_000)) + engine.flush()
    with pytest.raises(NotDicom):
        inflate(bomb)
    data = save(dataset(1, syntax=DeflatedExplicitVRLittleEndian), tmp_path / "a").read_bytes()
    meta = data[: 144 + struct.unpack_from("<L", data, 140)[0]]
    (tmp_path / "bomb").write_bytes(meta + bomb)
    assert refusal(dicom.read, tmp_path / "bomb") == "dicom-broken"


def test_nested_sequences_end(tmp_path: Path) -> None:
    data = save(dataset(1), tmp_path / "a").read_bytes()
    start = data.index(b"\x08\x00\x60\x00CS")
    nest = b"\x08\x00\x51\x00SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff" * 5_000
    (tmp_path / "deep").write_bytes(data[:start] + nest + data[start:])
    assert refusal(dicom.read, tmp_path / "deep") == "dicom-broken"


def test_a_length_that_lies_is_a_file_cut_short(tmp_path: Path) -> None:
    data = save(dataset(1), tmp_path / "a").read_bytes()
    at = data.index(b"\x10\x00\x20\x00LO") + 6
    (tmp_path / "lie").write_bytes(data[:at] + b"\xf0\xff" + data[at + 2 :])
    (document,) = dicom.read(tmp_path / "lie", "lie", Limits())
    assert "dicom-cut" in [problem.code for problem in document.problems]


def test_an_index_that_points_out_of_the_disc_opens_nothing(tmp_path: Path) -> None:
    names = ["..\\..\\etc\\passwd", "\\etc\\passwd", "C:\\secret", "IM0001"]
    compared = dicom_directory.compare("DICOMDIR", [name.replace("\\", "/") for name in names], ["DICOMDIR", "IM0001"])
    assert (compared.absent, compared.unlisted, compared.outside) == ((), (), 3)


def test_a_picture_too_large_to_decode_is_refused_before_decoding(tmp_path: Path) -> None:
    from ingest.dicom_preview import slice_png

    found = dataset(1)
    found.Rows = found.Columns = 65_000
    with pytest.raises(Rejected, match="dicom-no-preview"):
        slice_png(save(found, tmp_path / "huge"))


def test_one_bad_file_never_costs_a_good_one(tmp_path: Path) -> None:
    members = write_series(tmp_path, [1, 2, 3])
    (tmp_path / "bad").write_bytes(b"\x08\x00\x05\x00" + b"\xff" * 4_000)
    documents, problems = dicom.read_many([*members, ("bad", tmp_path / "bad")], "disc", Limits())
    assert documents[0].imaging is not None and documents[0].imaging.series[0].instances == 3
    assert [problem.code for problem in problems] == ["dicom-files-broken"]
