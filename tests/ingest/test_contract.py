"""What every reader promises: all pages, true places, the same document from the same bytes, and through the cache."""

import json
from pathlib import Path

import pytest

from ingest import Status, codec, ingest
from ingest.document import PageState
from tests.ingest import samples


@pytest.fixture(scope="module")
def kinds() -> dict[str, bytes]:
    return samples.every_kind()


@pytest.mark.parametrize("name", sorted(samples.every_kind()))
def test_a_good_file_is_read_whole_and_the_same_each_time(name: str, kinds: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(kinds[name])
    got = ingest(path)
    assert got.status is Status.ACCEPTED, got.problems
    assert got.bytes == len(kinds[name])
    for document in got.documents:
        assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
        for page in document.pages:
            assert page.state is PageState.READ
            words = page.text.split()
            assert words
            start = page.text.index(words[-1])
            span = document.span(page.number, start, start + len(words[-1]))
            assert span.quote == words[-1]
            assert document.holds(span)
            for word in page.words:
                assert page.text[word.start : word.end].strip() == page.text[word.start : word.end] != ""
                assert word.box[0] < word.box[2] <= page.width + 2
                assert word.box[1] < word.box[3] <= page.height + 2
        assert document.source == got.sha256
        assert codec.load(json.loads(json.dumps(codec.dump(document)))) == document
    assert codec.load_ingested(json.loads(json.dumps(codec.dump_ingested(got)))) == got
    if any(page.words for document in got.documents for page in document.pages) and name != "scan.pdf":
        return  # recognised once is enough
    copy = tmp_path / "copy" / name
    copy.parent.mkdir()
    copy.write_bytes(kinds[name])
    assert ingest(copy) == got


def test_a_document_is_known_by_its_bytes_wherever_it_comes_from(tmp_path: Path) -> None:
    report = samples.pdf()
    (tmp_path / "report.pdf").write_bytes(report)
    (tmp_path / "all.zip").write_bytes(samples.zipped({"x/y.pdf": report}))
    alone, packed = ingest(tmp_path / "report.pdf").documents[0], ingest(tmp_path / "all.zip").documents[0]
    assert alone.id == packed.id
    assert alone.pages == packed.pages
    assert packed.name == "all.zip/x/y.pdf"
