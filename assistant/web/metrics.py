"""Numbers about the service for Prometheus, and whether it is ready. Ids, names and addresses never come into a label.

`/metrics` answers only to the bearer token of `SECOND_OPINION_METRICS_TOKEN`; without that setting it does not exist.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections import Counter
from pathlib import Path
from threading import Lock

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.actions.desk import Desk, current
from assistant.web.guard import apart

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
KINDS = (
    "case",
    "upload",
    "sign-in",
    "sign-up",
    "sign-out",
    "welcome",
    "helping",
    "oidc",
    "healthz",
    "_stcore",
    "static",
)
ROOM = 1 << 30  # bytes that must be free to take anything in

_lock = Lock()
_answers: Counter[tuple[str, int]] = Counter()
_slower: Counter[tuple[str, float]] = Counter()
_seconds: Counter[str] = Counter()


class Counted:
    """Middleware: counts answers and their time by the first word of the path, if it is one of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), [500]

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            _note(scope["path"], status[0], time.perf_counter() - begun)


def _note(path: str, status: int, seconds: float) -> None:
    word = path.strip("/").partition("/")[0]
    kind = word if word in KINDS else "screen"
    with _lock:
        _answers[kind, status] += 1
        _seconds[kind] += seconds  # type: ignore[assignment]
        for bound in BUCKETS:
            if seconds <= bound:
                _slower[kind, bound] += 1


async def metrics(request: Request) -> Response:
    """The numbers, in Prometheus' text format."""
    token = os.environ.get("SECOND_OPINION_METRICS_TOKEN", "")
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not token or not secrets.compare_digest(given.encode(), token.encode()):
        return PlainTextResponse("", 404)
    counts = await apart(current().store.counts)
    return PlainTextResponse("\n".join(_lines(counts)) + "\n", media_type="text/plain; version=0.0.4")


def _lines(counts: dict[str, int]) -> list[str]:
    lines = ["# TYPE second_opinion_requests_total counter"]
    with _lock:
        for (kind, status), number in sorted(_answers.items()):
            lines.append(f'second_opinion_requests_total{{kind="{kind}",status="{status}"}} {number}')
        lines.append("# TYPE second_opinion_request_seconds histogram")
        for kind in sorted(_seconds):
            whole = sum(number for (other, _), number in _answers.items() if other == kind)
            for bound in BUCKETS:
                number = _slower[kind, bound]
                lines.append(f'second_opinion_request_seconds_bucket{{kind="{kind}",le="{bound}"}} {number}')
            lines.append(f'second_opinion_request_seconds_bucket{{kind="{kind}",le="+Inf"}} {whole}')
            lines.append(f'second_opinion_request_seconds_sum{{kind="{kind}"}} {_seconds[kind]:.3f}')
            lines.append(f'second_opinion_request_seconds_count{{kind="{kind}"}} {whole}')
    lines.append("# TYPE second_opinion_cases gauge")
    for name, number in sorted(counts.items()):
        if name.startswith("cases_"):
            lines.append(f'second_opinion_cases{{stage="{name.removeprefix("cases_")}"}} {number}')
    for name in ("sessions", "audit_rows"):
        lines += [f"# TYPE second_opinion_{name} gauge", f"second_opinion_{name} {counts.get(name, 0)}"]
    lines += ["# TYPE second_opinion_memory_bytes gauge", f"second_opinion_memory_bytes {_memory()}"]
    return lines


def _memory() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


async def ready(_: Request) -> Response:
    """200 when the store answers and there is room on the disk; 503 names which of them does not."""
    wrong = await apart(_not_ready, current())
    return JSONResponse({"ready": not wrong, "wrong": wrong}, 503 if wrong else 200)


def _not_ready(desk: Desk) -> list[str]:
    wrong = []
    try:
        desk.store.ping()
    except Exception:  # noqa: BLE001 - any failure is the answer; its words may name the database
        wrong.append("store")
    if shutil.disk_usage(desk.folder).free < ROOM:
        wrong.append("disk")
    return wrong


ROUTES = [Route("/metrics", metrics), Route("/readyz", ready)]
