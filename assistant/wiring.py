"""Wires the doors of one process from its settings: the embedded defaults, or the servers a hospital runs."""

from __future__ import annotations

import logging
from pathlib import Path

from assistant.actions import delivering, reading
from assistant.actions.desk import Desk, current
from assistant.adapters.blobs_folder import BlobsFolder
from assistant.adapters.blobs_sealed import SealedBlobs
from assistant.adapters.clock import SystemClock
from assistant.adapters.destinations import DestinationsError, open_destinations
from assistant.adapters.jobs import JobsDbos, JobsNow
from assistant.adapters.keys import open_seal
from assistant.adapters.rooms import own_room
from assistant.adapters.schema_sql import open_engine
from assistant.adapters.seal import Seal
from assistant.adapters.store_sql import StoreSql
from assistant.ports import Destination, Jobs, Model
from assistant.settings import Settings
from ingest.limits import Limits
from knowledge import load

_log = logging.getLogger(__name__)


def wire(settings: Settings, *, background: bool) -> Desk:
    """A desk. With `background`, work is durable and begins with `desk.jobs.start()`; else it is done at once."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if background:
        own_room(settings.data)
    seal = open_seal(settings.data)
    store = StoreSql(open_engine(settings.database_url), seal)
    store.fill_in()

    def work(case_id: str, sha256: str) -> None:
        reading.read_upload(current(), case_id, sha256)

    def send(case_id: str, delivery: str) -> None:
        delivering.run(current(), case_id, delivery)

    jobs: Jobs = JobsNow(work, send)
    if background:
        jobs = JobsDbos(settings.jobs_url, work, settings.workers, store, send)
    return Desk(
        store=store,
        blobs=open_blobs(settings, seal),
        jobs=jobs,
        clock=SystemClock(),
        knowledge=load(settings.knowledge),
        folder=settings.data,
        model=open_model_of(settings),
        limits=Limits(),
        destinations=_destinations(settings),
        viewer=settings.viewer,
        follow_ups=settings.follow_ups,
    )


def _destinations(settings: Settings) -> dict[str, Destination]:
    """The places of the settings. A file that cannot be used stops nobody's work; `doctor` says what is wrong."""
    try:
        return open_destinations(Path(settings.destinations) if settings.destinations else None)
    except DestinationsError as wrong:
        _log.error("destinations: %s", wrong)
        return {}


def open_blobs(settings: Settings, seal: Seal) -> SealedBlobs:
    """Where files are kept, by the settings."""
    if not settings.bucket:
        return BlobsFolder(settings.data, seal)
    from assistant.adapters.blobs_s3 import BlobsS3

    return BlobsS3(settings.data, seal, settings.bucket, settings.s3_url)


def open_model_of(settings: Settings) -> Model | None:
    """The language model of the settings, or None."""
    if not settings.model:
        return None
    from assistant.adapters.model_openai import open_model

    return open_model(settings.model, settings.model_url)
