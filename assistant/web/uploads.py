"""The upload route: files come in chunks with offsets straight to disk, resumable, never held in memory.

POST   /upload/{case}                     {"files": [{"path": "CD/IM1", "size": 524812}]} -> {"upload", "chunk"}
PATCH  /upload/{case}/{upload}/{number}   Upload-Offset: n, optional Upload-Checksum: sha256 hex -> {"offset"}
GET    /upload/{case}/{upload}            -> {"offsets": [...]} to go on after a lost connection
POST   /upload/{case}/{upload}            everything is there -> {"papers": [{"name", "sha256"}]}
DELETE /upload/{case}/{upload}            forget it
"""

from __future__ import annotations

from json import JSONDecodeError

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.actions import papers
from assistant.actions.desk import Desk
from assistant.errors import BadInput
from assistant.model.people import Actor
from assistant.web.guard import PRIVATE, apart, signed_in


async def _begin(desk: Desk, actor: Actor, request: Request) -> Response:
    try:
        files = [(str(each["path"]), int(each["size"])) for each in (await request.json())["files"]]
    except (JSONDecodeError, KeyError, TypeError, ValueError):
        raise BadInput("no-file") from None
    incoming = await apart(papers.begin, desk, actor, request.path_params["case"], files)
    return JSONResponse({"upload": incoming.id, "chunk": papers.CHUNK}, 201, PRIVATE)


async def _append(desk: Desk, actor: Actor, request: Request) -> Response:
    case, upload = request.path_params["case"], request.path_params["upload"]
    incoming = await apart(papers.incoming, desk, actor, case, upload)
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > papers.CHUNK:
            return JSONResponse({"reason": "chunk-too-big"}, 413, PRIVATE)
    try:
        offset = int(request.headers["upload-offset"])
    except (KeyError, ValueError):
        raise BadInput("no-offset") from None
    checksum = request.headers.get("upload-checksum", "")
    number = request.path_params["number"]
    now = await apart(papers.append, desk, incoming, number, offset, bytes(data), checksum)
    return JSONResponse({"offset": now}, 200 if now == offset + len(data) else 409, PRIVATE)


async def _offsets(desk: Desk, actor: Actor, request: Request) -> Response:
    incoming = await apart(papers.incoming, desk, actor, request.path_params["case"], request.path_params["upload"])
    return JSONResponse({"offsets": await apart(papers.offsets, desk, incoming)}, headers=PRIVATE)


async def _finish(desk: Desk, actor: Actor, request: Request) -> Response:
    added = await apart(papers.finish, desk, actor, request.path_params["case"], request.path_params["upload"])
    return JSONResponse({"papers": [{"name": u.name, "sha256": u.sha256} for u in added]}, headers=PRIVATE)


async def _cancel(desk: Desk, actor: Actor, request: Request) -> Response:
    await apart(papers.cancel, desk, actor, request.path_params["case"], request.path_params["upload"])
    return JSONResponse({}, headers=PRIVATE)


ROUTES = [
    Route("/upload/{case}", signed_in(_begin), methods=["POST"]),
    Route("/upload/{case}/{upload}", signed_in(_offsets), methods=["GET"]),
    Route("/upload/{case}/{upload}", signed_in(_finish), methods=["POST"]),
    Route("/upload/{case}/{upload}", signed_in(_cancel), methods=["DELETE"]),
    Route("/upload/{case}/{upload}/{number:int}", signed_in(_append), methods=["PATCH"]),
]
