"""The composition root: `streamlit run app.py` (or `second-opinion serve`) starts everything in one process."""

from __future__ import annotations

from assistant.quiet import quiet

quiet()

import gc  # noqa: E402
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
from assistant.actions.erasing import bury  # noqa: E402
from assistant.actions.resuming import resume  # noqa: E402
from assistant.actions.tidying import tidy  # noqa: E402
from assistant.chat import chat  # noqa: E402
from assistant.settings import from_environment  # noqa: E402
from assistant.ui.routes import SCREENS  # noqa: E402
from assistant.web import door, files, helping, metrics, oidc, shared, uploads  # noqa: E402
from assistant.web.assets import Assets, framework_files  # noqa: E402
from assistant.web.shield import Shield  # noqa: E402
from assistant.web.sockets import answer_at_once  # noqa: E402
from assistant.wiring import wire  # noqa: E402

AGAIN = 300.0  # seconds
WARMING = "how do I get my papers"  # a turn of the chat about no case: nobody waits for its lists
_log = logging.getLogger("second-opinion")


def _begin_work(desk: desks.Desk, ended: threading.Event) -> None:
    """Starts background work and warms what the first visitor would wait for, while the pages are already served.

    Then, now and then, asks again for what could not be read (a disk that was full, a database that was away), and
    throws away what lapsed.
    """
    desk.jobs.start()
    bury(desk)
    resume(desk)
    _ = desk.knowledge.pathways
    _ = desk.knowledge.lexicon
    chat(WARMING, knowledge=desk.knowledge)
    gc.collect()
    gc.freeze()  # knowledge lives as long as the process: no later collection need look through it again
    while not ended.wait(AGAIN):
        try:
            resume(desk)
            tidy(desk)
        except Exception as error:  # noqa: BLE001 - it is asked again in a while; its words stay out of the log
            _log.error("asking again failed: %s", type(error).__name__)


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[dict[str, Any]]:
    answer_at_once()
    desk = await anyio.to_thread.run_sync(lambda: wire(from_environment(), background=True))
    desks.set_current(desk)
    ended = threading.Event()
    threading.Thread(target=_begin_work, args=(desk, ended), daemon=True).start()
    yield {}
    ended.set()
    from ingest import sandbox

    await anyio.to_thread.run_sync(desk.jobs.stop)
    await anyio.to_thread.run_sync(sandbox.close)


def _script_error(error: Exception) -> bool:
    """Logs the class of an unexpected error, never its words; the screen shows its own sentence."""
    _log.error("a screen failed: %s", type(error).__name__)
    return False


app = st.App(
    Path(__file__).parent / "assistant" / "ui" / "main.py",
    routes=[
        *door.ROUTES,
        *helping.ROUTES,
        *shared.ROUTES,
        *oidc.ROUTES,
        *metrics.ROUTES,
        *uploads.ROUTES,
        *files.ROUTES,
    ],
    middleware=[Middleware(Assets, framework_files()), Middleware(metrics.Counted), Middleware(Shield, SCREENS)],
    lifespan=lifespan,
    on_script_error=_script_error,
)
