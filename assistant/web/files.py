"""Pictures and downloads of a case. Each asks for the session and the permission, and no browser keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from assistant.actions import copies, handing, papers, pictures, takeaway
from assistant.actions.desk import Desk
from assistant.errors import BadInput
from assistant.model.people import Actor
from assistant.web.guard import PRIVATE, apart, signed_in

BLOCK = 1 << 20


def _number(request: Request, name: str, otherwise: int = 0) -> int:
    try:
        return int(request.query_params.get(name, otherwise))
    except ValueError:
        raise BadInput("not-a-number") from None


async def _page(desk: Desk, actor: Actor, request: Request) -> Response:
    at = request.path_params
    start, end = _number(request, "start"), _number(request, "end")
    png = await apart(pictures.page, desk, actor, at["case"], at["document"], at["page"], start, end)
    return Response(png, media_type="image/png", headers=PRIVATE)


async def _slice(desk: Desk, actor: Actor, request: Request) -> Response:
    at, asked = request.path_params, request.query_params
    window = None
    if "c" in asked and "w" in asked:
        try:
            window = (float(asked["c"]), float(asked["w"]))
        except ValueError:
            raise BadInput("not-a-number") from None
    given = (desk, actor, at["case"], at["document"], at["series"], at["index"], window)
    return Response(await apart(pictures.slice_picture, *given), media_type="image/png", headers=PRIVATE)


async def _original(desk: Desk, actor: Actor, request: Request) -> Response:
    upload = await apart(papers.original, desk, actor, request.path_params["case"], request.path_params["sha256"])
    if upload.members:
        raise BadInput("folder")
    return download(desk.blobs.open(upload.sha256), upload.name, "application/octet-stream", upload.bytes)


async def _summary(desk: Desk, actor: Actor, request: Request) -> Response:
    return _pdf(await apart(handing.summary_pdf, desk, actor, request.path_params["case"]), "summary.pdf")


async def _patient_summary(desk: Desk, actor: Actor, request: Request) -> Response:
    language = request.query_params.get("lang", "en")
    content = await apart(copies.patient_pdf, desk, actor, request.path_params["case"], language)
    return _pdf(content, "my-summary.pdf")


async def _answer(desk: Desk, actor: Actor, request: Request) -> Response:
    language, letter = request.query_params.get("lang", "en"), "letter" in request.query_params
    case = request.path_params["case"]
    content = await apart(lambda: copies.answer_pdf(desk, actor, case, language, letter=letter))
    return _pdf(content, "second-opinion-letter.pdf" if letter else "second-opinion.pdf")


async def _scans(desk: Desk, actor: Actor, request: Request) -> Response:
    hidden = "deidentified" in request.query_params
    case = request.path_params["case"]
    stream, size = await apart(lambda: copies.scans_zip(desk, actor, case, deidentified=hidden))
    return download(stream, "scans.zip", "application/zip", size)


async def _letter(desk: Desk, actor: Actor, request: Request) -> Response:
    gaps = request.query_params.getlist("gap")
    language, step = request.query_params.get("lang", "en"), request.query_params.get("step", "")
    made = await apart(handing.letter, desk, actor, request.path_params["case"], gaps, language, step)
    return _pdf(made, "letter.pdf")


async def _package(desk: Desk, actor: Actor, request: Request) -> Response:
    stream, size = await apart(handing.package_zip, desk, actor, request.path_params["case"])
    return download(stream, "case.zip", "application/zip", size)


async def _everything(desk: Desk, actor: Actor, request: Request) -> Response:
    pieces = await apart(takeaway.everything, desk, actor, request.path_params["case"])
    headers = PRIVATE | {"Content-Disposition": 'attachment; filename="everything.zip"'}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


async def health(_: Request) -> Response:
    """Whether the process answers."""
    return JSONResponse({"ok": True})


def _pdf(content: bytes, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/pdf", headers=PRIVATE | disposition)


def download(stream: BinaryIO, name: str, media_type: str, size: int) -> Response:
    def blocks() -> Iterator[bytes]:
        with stream:
            while block := stream.read(BLOCK):
                yield block

    safe = "".join(c if c.isalnum() or c in " ._-" else "_" for c in name)[:100]
    ascii_name = safe.encode("ascii", "replace").decode().replace("?", "_")
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{ascii_name}"'}
    if size:
        headers["Content-Length"] = str(size)
    return StreamingResponse(blocks(), media_type=media_type, headers=headers)


ROUTES = [
    Route("/case/{case}/page/{document}/{page:int}.png", signed_in(_page)),
    Route("/case/{case}/slice/{document}/{series}/{index:int}.png", signed_in(_slice)),
    Route("/case/{case}/original/{sha256}", signed_in(_original)),
    Route("/case/{case}/summary.pdf", signed_in(_summary)),
    Route("/case/{case}/my-summary.pdf", signed_in(_patient_summary)),
    Route("/case/{case}/answer.pdf", signed_in(_answer)),
    Route("/case/{case}/scans.zip", signed_in(_scans)),
    Route("/case/{case}/letter.pdf", signed_in(_letter)),
    Route("/case/{case}/package.zip", signed_in(_package)),
    Route("/case/{case}/everything.zip", signed_in(_everything)),
    Route("/healthz", health),
]
