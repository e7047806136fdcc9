"""Makes `diseases.tsv` and `drugs.tsv` from the ICD-10-CM tabular list and a drug dictionary in installed packages.

Run `python -m knowledge.vocabulary.build` after either package changes. The program itself only reads the two files.
"""

from __future__ import annotations

import bz2
import importlib.util
import pickle
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml

HERE = Path(__file__).parent
PREFIXES = re.compile(
    r"^(?:other and unspecified|other specified|unspecified|other|certain|initial|any) ", re.IGNORECASE
)
SUFFIXES = re.compile(
    r"(?:,? (?:not otherwise specified|not elsewhere classified|nos|nec|unspecified|initial encounter"
    r"|in diseases classified elsewhere|of unspecified (?:site|part|eye|ear|side)|, unspecified \w+( \w+)?))+$",
    re.IGNORECASE,
)
OF_ITSELF = re.compile(r"[^,]*(?:,? unspecified|,? nos)|unspecified [^,]*", re.IGNORECASE)
SIDES = re.compile(r"\b(?:left|right|bilateral|unspecified)\b", re.IGNORECASE)
CODED = re.compile(r"\s*\(([A-Z]\d\w(?:\.\w{1,4})?)-?\)\s*$")
CHAPTERS = "ABCDEFGHIJKLMNOPQR"
AWKWARD = re.compile(
    r"\b(?:code|classified|encounter|elsewhere|specified|conditions?|status|diseases of|disorders of|other than|those"
    r"|listed|following|care|maternal|unspecified|following|mention|causes?|such as|any|without|newborn|fetus|"
    r"complicating|affecting|due|associated|resulting|not|without|use|or|as|in|with|by|following|during|from)\b",
    re.IGNORECASE,
)


def package(name: str) -> Path:
    """The folder of an installed package, without importing it (both take seconds to import)."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise SystemExit(f"{name} is not installed")
    return Path(found.origin).parent


def notes(diag: ElementTree.Element) -> Iterator[tuple[str, str, bool]]:
    """(code, wording, said of itself) of a category: its title, what it includes, what its exclusions call others."""
    code = diag.findtext("name") or ""
    yield code, diag.findtext("desc") or "", True
    for kind in ("inclusionTerm", "includes"):
        for block in diag.findall(kind):
            for note in block.findall("note"):
                yield code, note.text or "", True
    for kind in ("excludes1", "excludes2", "codeFirst", "useAdditionalCode"):
        for block in diag.findall(kind):
            for note in block.findall("note"):
                other = CODED.search(note.text or "")
                if other:
                    yield other[1], (note.text or "")[: other.start()], False
    for child in diag.findall("diag"):
        yield from notes(child)


def surfaces(wording: str) -> Iterator[str]:
    """The ways a person would write a title: options in brackets, commas turned round, cancer for neoplasm."""
    text = PREFIXES.sub("", SUFFIXES.sub("", wording.strip())).strip(" ,:")
    yield from re.findall(r"\[([^\]]+)\]", text)
    text = re.sub(r"\s*\[[^\]]*\]", "", text)
    bare = re.sub(r"\s*\([^)]*\)", "", text)
    opened = re.sub(r"[()]", "", text)
    for form in {bare, opened}:
        head, comma, tail = form.partition(", ")
        if comma and " " not in tail and not SIDES.search(tail):
            yield f"{tail} {head}"
            yield head
        elif not comma:
            yield form
        place = re.fullmatch(r"malignant neoplasm of (?:the )?(.+)", form, re.IGNORECASE)
        if place and "," not in place[1]:
            yield from (
                f"{place[1]} cancer",
                f"cancer of the {place[1]}",
                f"cancer of {place[1]}",
                f"carcinoma of the {place[1]}",
            )
            yield from (f"carcinoma of {place[1]}", f"{place[1]} carcinoma")


def wanted(form: str, code: str, excluded: frozenset[str]) -> bool:
    count = form.count(" ") + 1
    return (
        3 < len(form) < 60
        and count <= 5
        and form.lower() not in excluded
        and re.fullmatch(r"[A-Za-z][\w '\-/]*", form) is not None
        and not SIDES.search(form)
        and (count == 1 or not AWKWARD.search(form))
        and code[:1] in CHAPTERS
    )


def ill(form: str, heads: frozenset[str], endings: tuple[str, ...]) -> bool:
    """Whether a wording has a word that names an ill: ICD notes also hold places and qualities ("stable")."""
    words = [word.strip("',") for word in form.replace("-", " ").split()]
    plurals = [f"{ending}s" for ending in endings]
    return any(
        word in heads or word.removesuffix("s") in heads or (len(word) > 5 and word.endswith((*endings, *plurals)))
        for word in words
    )


def felt(form: str, code: str, symptoms: frozenset[str]) -> bool:
    """Whether it names what a person feels rather than an illness."""
    return code.startswith("R") or form.rsplit(" ", 1)[-1] in symptoms


def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((HERE.parent / "words" / "morphology.yml").read_text(encoding="utf-8"))
    return words


def _heads() -> dict[str, list[str]]:
    heads: dict[str, list[str]] = _words()["heads"]
    return heads


def medical_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Heads, odd single names and endings from the authored words."""
    words = _words()
    odd = yaml.safe_load((HERE / "exclusions.yml").read_text(encoding="utf-8"))["odd_names"]
    heads = {word for kind in words["heads"].values() for word in kind if " " not in word}
    return frozenset(heads | set(odd)), tuple(words["problem_endings"])


def looseness(wording: str, form: str, own: bool) -> int:
    """0 where a category's title or note is just this, 1 where it says "unspecified", 2 where it was made of one."""
    if own and wording.strip().lower() == form:
        return 0
    return 1 if own and OF_ITSELF.fullmatch(wording) else 2


def diseases(excluded: frozenset[str]) -> dict[str, tuple[str, str]]:
    """surface -> (kind, code): the code whose title says just that, else the first (most general) of a wording."""
    folder = package("simple_icd_10_cm") / "data"
    source = sorted(folder.glob("icd10c-tabular-*.xml"))[-1]
    found: dict[str, tuple[str, str]] = {}
    loose: dict[str, int] = {}
    heads, endings = medical_words()
    symptoms = frozenset(_heads()["symptom"])
    for section in ElementTree.parse(source).getroot().iter("section"):  # noqa: S314 - a file of an installed package
        for diag in section.findall("diag"):
            for code, wording, own in notes(diag):
                for form in surfaces(wording):
                    clean = re.sub(r"\s+", " ", form).strip().replace("’", "'").lower()
                    if not wanted(clean, code, excluded) or not ill(clean, heads, endings):
                        continue
                    if (made := looseness(wording, clean, own)) < loose.get(clean, 3):
                        loose[clean] = made
                        found[clean] = ("symptom" if felt(clean, code, symptoms) else "problem", code)
    return found


CHEMICAL_TREES = ("D01", "D02", "D03", "D04", "D06", "D09", "D10", "D20", "D26", "D27")


def drugs(excluded: frozenset[str], germs: frozenset[str]) -> dict[str, tuple[str, str]]:
    """surface -> (kind, usual name): `medication` when a medicines source lists it, else `chemical`; no germs."""
    source = package("drug_named_entity_recognition") / "drug_ner_dictionary.pkl.bz2"
    data = pickle.loads(bz2.decompress(source.read_bytes()))  # noqa: S301 - a file of an installed package
    facts = data["drug_canonical_to_data"]
    found: dict[str, tuple[str, str]] = {}
    for variant, canonicals in data["drug_variant_to_canonical"].items():
        canonical = canonicals[0]
        about = facts.get(canonical, {})
        trees = about.get("mesh_tree") or []
        listed = any(about.get(key) for key in ("medline_plus_id", "nhs_url", "wikipedia_url"))
        bank = bool(about.get("drugbank_id"))
        chemical = any(tree.startswith(CHEMICAL_TREES) for tree in trees)
        if not (listed or bank or chemical) or (trees and not chemical and not listed):
            continue
        if variant.split()[0] in germs and "vaccine" not in variant:
            continue
        if usable(variant, excluded) and usable(canonical, excluded) and (listed or chemical_name(variant)):
            found[variant] = ("medication" if listed else "chemical", canonical)
    return found


def chemical_name(name: str) -> bool:
    """A chemical as a paper would write it: one or two words, no locants, no abbreviation (a text defines its own)."""
    return len(name) >= 6 and name.count(" ") <= 1 and re.search(r"\d.*\d|[,+()]", name) is None


def usable(name: str, excluded: frozenset[str]) -> bool:
    return (
        4 <= len(name) <= 40
        and name.count(" ") <= 2
        and name not in excluded
        and re.fullmatch(r"[a-z0-9][a-z0-9 '\-/,αβγ+().]*[a-z0-9)+]", name) is not None
        and re.search(r"[a-z]{3}", name) is not None
        and not ("," in name and " " in name)
    )


def write(path: Path, rows: Iterable[tuple[str, str, str]]) -> None:
    path.write_text("".join("\t".join(row) + "\n" for row in sorted(rows)), encoding="utf-8")


def main() -> None:
    """Write both files beside this module."""
    excluded = yaml.safe_load((HERE / "exclusions.yml").read_text(encoding="utf-8"))
    ills = diseases(frozenset(map(str, excluded["diseases"])))
    write(HERE / "diseases.tsv", ((form, kind, code) for form, (kind, code) in ills.items()))
    meds = drugs(frozenset(map(str, excluded["drugs"])), frozenset(map(str, excluded["germs"])))
    write(HERE / "drugs.tsv", ((form, kind, "" if form == name else name) for form, (kind, name) in meds.items()))


if __name__ == "__main__":
    main()
