from assistant.chat.case_index import CaseIndex
from assistant.chat.lookup import case_text, chunks_of, search
from tests.chat.build import dossier

CASE = dossier()


def test_a_case_index_finds_by_meaning_and_is_gone_when_removed(tmp_path):
    index = CaseIndex(tmp_path / "case")
    assert index.add(CASE.papers) == len(chunks_of(CASE.papers))
    assert index.add(CASE.papers) == 0
    best = index.query("breast tumor result", CASE.papers, 1)[0][1]
    assert best.paper.description.title == "Pathology report"
    index.remove()
    assert not (tmp_path / "case").exists()


def test_the_index_holds_no_words_of_the_papers(tmp_path):
    index = CaseIndex(tmp_path / "case")
    index.add(CASE.papers)
    index.close()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "case").rglob("*") if path.is_file())
    for word in (b"Metformin", b"carcinoma", b"Torres", b"Whitford"):
        assert word not in kept
    index.remove()


def test_chunks_stand_where_they_say():
    for chunk in chunks_of(CASE.papers):
        page = chunk.paper.document.page(chunk.page)
        assert page.text[chunk.start : chunk.start + len(chunk.text)] == chunk.text


def test_words_find_the_page_and_the_text_is_kept_by_content():
    assert "Metformin" in search(CASE, "metformin", 1)[0].text
    assert case_text(CASE) is case_text(dossier())
