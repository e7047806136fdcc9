"""Reads the YAML of `knowledge/pathways`, ours and a hospital's, and reports every fault of every file at once.

A hospital's folder has the shape of ours (`pathways/*.yml`, `pathways/shared/*.yml`, `sources.yml`): what it names
again stands in the place of ours, what it names anew is added. Knows no patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from knowledge.asking import Background, Theme, Worry
from knowledge.schedule import Clock, Usual
from knowledge.schema import (
    Area,
    Circumstance,
    Cues,
    Item,
    LabTest,
    Mention,
    PathwayFile,
    Shared,
    Source,
)
from knowledge.strict import Text

HERE = Path(__file__).parent
Model = TypeVar("Model", bound=BaseModel)
TABLES: Mapping[str, type[BaseModel]] = {
    "who": Text,
    "when": Circumstance,
    "areas": Area,
    "tests": LabTest,
    "red_flags": Text,
    "mentions": Mention,
    "says": Text,
    "worries": Worry,
    "themes": Theme,
    "background": Background,
    "times": Usual,
    "clocks": Clock,
}
"""The tables of `pathways/shared`, a file each; items stand in several files, sources beside the pathways."""


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


def read_yaml(path: Path, faults: list[Fault], name: str = "") -> Any:
    """The file's content, or None with a fault noted under `name` (the file's own when not given)."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        faults.append(Fault(name or path.name, "file", " ".join(str(error).split())))
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


def table(path: Path, model: type[Model], faults: list[Fault], name: str = "") -> dict[str, Model]:
    """A file that is one table of `model`s by id; no file is an empty table."""
    name = name or path.name
    content = read_yaml(path, faults, name) if path.exists() else {}
    if content is None:
        return {}
    if not isinstance(content, Mapping):
        faults.append(Fault(name, "file", "should be a table of ids"))
        return {}
    built = {str(key): build(model, value, name, str(key), faults) for key, value in content.items()}
    return {key: value for key, value in built.items() if value is not None}


def words_table(path: Path, faults: list[Fault], name: str) -> dict[str, tuple[str, ...]]:
    """A file that is one table of word lists by id."""
    content = read_yaml(path, faults, name) if path.exists() else {}
    try:
        return TypeAdapter(dict[str, tuple[str, ...]]).validate_python(content or {})
    except ValidationError as error:
        faults.extend(Fault(name, ".".join(map(str, one["loc"])), one["msg"]) for one in error.errors())
        return {}


@dataclass
class Layer:
    """What one folder gives to the shared tables. `files`: the file that an entry of a table stands in."""

    tables: dict[str, dict[str, Any]]
    modalities: dict[str, tuple[str, ...]]
    cues: Cues | None
    files: dict[tuple[str, str], str]


def load_layer(root: Path, faults: list[Fault], prefix: str = "") -> Layer:
    """The shared tables of one folder; `prefix` tells a hospital's files from ours."""
    shared, files = root / "pathways" / "shared", {}
    tables: dict[str, dict[str, Any]] = {"items": {}}
    for path in sorted(shared.glob("items-*.yml")):
        for key, item in table(path, Item, faults, f"{prefix}{path.name}").items():
            if key in tables["items"]:
                faults.append(Fault(f"{prefix}{path.name}", key, "is already in another file"))
            tables["items"][key], files["items", key] = item, f"{prefix}{path.name}"
    models: dict[str, type[BaseModel]] = {**TABLES, "sources": Source}
    for name, model in models.items():
        path = root / "sources.yml" if name == "sources" else shared / f"{name}.yml"
        tables[name] = dict(table(path, model, faults, f"{prefix}{path.name}"))
        files |= {(name, key): f"{prefix}{path.name}" for key in tables[name]}
    cues_path = shared / "cues.yml"
    content = read_yaml(cues_path, faults, f"{prefix}cues.yml") if cues_path.exists() else None
    cues = build(Cues, content, f"{prefix}cues.yml", "file", faults) if content is not None else None
    modalities = words_table(shared / "modalities.yml", faults, f"{prefix}modalities.yml")
    return Layer(tables, modalities, cues, files)


def merged(layers: Sequence[Layer]) -> tuple[Shared, dict[tuple[str, str], str]]:
    """The tables of all folders, later ones over earlier ones, and the file that each entry now stands in."""
    names = ("items", "sources", *TABLES)
    tables = {name: {key: value for layer in layers for key, value in layer.tables[name].items()} for name in names}
    modalities = {key: words for layer in layers for key, words in layer.modalities.items()}
    cues = next((layer.cues for layer in reversed(layers) if layer.cues is not None), None)
    files = {place: file for layer in layers for place, file in layer.files.items()}
    return Shared(modalities=modalities, cues=cues, **tables), files


def load_folder(root: Path, faults: list[Fault], prefix: str = "") -> dict[str, tuple[str, PathwayFile]]:
    """id -> (file name, pathway) for the pathways of one folder."""
    found: dict[str, tuple[str, PathwayFile]] = {}
    for path in sorted((root / "pathways").glob("*.yml")):
        name = f"{prefix}{path.name}"
        content = read_yaml(path, faults, name)
        pathway = None if content is None else build(PathwayFile, content, name, path.stem, faults)
        if pathway is None:
            continue
        if pathway.id != path.stem:
            faults.append(Fault(name, "id", f"'{pathway.id}' should be the file's name"))
        found[pathway.id] = (name, pathway)
    return found
