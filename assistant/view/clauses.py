"""Small pieces the page and the record share: clauses and rows from entries, with their marks. Infers nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.model.case import Dossier
from assistant.model.facts import Assertion, Evidence, Fact, FactOrigin, printed
from assistant.model.history import Agreement, Entry, Verdict
from assistant.model.papers import DocumentKind, Paper
from assistant.model.summary import Absence, Block, Clause, Mark, Source
from assistant.view.wording import Wording
from ingest.document import Origin
from knowledge.layouts import denies, says_none_known, spelled

HARD_TO_READ = 0.8  # mean word confidence below which a recognised page is called hard to read
DENIED = (Verdict.REJECTED, Verdict.NOT_MINE)
QUOTE_WORDS = 34
HOW = ("dose", "route", "frequency")


@dataclass(frozen=True)
class Scene:
    """What every block is made from: the dossier, its papers by id, and the words."""

    dossier: Dossier
    papers: Mapping[str, Paper]
    words: Wording
    disputed: frozenset[str] = frozenset()  # ids of statements that stand on a side of a disagreement

    def paper(self, evidence: Evidence) -> Paper | None:
        return self.papers.get(evidence.span.document)

    def entries(self, *kinds: str, assertions: Iterable[Assertion] = ()) -> list[Entry]:
        """Entries of those kinds that nobody has said to be untrue."""
        wanted = tuple(assertions)
        return [
            entry
            for entry in self.dossier.history.entries
            if entry.kind in kinds and entry.verdict not in DENIED and (not wanted or entry.assertion in wanted)
        ]


def scene(dossier: Dossier, language: str) -> Scene:
    sides = (facts for conflict in dossier.history.conflicts for _, facts in conflict.sides)
    disputed = frozenset(fact.id for facts in sides for fact in facts)
    return Scene(dossier, {paper.id: paper for paper in dossier.papers}, Wording(language), disputed)


def whose(facts: Iterable[Fact], scene: Scene) -> Source:
    """Whose word it is: a paper's, as soon as one paper says it. A note the patient wrote is the patient's word."""
    facts = tuple(facts)
    origins = {fact.origin for fact in facts}
    if FactOrigin.LIAISON in origins and origins <= {FactOrigin.PATIENT, FactOrigin.LIAISON}:
        return Source.COORDINATOR
    return source_of((item for fact in facts for item in fact.evidence), scene)


def source_of(evidence: Iterable[Evidence], scene: Scene) -> Source:
    """The patient's word where all places are in what the patient wrote, else the record's."""
    kinds = {paper.kind if (paper := scene.paper(item)) else None for item in evidence}
    return Source.PATIENT if kinds == {DocumentKind.PATIENT_NOTE} else Source.RECORD


def marks(entry: Entry, scene: Scene) -> tuple[Mark, ...]:
    found = []
    if entry.agreement == Agreement.DIFFER or any(fact.id in scene.disputed for fact in entry.facts):
        found.append(Mark.DIFFER)
    verdicts = {
        Verdict.CONFIRMED: Mark.CONFIRMED,
        Verdict.CORRECTED: Mark.CORRECTED,
        Verdict.NOT_SURE: Mark.NOT_SURE,
        Verdict.REJECTED: Mark.DENIED,
        Verdict.NOT_MINE: Mark.DENIED,
    }
    found.append(verdicts[entry.verdict] if entry.verdict else Mark.NOT_CONFIRMED)
    if entry.agreement == Agreement.ONE_SOURCE:
        found.append(Mark.ONE_SOURCE)
    return (*found, *fact_marks(entry.facts, scene))


def fact_marks(facts: Iterable[Fact], scene: Scene) -> tuple[Mark, ...]:
    """Marks that come from how the words were read."""
    facts = tuple(facts)
    found = []
    if facts and all(_hard(fact, scene) for fact in facts):
        found.append(Mark.HARD_TO_READ)
    if facts and all(fact.origin == FactOrigin.MODEL for fact in facts):
        found.append(Mark.PROPOSED)
    return tuple(found)


def _hard(fact: Fact, scene: Scene) -> bool:
    paper = scene.papers.get(fact.span.document)
    if paper is None:
        return False
    pages = (page for page in paper.document.pages if page.number == fact.span.page)
    return any(page.origin == Origin.OCR and page.confidence < HARD_TO_READ for page in pages)


def said(entry: Entry, scene: Scene) -> str:
    """The entry's name with what the papers say of it: "possible", "no", "planned"; plain when it is simply so."""
    if entry.assertion == Assertion.ABSENT and says_none_known(entry.name, entry.facts[0].text):
        words = shorten(" ".join(entry.facts[0].text.split()), 8)
        known = scene.words.get(f"none_known.{entry.kind.value}", words)
        return words if denies(words) else known
    name = display(entry)
    word = scene.words.get(f"said.{entry.assertion.value}", "")
    if word and entry.assertion not in (Assertion.PRESENT, Assertion.FAMILY):
        return f"{word} {name}" if entry.assertion == Assertion.ABSENT else f"{name} ({word})"
    return name


def display(entry: Entry) -> str:
    """Its short name, or the person's own words where they told us themselves."""
    if any(fact.origin in (FactOrigin.PATIENT, FactOrigin.LIAISON) for fact in entry.facts[:1]) or not entry.name:
        return shorten(entry.facts[0].text.strip().rstrip("."))
    return spelled(printed(entry.name, entry.facts))


def no_allergy(entry: Entry, scene: Scene) -> str:
    """What an allergy that is denied is called; "" for any other, and for none known at all."""
    if entry.assertion != Assertion.ABSENT or says_none_known(entry.name, entry.facts[0].text):
        return ""
    return scene.words("no_allergy", name=display(entry))


def how_taken(entry: Entry) -> list[str]:
    """How a medicine is taken, in the words that say most and shortest: "5 mg twice daily" before "5 twice"."""
    alike = [fact for fact in entry.facts if fact.assertion == entry.assertion] or list(entry.facts)
    told = [entry.details] if entry.agreement == Agreement.DIFFER else [entry.details, *(f.details for f in alike)]
    said = [[each[name] for name in HOW if each.get(name)] for each in told]
    return max(
        said, key=lambda parts: (len(parts), any(c.isalpha() for c in "".join(parts[:1])), -len(" ".join(parts)))
    )


def clause(entry: Entry, scene: Scene, text: str = "", label: str = "", *, quoted: bool = False) -> Clause:
    return Clause(
        text=text or said(entry, scene),
        source=whose(entry.facts, scene),
        evidence=spread(entry.evidence),
        marks=marks(entry, scene),
        label=label,
        quoted=quoted,
        note=entry.correction,
        target=entry.id,
    )


def spread(evidence: Iterable[Evidence], most: int = 6) -> tuple[Evidence, ...]:
    """One place from every paper first, so that a reader sees how many papers say it."""
    evidence = tuple(evidence)
    seen: dict[str, Evidence] = {}
    for item in evidence:
        seen.setdefault(item.span.document, item)
    rest = [item for item in evidence if seen[item.span.document] is not item]
    return tuple([*seen.values(), *rest][:most])


def shorten(text: str, words: int = QUOTE_WORDS) -> str:
    """At most so many words, cut between words and said to be cut."""
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else " ".join(parts[:words]) + " …"


def cut(text: str, most: int) -> str:
    """At most so many words, ending where a sentence or else a part of one ends, and said to be cut."""
    words = text.split()
    if len(words) <= most:
        return text.rstrip(" ;")
    kept = words[:most]
    for ends in (".", (",", ";", ":")):
        at = max((n for n, word in enumerate(kept) if word.endswith(ends) and len(word) > 2), default=0)
        if at >= most // 2:
            return f"{' '.join(kept[: at + 1]).rstrip(',;:')} …"
    return f"{' '.join(kept)} …"


def block(
    scene: Scene, name: str, clauses: list[Clause], *, most: int, budget: int, more: int = 0, must: int = 1
) -> Block:
    """A box of the page within its budget of words: what does not fit is counted, never dropped without a word.

    The first `must` clauses are shown whatever they cost.
    """
    kept: list[Clause] = []
    used = 0
    cut = False  # whether the clause that leads the present group in was left out: then its group stays out with it
    for item in clauses:
        if item.label:
            cut = False
        size = len(f"{item.label} {item.text}".split())
        if (len(kept) >= must and (len(kept) >= most or used + size > budget) and not item.alert) or cut:
            cut = cut or bool(item.label)
            continue
        kept.append(item)
        used += size
    return Block(name, scene.words(f"blocks.{name}"), tuple(kept), len(clauses) - len(kept) + more)


def empty(shown: Block, absence: Absence, sentence: str) -> Block:
    """The box with nothing in it, and the sentence that says which kind of nothing."""
    return Block(shown.id, shown.title, (), 0, absence, sentence)
