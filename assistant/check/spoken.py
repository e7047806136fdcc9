"""What the papers say became of a record that is not among them: done, awaited, planned. Judges no paper itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.check.heads import date_of
from assistant.check.pictures import areas, is_picture_report, meets, modalities, wider
from assistant.check.shelf import Mention, Shelf, Shown
from assistant.check.text import fold, has, places
from assistant.model.facts import Assertion, FactKind
from assistant.model.gaps import GapState
from assistant.model.papers import DocumentKind
from knowledge.schema import Requirement

_OF_ACTS = ("report", "slides")
_BESIDE = 24  # characters
_RESULTS = (FactKind.LAB_RESULT, FactKind.BIOMARKER, FactKind.PATHOLOGY_DIAGNOSIS)


def spoken(requirement: Requirement, shelf: Shelf) -> list[Mention]:
    """Sentences of the papers that speak of what is asked for."""
    words = requirement.mention or tuple(dict.fromkeys(w for f in requirement.find for w in (*f.terms,)))
    if words:
        found = [m for m in shelf.mentions(words) if _about(requirement, m, shelf)]
        if requirement.kind in _OF_ACTS:
            found = [m for m in found if not harmless_elsewhere(m, shelf)]
        return found if requirement.kind == "lab" else [m for m in found if not _only_tests(words, m, shelf)]
    if requirement.kind == "genetic":
        return shelf.mentions(shelf.pathway.shared.when["genetic_testing_done"].words)
    tests = tuple(
        dict.fromkeys(n for f in requirement.find for t in f.tests for n in shelf.pathway.shared.tests[t].names)
    )
    if tests:
        return [m for m in shelf.mentions(tests) if not _only_genes(tests, m, shelf)]
    codes = tuple(
        dict.fromkeys(w for f in requirement.find for c in f.modality for w in shelf.pathway.shared.modalities[c])
    )
    return [m for m in shelf.mentions(codes) if _about(requirement, m, shelf)]


def harmless_elsewhere(mention: Mention, shelf: Shelf) -> bool:
    """It came out harmless, and beside the word stands a part of the body that the condition is no illness of:
    "breast biopsy 2015, benign", in somebody with a brain tumor.
    """
    if not has(shelf.cues.harmless, mention.text):
        return False
    page, shared = mention.paper.document.page(mention.page).text, shelf.pathway.shared
    named = areas(page[max(mention.start, mention.at - _BESIDE) : min(mention.end, mention.at + 2 * _BESIDE)], shared)
    own = wider((area for site in shelf.pathway.sites for area in areas(site, shared)), shared)
    return bool(named and own) and not named & own


def _only_genes(tests: Sequence[str], mention: Mention, shelf: Shelf) -> bool:
    """Whether every test named there is a gene that the pathway asks for, so written: "EGFR" is no "eGFR"."""
    said = _named(tests, mention)
    return all(fold(word) in _genes(shelf) and _as_gene(word, mention) for word in said)


def _only_tests(words: Sequence[str], mention: Mention, shelf: Shelf) -> bool:
    """The other way round: every word is the name of a blood test too, and written as one."""
    tests = {fold(name) for row in shelf.pathway.shared.tests.values() for name in row.names}
    return all(fold(word) in tests & _genes(shelf) and not _as_gene(word, mention) for word in _named(words, mention))


def _named(words: Sequence[str], mention: Mention) -> list[str]:
    return [mention.text[start:end] for start, end in places(words, mention.text)]


def _as_gene(word: str, mention: Mention) -> bool:
    """Genes are written in capitals (HGNC); a laboratory's sheet is often in capitals as a whole, and tells no gene."""
    return word.isupper() and mention.paper.kind is not DocumentKind.LAB_REPORT


def _genes(shelf: Shelf) -> frozenset[str]:
    lines = [requirement for requirement in shelf.pathway.requirements if requirement.kind == "genetic"]
    return frozenset(fold(w) for r in lines for w in (*r.mention, *(word for f in r.find for word in f.inside)))


def _about(requirement: Requirement, mention: Mention, shelf: Shelf) -> bool:
    """For pictures: the sentence names the way and the area within a few words of each other."""
    finds = [f for f in requirement.find if f.modality and f.areas]
    if not finds:
        return True
    page = mention.paper.document.page(mention.page).text
    text = page[max(mention.start, mention.at - 50) : min(mention.end, mention.at + 60)]
    shared = shelf.pathway.shared
    what = Shown(modalities(text, shared), areas(text, shared))
    if not what.areas and not is_picture_report(mention.paper, shelf):
        return _first_of_its_way(requirement, what, shelf)
    return bool(what.areas) and any(meets(find, what, shared) for find in finds)


def _first_of_its_way(requirement: Requirement, what: Shown, shelf: Shelf) -> bool:
    """A note that says "MRI" and no more speaks of the first MRI that the pathway asks for."""
    for other in shelf.pathway.requirements:
        if other.kind == "image" and any(what.modality & set(find.modality) for find in other.find):
            return other.item == requirement.item
    return False


def became_of(requirement: Requirement, shelf: Shelf) -> tuple[GapState, str, Mention] | None:
    """What the papers say became of what is asked for: its state, the key of the words for it, and the sentence."""
    mentions = [_with_result(m) for m in spoken(requirement, shelf)]
    mentions = [m for m in mentions if m.status != "pending" or not _result_told(requirement, m, mentions, shelf)]
    for status, state, note in (
        ("pending", GapState.INCOMPLETE, "pending"),
        ("done", GapState.MISSING, "spoken_of"),
        ("planned", GapState.MISSING, "planned"),
        ("unknown", GapState.MISSING, "spoken_of"),
    ):
        chosen = [m for m in mentions if m.status == status]
        if chosen:
            return state, note, max(chosen, key=lambda m: m.date)
    return None


def _with_result(mention: Mention) -> Mention:
    """A sentence that says neither done nor planned but gives a result: it was done."""
    given = mention.status == "unknown" and any(
        fact.kind in _RESULTS
        and fact.assertion is Assertion.PRESENT
        and fact.span.page == mention.page
        and mention.start <= fact.span.start < mention.end
        for fact in mention.paper.facts
    )
    return replace(mention, status="done") if given else mention


def _result_told(requirement: Requirement, awaited: Mention, mentions: Sequence[Mention], shelf: Shelf) -> bool:
    """Whether a sentence written no earlier tells the result: what is awaited is then a part, or was so once."""
    said = date_of(awaited.paper)
    told = [m for m in shelf.mentions(requirement.told) if m.paper.kind is not DocumentKind.PATIENT_NOTE]
    same_day = [m for m in told if date_of(m.paper) == said and (m.page, m.start) != (awaited.page, awaited.start)]
    later = [m for m in (*told, *mentions) if m.paper is not awaited.paper and date_of(m.paper) > said]
    return any(m.status in ("done", "unknown") for m in (*same_day, *later))
