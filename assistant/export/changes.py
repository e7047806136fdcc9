"""What changed since the package sent before, from the two `summary.json`. Compares by id, never by order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.export.words import words

KINDS = ("documents", "facts", "gaps", "questions", "conflicts")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what happened, to what kind of thing, and which."""

    what: str  # added | removed | changed
    kind: str  # document | fact | gap | question | conflict
    text: str

    def sentence(self, language: str) -> str:
        known = words(language)
        return f"{known[f'change_{self.what}']}, {known[f'kind_{self.kind}']}: {self.text}"


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> tuple[Change, ...]:
    """All of them; none when nothing was sent before."""
    if before is None:
        return ()
    return tuple(change for kind in KINDS for change in _of(kind, _items(kind, before), _items(kind, after)))


def _items(kind: str, summary: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Id of each thing, its text, and what of it may change."""
    if kind == "documents":
        return {d["id"]: (d.get("title") or d["file"], str(d["belongs"])) for d in summary["documents"]}
    if kind == "facts":
        facts = summary["history"]["facts"]
        return {f["id"]: (f["text"], f"{f['assertion']}|{f.get('verdict')}|{f.get('correction')}") for f in facts}
    if kind == "gaps":
        return {g["id"]: (g["label"], f"{g['state']}|{g.get('answer')}") for g in summary["gaps"]}
    if kind == "questions":
        return {q["id"]: (q["text"], q["text"]) for q in summary["questions"]}
    return {
        c["id"]: (c["topic"], "|".join(side["text"] for side in c["sides"])) for c in summary["history"]["conflicts"]
    }


def _of(kind: str, old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]) -> list[Change]:
    name = kind.removesuffix("s")
    found = [Change("added", name, new[key][0]) for key in new if key not in old]
    found += [Change("removed", name, old[key][0]) for key in old if key not in new]
    return found + [Change("changed", name, new[key][0]) for key in new if key in old and new[key][1] != old[key][1]]
