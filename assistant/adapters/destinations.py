"""The places that packages and scans can be sent to, from a YAML file the operator writes. A secret stands in the
environment, and only its name in the file.

    radiology: {label: Radiology archive, kind: dicom, host: 10.0.0.5, port: 104, called: PACS, calling: OPINION}
    archive: {label: Image archive, kind: dicomweb, url: "https://images.example/dicom-web", token: ARCHIVE_TOKEN}
    board: {label: Tumor board, kind: folder, path: /srv/board}
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.adapters.courier_dimse import DimseCourier, Peer
from assistant.adapters.courier_folder import FolderCourier
from assistant.adapters.courier_stow import StowCourier
from assistant.ports import Courier, Destination


class DestinationsError(Exception):
    """The file of destinations cannot be used; says where."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    label: str = Field(min_length=1, max_length=80)


class _Folder(_Strict):
    kind: Literal["folder"]
    path: Path


class _Dicom(_Strict):
    kind: Literal["dicom"]
    host: str
    port: int = Field(gt=0, lt=65536)
    called: str = Field(min_length=1, max_length=16)
    calling: str = Field("SECONDOPINION", min_length=1, max_length=16)
    timeout: float = Field(30.0, gt=0)


class _DicomWeb(_Strict):
    kind: Literal["dicomweb"]
    url: str = Field(pattern="^https?://")
    token: str = ""  # name of the environment variable that holds the bearer token
    timeout: float = Field(60.0, gt=0)


_Any = Annotated[_Folder | _Dicom | _DicomWeb, Field(discriminator="kind")]


def open_destinations(path: Path | None) -> dict[str, Destination]:
    """The destinations by id; none where no file is named. `DestinationsError` names each line that is wrong."""
    if path is None:
        return {}
    try:
        loaded = yaml.safe_load(path.read_text("utf-8")) or {}
        rows = TypeAdapter(dict[str, _Any]).validate_python(loaded)
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise DestinationsError(f"{path}: cannot be read ({type(error).__name__})") from None
    except ValidationError as wrong:
        lines = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in wrong.errors()]
        raise DestinationsError(f"{path}: " + "; ".join(lines)) from None
    return {name: Destination(name, row.label, row.kind, _courier(row)) for name, row in rows.items()}


def _courier(row: _Folder | _Dicom | _DicomWeb) -> Courier:
    if isinstance(row, _Folder):
        return FolderCourier(row.path)
    if isinstance(row, _Dicom):
        return DimseCourier(Peer(row.host, row.port, row.called, row.calling, row.timeout))
    token = os.environ.get(row.token, "") if row.token else ""
    return StowCourier(row.url, {"Authorization": f"Bearer {token}"} if token else None, row.timeout)


__all__ = ["DestinationsError", "open_destinations"]
