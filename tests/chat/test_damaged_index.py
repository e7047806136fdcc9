"""A damaged search index is made again from what it was derived from; the chat never fails for it."""

import pytest

from knowledge import load
from knowledge.vectors import library_index


@pytest.mark.parametrize("damage", ["database", "everything", "emptied"])
def test_a_damaged_index_is_made_again(tmp_path, monkeypatch, damage):
    from chromadb.api.shared_system_client import SharedSystemClient

    monkeypatch.setenv("SECOND_OPINION_CACHE", str(tmp_path))
    library = load().library
    library_index.cache_clear()
    before = library_index(library).near("How do I get my slides?", "en", 3)
    SharedSystemClient.clear_system_cache()
    [folder] = tmp_path.glob("library-*")
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if damage == "database" and path.name != "chroma.sqlite3":
            continue
        if damage == "emptied":
            path.unlink()
        else:
            path.write_bytes(b"not what it was" * 100)
    library_index.cache_clear()
    again = library_index(library)
    assert again is not None and again.near("How do I get my slides?", "en", 3).keys() == before.keys()
    library_index.cache_clear()
    SharedSystemClient.clear_system_cache()
