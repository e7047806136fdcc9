"""Whether everything that the knowledge refers to exists: pathways to items, items to holders, areas and tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.loading import Fault
from knowledge.schema import Find, PathwayFile, Shared


def entry_faults(shared: Shared, files: Mapping[tuple[str, str], str]) -> list[tuple[tuple[str, str], Fault]]:
    """Entries of the shared tables that point at nothing: (table, key) and what is wrong."""
    found: list[tuple[tuple[str, str], Fault]] = []

    def known(place: tuple[str, str], values: Iterable[str], among: Iterable[str], what: str) -> None:
        found.extend((place, fault) for fault in _unknown(files[place], place[1], values, among, what))

    for key, item in shared.items.items():
        place = ("items", key)
        known(place, (item.who,), shared.who, "holder")
        found.extend((place, fault) for fault in _find_faults(files[place], key, item.find, shared))
    for key, mention in shared.mentions.items():
        known(("mentions", key), (mention.who,), shared.who, "holder")
    for key, area in shared.areas.items():
        known(("areas", key), area.within, shared.areas, "area")
    for name in ("times", "clocks"):
        for key, row in getattr(shared, name).items():
            known((name, key), (row.source,), shared.sources, "source")
    return found


def pathway_faults(
    files: Mapping[str, tuple[str, PathwayFile]], shared: Shared, only: Mapping[str, tuple[str, PathwayFile]]
) -> list[Fault]:
    """Everything that a pathway of `only` refers to must exist."""
    faults: list[Fault] = []

    def known(file: str, where: str, values: Iterable[str], among: Iterable[str], what: str) -> None:
        faults.extend(_unknown(file, where, values, among, what))

    for name, pathway in only.values():
        known(name, "inherits", pathway.inherits, files, "pathway")
        known(name, "red_flags", pathway.red_flags, shared.red_flags, "red flag")
        known(name, "sources", pathway.sources, shared.sources, "source")
        seen: set[str] = set()
        for ask in pathway.requirements:
            where = f"requirements.{ask.item}"
            if ask.item in seen:
                faults.append(Fault(name, where, "is asked for twice"))
            seen.add(ask.item)
            known(name, where, (ask.item,), shared.items, "item")
            known(name, where, (*ask.when, *ask.unless), shared.when, "circumstance")
            mute = [key for key in ask.when if key in shared.when and shared.when[key].question is None]
            faults.extend(Fault(name, where, f"circumstance '{key}' has no question to ask") for key in mute)
            known(name, where, (ask.source,), shared.sources, "source")
            known(name, where, (ask.who,) if ask.who else (), shared.who, "holder")
            faults.extend(_find_faults(name, where, ask.find or (), shared))
        for question in pathway.questions:
            known(name, f"questions.{question.topic}", question.when, shared.when, "circumstance")
    return faults


def _unknown(file: str, where: str, values: Iterable[str], among: Iterable[str], what: str) -> list[Fault]:
    allowed = set(among)
    return [Fault(file, where, f"no {what} '{value}'") for value in values if value not in allowed]


def _find_faults(file: str, where: str, finds: Iterable[Find], shared: Shared) -> list[Fault]:
    faults: list[Fault] = []
    for find in finds:
        for field, among in (("areas", shared.areas), ("tests", shared.tests), ("modality", shared.modalities)):
            values = getattr(find, field)
            faults.extend(Fault(file, f"{where}.find.{field}", f"no '{v}'") for v in values if v not in among)
        faults.extend(
            Fault(file, f"{where}.find.key", f"'{v}' is not among its tests") for v in find.key if v not in find.tests
        )
    return faults


__all__ = ["entry_faults", "pathway_faults"]
