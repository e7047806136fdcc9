"""What the knowledge is worth by itself: finding conditions in lay words, and how hard its sentences are to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge import load
from knowledge.pathways import Pathways
from tests.knowledge.grades import english_grade, spanish_ease

PHRASES = Path(__file__).parents[1] / "knowledge"


def run() -> None:
    pathways = load().pathways
    for name in ("phrases.tsv", "phrases_new.tsv"):
        _finding(pathways, name)
    _grades(pathways)


def _finding(pathways: Pathways, name: str) -> None:
    rows = [line.split("\t") for line in (PHRASES / name).read_text(encoding="utf-8").splitlines() if line]
    named = [(want, phrase) for want, phrase in rows if want != "-"]
    first = [bool(found := pathways.find(phrase)) and found[0].id == want for want, phrase in named]
    wrong = [phrase for want, phrase in rows if (sure := pathways.sure(phrase)) and want not in sure]
    print(f"{name}: {len(named)} phrases, right first {sum(first) / len(named):.3f}, wrong and sure {len(wrong)}")
    for (want, phrase), right in zip(named, first, strict=True):
        if not right:
            print(f"  {want}: {phrase!r} -> {[match.id for match in pathways.find(phrase)]}")


def _grades(pathways: Pathways) -> None:
    """Worst and mean over the pathways; Flesch-Kincaid up to 6, Szigriszt-Pazos from 60."""
    english, spanish = {}, {}
    for file in pathways.all():
        texts = list(_texts(pathways, file.id))
        english[file.id] = english_grade(" ".join(en for en, _ in texts))
        spanish[file.id] = spanish_ease(" ".join(es for _, es in texts))
    hardest, least = max(english, key=english.__getitem__), min(spanish, key=spanish.__getitem__)
    print(f"{len(english)} pathways: English grade {sum(english.values()) / len(english):.1f} on average, ", end="")
    print(f"{english[hardest]:.1f} in {hardest}; Spanish ease {sum(spanish.values()) / len(spanish):.0f}, ", end="")
    print(f"{spanish[least]:.0f} in {least}")


def _texts(pathways: Pathways, one: str) -> Iterator[tuple[str, str]]:
    pathway = pathways.resolve([one])
    for requirement in pathway.requirements:
        yield requirement.why.en, requirement.why.es
    for question in pathway.questions:
        yield question.en, question.es
