"""Archives, folders and discs: members judged by content, bombs and tricks refused, the rest goes on."""

import io
import struct
import tarfile
import zipfile
from pathlib import Path

import py7zr
import pytest

from ingest import Ingested, Limits, Status, ingest, inputs
from ingest.archive import label
from ingest.sniff import sniff_bytes
from tests.ingest import samples


def read(tmp_path: Path, data: bytes, name: str = "all.zip", **options: object) -> Ingested:
    path = tmp_path / name
    path.write_bytes(data)
    return ingest(path, **options)  # type: ignore[arg-type]


def codes(got: Ingested) -> list[str]:
    return [problem.code for problem in got.problems]


def test_one_bad_file_never_costs_a_good_one(tmp_path: Path) -> None:
    got = read(tmp_path, samples.zipped({"a.pdf": samples.pdf(), "b.pdf": b"%PDF-nonsense", "c.txt": samples.TEXT}))
    assert (got.status, codes(got)) == (Status.PARTIAL, ["pdf-broken"])
    assert [document.name for document in got.documents] == ["all.zip/a.pdf", "all.zip/c.txt"]
    assert got.problems[0].file == "all.zip/b.pdf"


def test_archives_within_archives_are_opened_to_a_depth(tmp_path: Path) -> None:
    data = samples.zipped({"notes.txt": samples.TEXT})
    for _ in range(2):
        data = samples.zipped({"inner.zip": data})
    assert read(tmp_path, data).status is Status.ACCEPTED
    assert codes(read(tmp_path, samples.zipped({"more.zip": samples.zipped({"x.zip": data})}))) == ["archive-nested"]


def test_a_bomb_is_refused_before_it_bursts(tmp_path: Path) -> None:
    bomb = samples.zipped({f"{number}.txt": b"\0" * 20_000_000 for number in range(8)})
    got = read(tmp_path, bomb)
    assert (got.status, codes(got)) == (Status.REJECTED, ["archive-expands"])


def test_members_that_share_bytes_are_refused(tmp_path: Path) -> None:
    data = bytearray(samples.zipped({"a.txt": samples.TEXT, "b.txt": samples.TEXT * 3}))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = struct.pack("<L", 0)  # the second member says it lies where the first does
    assert codes(read(tmp_path, bytes(data)))[0] in ("archive-expands", "archive-part")


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "..\\out.txt", "C:\\out.txt", "a/../../out.txt"])
def test_a_name_that_leaves_its_folder_is_left_out_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.mkdir()
    got = read(box, samples.zipped({name: samples.TEXT, "good.txt": samples.TEXT}))
    assert [document.name for document in got.documents] == ["all.zip/good.txt"]
    assert codes(got) == ["archive-unsafe"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["all.zip", "box"]


def test_links_and_devices_in_archives_are_left_out(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("passwords.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        info = tarfile.TarInfo("good.txt")
        info.size = len(samples.TEXT)
        archive.addfile(info, io.BytesIO(samples.TEXT))
    got = read(tmp_path, out.getvalue(), "all.tar")
    assert codes(got) == ["archive-unsafe"]
    assert len(got.documents) == 1


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "secret.txt").write_text("not yours")
    (tmp_path / "case" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert inputs(tmp_path / "case") == []


def test_too_many_members_are_refused_with_the_limit_named(tmp_path: Path) -> None:
    got = read(tmp_path, samples.zipped({f"{n}.txt": b"a note" for n in range(30)}), limits=Limits(members=20))
    assert codes(got) == ["archive-members"]
    assert "20" in got.problems[0].message()


def test_a_locked_archive_says_so(tmp_path: Path) -> None:
    data = bytearray(samples.zipped({"a.txt": samples.TEXT}))
    data[6] |= 1
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert codes(read(tmp_path, bytes(data))) == ["archive-password"]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (samples.zipped({}), "empty.zip", "archive-empty"),
        (samples.zipped({"a.txt": samples.TEXT})[:40], "cut.zip", "archive-broken"),
        (b"Rar!\x1a\x07\x01\x00" + b"x" * 60, "all.rar", "archive-unsupported"),
        (b"7z\xbc\xaf\x27\x1c" + b"x" * 60, "all.7z", "archive-broken"),
        (b"\x1f\x8b\x08" + b"x" * 60, "all.gz", "archive-broken"),
    ],
    ids=["empty", "cut", "rar", "7z", "gz"],
)
def test_an_archive_that_cannot_be_opened_is_refused_with_one_sentence(
    data: bytes, name: str, code: str, tmp_path: Path
) -> None:
    got = read(tmp_path, data, name)
    assert (got.status, codes(got)) == (Status.REJECTED, [code])


def test_seven_zip_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "all.7z"
    with py7zr.SevenZipFile(path, "w") as archive:
        archive.writestr(samples.TEXT, "notes/first.txt")
    got = ingest(path)
    assert [document.name for document in got.documents] == ["all.7z/notes/first.txt"]


@pytest.mark.parametrize(("joliet", "name"), [(True, "all.iso/visita de José.txt"), (False, "all.iso/FILE1")])
def test_the_image_of_a_disc_is_opened(tmp_path: Path, joliet: bool, name: str) -> None:
    members = {"report.pdf": samples.pdf(), "visita de José.txt": samples.TEXT}
    got = read(tmp_path, samples.disc_image(members, joliet=joliet), "all.iso")
    assert got.status is Status.ACCEPTED
    assert got.documents[1].name == name and "señal de dolor" in got.documents[1].pages[0].text


def test_a_disc_image_cut_short_gives_the_files_that_came(tmp_path: Path) -> None:
    whole = samples.disc_image({"a.txt": samples.TEXT, "b.txt": samples.TEXT * 900})
    got = read(tmp_path, whole[:-4_096], "all.iso")
    assert [document.name for document in got.documents] == ["all.iso/a.txt"]
    assert codes(got) == ["archive-part"]


def test_a_disc_whose_folders_hold_each_other_ends(tmp_path: Path) -> None:
    whole = bytearray(samples.disc_image({"notes.txt": samples.TEXT, "loop": b"x"}, joliet=False))
    at = whole.index(b"FILE1.;1") - 33
    whole[at + 2 : at + 6] = (19).to_bytes(4, "little")  # the folder itself
    whole[at + 25] = 2
    assert [document.name for document in read(tmp_path, bytes(whole), "all.iso").documents] == ["all.iso/FILE0"]


def test_a_disc_of_a_kind_we_cannot_open_is_refused_by_name(tmp_path: Path) -> None:
    got = read(tmp_path, bytes(32_769) + b"BEA01" + bytes(9_000), "all.iso")
    assert (got.status, codes(got)) == (Status.REJECTED, ["archive-unsupported"])
    assert "UDF" in got.problems[0].message()


def test_litter_of_operating_systems_is_left_out(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        samples.zipped({"a.pdf": samples.pdf(), "__MACOSX/._a.pdf": b"\0\x05\x16\x07", ".DS_Store": b"\0\0\0\1Bud1"}),
    )
    assert (got.status, codes(got)) == (Status.ACCEPTED, ["clutter-ignored"])


def test_names_of_members_are_labels_for_people() -> None:
    assert label("a//b\\c.pdf") == "a/b/c.pdf"
    assert label("we\x1bird.pdf") == "we_ird.pdf"
    assert label("") is None


def test_a_folder_gives_each_paper_as_an_input_and_litter_as_none(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "report.pdf").write_bytes(samples.pdf())
    (tmp_path / "sub" / "notes.txt").write_bytes(samples.TEXT)
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    assert [each.name for each in inputs(tmp_path)] == ["report.pdf", "sub/notes.txt"]


def test_a_folder_may_be_read_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "report.pdf").write_bytes(samples.pdf())
    (folder / "notes.txt").write_bytes(samples.TEXT)
    got = ingest(folder)
    assert [document.name for document in got.documents] == ["case/notes.txt", "case/report.pdf"]
    assert got.sha256 == ingest(folder).sha256 != ""


def test_the_content_tells_the_kind(tmp_path: Path) -> None:
    assert sniff_bytes(b"MZ\x90\0" + b"\0" * 80) == "application/x-msdownload"
    assert sniff_bytes(b"\0" * 128 + b"DICM") == "application/dicom"
    assert (
        sniff_bytes(b'\xef\xbb\xbf<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3">')
        == "application/hl7-cda+xml"
    )
    assert sniff_bytes(b'{"resourceType": "Bundle"}') == "application/fhir+json"
    assert sniff_bytes("Nota del médico: dolor".encode("utf-16")) == "text/plain"
    with zipfile.ZipFile(tmp_path / "x.docx", "w") as archive:
        archive.writestr("readme", "not Word at all")
    assert codes(ingest(tmp_path / "x.docx")) == ["misnamed"] or ingest(tmp_path / "x.docx").documents
