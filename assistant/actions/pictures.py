"""Pictures of papers and scans for those who may see the case: a page, its words highlighted; a slice of a series."""

from __future__ import annotations

from urllib.parse import quote

from assistant.actions.assemble import papers
from assistant.actions.change import allowed
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed
from assistant.actions.reading import file_of, password_of
from assistant.errors import NotFound
from assistant.model.people import Actor
from ingest.document import Document, Imaging, Series
from ingest.errors import Rejected

_PATIENCE = (
    20.0  # seconds for one slice: damaged ones can keep a decoder busy, and a new worker on a busy machine is slow
)
PICTURED = ("application/pdf", "image/")


def document(desk: Desk, actor: Actor, case_id: str, document_id: str) -> Document:
    """A document of a case the actor may see."""
    case = allowed(desk, actor, case_id, Deed.READ)
    for paper in papers(desk, case):
        if paper.id == document_id:
            return paper.document
    raise NotFound("no-such-paper")


def has_picture(document: Document) -> bool:
    """Whether its pages can be shown as they look; the others are shown as text."""
    return document.media_type.startswith(PICTURED)


def page(desk: Desk, actor: Actor, case_id: str, document_id: str, number: int, start: int, end: int) -> bytes:
    """The picture of a page as PNG, the characters `start:end` of its text highlighted."""
    from ingest.preview import page_png

    found = document(desk, actor, case_id, document_id)
    if not has_picture(found):
        raise NotFound("no-picture")
    try:
        sheet = found.page(number)
    except KeyError:
        raise NotFound("no-such-page") from None
    spans = ((start, end),) if end > start else ()
    with desk.blobs.file(file_of(found.id), found.name) as path:
        try:
            return page_png(
                path, found.media_type, number, spans, sheet.text, sheet.words, password=_password(desk, case_id, found)
            )
        except Rejected:
            raise NotFound("no-picture") from None


def _password(desk: Desk, case_id: str, found: Document) -> str | None:
    uploads = desk.store.case(case_id).uploads
    return next((password_of(desk, upload) for upload in uploads if upload.sha256 == found.source), None)


def slice_picture(
    desk: Desk,
    actor: Actor,
    case_id: str,
    document_id: str,
    series: str,
    index: int,
    window: tuple[float, float] | None = None,
) -> bytes:
    """One slice of a series as PNG, in slice order from 0; `window` is (center, width)."""
    from ingest import sandbox
    from ingest.dicom_preview import slice_png

    found = document(desk, actor, case_id, document_id)
    chosen = _series(found, series)
    if not chosen.members:
        raise NotFound("no-such-page")
    member = chosen.members[max(0, min(index, len(chosen.members) - 1))]
    sha256 = found.members.get(member, "") or file_of(found.id)
    with desk.blobs.file(sha256) as path:
        try:
            return sandbox.call_within(_PATIENCE, slice_png, path, 0, window)
        except Rejected:
            raise NotFound("no-picture") from None


def viewer(desk: Desk, imaging: Imaging) -> str:
    """Where the hospital's own viewer shows a study; "" where none is set up, or it asks for what the study lacks."""
    given = {"study_uid": imaging.study_uid, "accession": imaging.accession}
    if not desk.viewer or any(f"{{{name}}}" in desk.viewer and not value for name, value in given.items()):
        return ""
    found = desk.viewer
    for name, value in given.items():
        found = found.replace(f"{{{name}}}", quote(value, safe=""))
    return found


def _series(found: Document, uid: str) -> Series:
    for series in found.imaging.series if found.imaging else ():
        if series.uid == uid:
            return series
    raise NotFound("no-such-page")
