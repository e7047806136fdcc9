from assistant.chat.case_text import case_text, chunks_of, search
from knowledge.library import LANGUAGES
from knowledge.vectors import library_index
from tests.chat.build import dossier

CASE = dossier()


def test_passages_are_found_by_meaning_in_either_language():
    for question in ("breast tumor result", "resultado del tumor de seno"):
        assert "carcinoma" in case_text(CASE).near(question, 1)[0].text


def test_no_index_writes_anything_to_disk(tmp_path, monkeypatch):
    """Chroma's files hold memory it did not clear: of papers, in this process."""
    import knowledge

    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    library_index.cache_clear()
    index = library_index(knowledge.load().library)
    assert all(index.near("how do I get my slides", language, 3) for language in LANGUAGES)
    case_text(CASE).near("breast tumor result", 1)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_chunks_stand_where_they_say():
    for chunk in chunks_of(CASE.papers):
        page = chunk.paper.document.page(chunk.page)
        assert page.text[chunk.start : chunk.start + len(chunk.text)] == chunk.text


def test_words_find_the_page_and_the_text_is_kept_by_content():
    assert "Metformin" in search(CASE, "metformin", 1)[0].text
    assert case_text(CASE) is case_text(dossier())


def test_what_is_only_near_in_meaning_is_never_said_to_be_found():
    from assistant.chat.asked import Asked
    from assistant.chat.lookup import find
    from knowledge.talk import load_talk

    found = find(Asked("resultado del tumor de seno", CASE, "es", load_talk()))
    assert found.citations and found.empty
    assert "quizá" in found.text and "Lo encontré" not in found.text
