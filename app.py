"""The composition root: `streamlit run app.py` (or `second-opinion serve`) starts everything in one process."""

from __future__ import annotations

from assistant.quiet import quiet

quiet()

import logging  # noqa: E402
import threading  # noqa: E402
from collections.abc import AsyncIterator  # noqa: E402
from contextlib import asynccontextmanager  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import anyio  # noqa: E402
import streamlit as st  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402

from assistant.actions import desk as desks  # noqa: E402
from assistant.actions.reading import unread  # noqa: E402
from assistant.settings import from_environment  # noqa: E402
from assistant.web import door, files, helping, metrics, oidc, uploads  # noqa: E402
from assistant.web.shield import Shield  # noqa: E402
from assistant.wiring import wire  # noqa: E402

_log = logging.getLogger("second-opinion")


def _begin_work(desk: desks.Desk) -> None:
    """Starts background work and warms what the first visitor would wait for, while the pages are already served."""
    desk.jobs.start()
    for case_id, sha256 in unread(desk):
        desk.jobs.read(case_id, sha256)
    _ = desk.knowledge.pathways
    _ = desk.knowledge.lexicon


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[dict[str, Any]]:
    desk = await anyio.to_thread.run_sync(lambda: wire(from_environment(), background=True))
    desks.set_current(desk)
    threading.Thread(target=_begin_work, args=(desk,), daemon=True).start()
    yield {}
    from ingest import sandbox

    await anyio.to_thread.run_sync(desk.jobs.stop)
    await anyio.to_thread.run_sync(sandbox.close)


def _script_error(error: Exception) -> bool:
    """Logs the class of an unexpected error, never its words; the screen shows its own sentence."""
    _log.error("a screen failed: %s", type(error).__name__)
    return False


app = st.App(
    Path(__file__).parent / "assistant" / "ui" / "main.py",
    routes=[*door.ROUTES, *helping.ROUTES, *oidc.ROUTES, *metrics.ROUTES, *uploads.ROUTES, *files.ROUTES],
    middleware=[Middleware(metrics.Counted), Middleware(Shield)],
    lifespan=lifespan,
    on_script_error=_script_error,
)
