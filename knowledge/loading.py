"""Reads the YAML of `knowledge/pathways` and reports every fault of every file at once. Knows no patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from knowledge.schema import (
    Area,
    Background,
    Circumstance,
    Cues,
    Item,
    LabTest,
    Mention,
    PathwayFile,
    Shared,
    Source,
    Text,
    Theme,
    Worry,
)

HERE = Path(__file__).parent
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one file."""

    file: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.what}"


class KnowledgeError(ValueError):
    """All faults of all files together."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


_Base: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc, valid-type]
    """Safe, quick where the C parser is present, and a key given twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"'{key}' is given twice", key_node.start_mark)
            seen.add(key)
        built: dict[Any, Any] = super().construct_mapping(node, deep)
        return built


def read_yaml(path: Path, faults: list[Fault]) -> Any:
    """The file's content, or None with a fault noted."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        faults.append(Fault(path.name, "file", " ".join(str(error).split())))
        return None


def build(model: type[Model], value: Any, file: str, where: str, faults: list[Fault]) -> Model | None:
    """The value as `model`, or None with each of its faults noted."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for one in error.errors():
            place = ".".join(str(part) for part in one["loc"])
            faults.append(Fault(file, f"{where}.{place}" if place else where, one["msg"]))
        return None


def table(path: Path, model: type[Model], faults: list[Fault]) -> dict[str, Model]:
    """A file that is one table of `model`s by id."""
    content = read_yaml(path, faults) if path.exists() else {}
    if content is None:
        return {}
    if not isinstance(content, Mapping):
        faults.append(Fault(path.name, "file", "should be a table of ids"))
        return {}
    built = {str(key): build(model, value, path.name, str(key), faults) for key, value in content.items()}
    return {key: value for key, value in built.items() if value is not None}


def words_table(path: Path, faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    """A file that is one table of word lists by id."""
    content = read_yaml(path, faults) if path.exists() else {}
    try:
        return TypeAdapter(dict[str, tuple[str, ...]]).validate_python(content or {})
    except ValidationError as error:
        faults.extend(Fault(path.name, ".".join(map(str, one["loc"])), one["msg"]) for one in error.errors())
        return {}


def load_shared(root: Path, faults: list[Fault]) -> Shared:
    """The tables under `pathways/shared` and `sources.yml`."""
    shared = root / "pathways" / "shared"
    items: dict[str, Item] = {}
    for path in sorted(shared.glob("items-*.yml")):
        for key, item in table(path, Item, faults).items():
            if key in items:
                faults.append(Fault(path.name, key, "is already in another file"))
            items[key] = item
    cues_path = shared / "cues.yml"
    cues = build(Cues, read_yaml(cues_path, faults) or {}, cues_path.name, "file", faults)
    return Shared(
        who=table(shared / "who.yml", Text, faults),
        when=table(shared / "when.yml", Circumstance, faults),
        areas=table(shared / "areas.yml", Area, faults),
        modalities=words_table(shared / "modalities.yml", faults),
        tests=table(shared / "tests.yml", LabTest, faults),
        red_flags=table(shared / "red_flags.yml", Text, faults),
        mentions=table(shared / "mentions.yml", Mention, faults),
        says=table(shared / "says.yml", Text, faults),
        worries=table(shared / "worries.yml", Worry, faults),
        themes=table(shared / "themes.yml", Theme, faults),
        background=table(shared / "background.yml", Background, faults),
        cues=cues,
        items=items,
        sources=table(root / "sources.yml", Source, faults),
    )


def load_folder(folder: Path, faults: list[Fault], prefix: str = "") -> dict[str, tuple[str, PathwayFile]]:
    """id -> (file name, pathway) for the files of one folder; `prefix` tells a hospital's own folder from ours."""
    found: dict[str, tuple[str, PathwayFile]] = {}
    for path in sorted(folder.glob("*.yml")):
        name = f"{prefix}{path.name}"
        known = len(faults)
        content = read_yaml(path, faults)
        faults[known:] = [Fault(name, fault.where, fault.what) for fault in faults[known:]]
        pathway = None if content is None else build(PathwayFile, content, name, path.stem, faults)
        if pathway is None:
            continue
        if pathway.id != path.stem:
            faults.append(Fault(name, "id", f"'{pathway.id}' should be the file's name"))
        found[pathway.id] = (name, pathway)
    return found


def references(
    files: Mapping[str, tuple[str, PathwayFile]], shared: Shared, only: Mapping[str, tuple[str, PathwayFile]]
) -> list[Fault]:
    """Everything that a pathway of `only`, or a shared table, refers to must exist."""
    faults: list[Fault] = []

    def known(file: str, where: str, values: Iterable[str], among: Iterable[str], what: str) -> None:
        allowed = set(among)
        faults.extend(Fault(file, where, f"no {what} '{value}'") for value in values if value not in allowed)

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
            known(name, where, ask.when, shared.when, "circumstance")
            known(name, where, (ask.source,), shared.sources, "source")
            known(name, where, (ask.who,) if ask.who else (), shared.who, "holder")
            faults.extend(_find_faults(name, where, ask.find or (), shared))
        for question in pathway.questions:
            known(name, f"questions.{question.topic}", question.when, shared.when, "circumstance")
    for key, item in shared.items.items():
        known("items", key, (item.who,), shared.who, "holder")
        faults.extend(_find_faults("items", key, item.find, shared))
    for key, mention in shared.mentions.items():
        known("mentions.yml", key, (mention.who,), shared.who, "holder")
    for key, area in shared.areas.items():
        known("areas.yml", key, area.within, shared.areas, "area")
    return faults


def _find_faults(file: str, where: str, finds: Iterable[object], shared: Shared) -> list[Fault]:
    faults: list[Fault] = []
    for find in finds:
        for field, among in (("areas", shared.areas), ("tests", shared.tests), ("modality", shared.modalities)):
            values = getattr(find, field)
            faults.extend(Fault(file, f"{where}.find.{field}", f"no '{v}'") for v in values if v not in among)
        faults.extend(
            Fault(file, f"{where}.find.key", f"'{v}' is not among its tests")
            for v in find.key  # type: ignore[attr-defined]
            if v not in find.tests  # type: ignore[attr-defined]
        )
    return faults
