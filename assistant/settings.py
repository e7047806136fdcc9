"""Settings from the environment, each with a default that works on one machine with no network. Holds no secret."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

PREFIX = "SECOND_OPINION_"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every name is `SECOND_OPINION_` and the field in capitals: SECOND_OPINION_DATABASE, SECOND_OPINION_MODEL, …"""

    data: Path
    database: str = ""  # a SQLAlchemy address; SQLite in the data folder without it
    model: str = ""  # name of a language model; none without it
    model_url: str = ""  # OpenAI-compatible endpoint
    bucket: str = ""  # an S3-compatible bucket for files; a folder in the data folder without it
    s3_url: str = ""  # its endpoint, where it is not Amazon's
    workers: int = 2  # readings at the same time
    destinations: str = ""  # a YAML file of places packages and scans can be sent to
    viewer: str = ""  # address of the hospital's image viewer, with {study_uid} and {accession}
    follow_ups: int = 3  # questions a patient may put to the doctor after the answer
    knowledge: Path | None = None  # a hospital's own pathways and signatures; `knowledge` in the data folder without it

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'second-opinion.sqlite'}"

    @property
    def jobs_url(self) -> str:
        """Where DBOS keeps its ids: the same PostgreSQL, or a SQLite file of its own."""
        if self.database:
            return self.database.replace("postgresql+psycopg://", "postgresql://")
        return f"sqlite:///{self.data / 'jobs.sqlite'}"


def from_environment(data: Path | None = None) -> Settings:
    """The settings of this process."""
    folder = data or Path(os.environ.get(f"{PREFIX}DATA", "") or user_data_path("second-opinion", appauthor=False))
    data = Path(folder).expanduser().resolve()
    own = os.environ.get(f"{PREFIX}KNOWLEDGE", "")
    return Settings(
        data=data,
        database=os.environ.get(f"{PREFIX}DATABASE", ""),
        model=os.environ.get(f"{PREFIX}MODEL", ""),
        model_url=os.environ.get(f"{PREFIX}MODEL_URL", ""),
        bucket=os.environ.get(f"{PREFIX}BUCKET", ""),
        s3_url=os.environ.get(f"{PREFIX}S3_URL", ""),
        destinations=os.environ.get(f"{PREFIX}DESTINATIONS", ""),
        viewer=os.environ.get(f"{PREFIX}VIEWER", ""),
        follow_ups=int(os.environ.get(f"{PREFIX}FOLLOW_UPS", "3")),
        workers=int(os.environ.get(f"{PREFIX}WORKERS", "2")),
        knowledge=Path(own).expanduser().resolve() if own else data / "knowledge",
    )
