"""Copies to take away: the patient's own summary, and the scan pictures as a disc, with or without who they are of."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from assistant.actions.assemble import assemble
from assistant.actions.change import allowed, event
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed
from assistant.actions.sharing import shown_case
from assistant.errors import NotFound
from assistant.model.case import Dossier
from assistant.model.package import Original
from assistant.model.people import Actor

SECRET = "deidentify"  # the name of the installation's secret for new identifiers, not the secret  # noqa: S105


def patient_pdf(desk: Desk, actor: Actor, case_id: str, language: str) -> bytes:
    """The patient's own version in plain words; it says no more of the illness than they chose to see."""
    case = allowed(desk, actor, case_id, Deed.EXPORT)
    from assistant.export.patient_pdf import patient_pdf as render

    desk.store.record(event(desk, actor, "patient_pdf", case))
    return render(assemble(desk, case, language), language)


def answer_pdf(desk: Desk, actor: Actor, case_id: str, language: str, *, letter: bool = False) -> bytes:
    """The signed answer: in plain words, or as a letter in English for the doctor who treats the patient."""
    case = allowed(desk, actor, case_id, Deed.EXPORT)
    response = shown_case(case, actor).response
    if response is None or not response.signed:
        raise NotFound("no-answer")
    from assistant.export.answer_pdf import answer_pdf as render

    desk.store.record(event(desk, actor, "answer_letter" if letter else "answer_pdf", case))
    return render(case, response, "en" if letter else language, letter=letter)


def scans_zip(desk: Desk, actor: Actor, case_id: str, *, deidentified: bool = False) -> tuple[BinaryIO, int]:
    """All scan pictures as one disc (DICOM with a fresh directory), as a stream and its size.

    With `deidentified`, copies by the basic profile of DICOM PS3.15 Annex E, and a list of what was removed.
    """
    case = allowed(desk, actor, case_id, Deed.EXPORT)
    pictures = _pictures(desk, assemble(desk, case, "en"))
    if not pictures:
        raise NotFound("no-scans")
    from assistant.export.images.deidentify import deidentified_zip
    from assistant.export.images.disc import disc_zip

    desk.store.record(event(desk, actor, "scans_deidentified" if deidentified else "scans", case))
    folder = Path(tempfile.mkdtemp())
    target = folder / "scans.zip"
    try:
        if deidentified:
            deidentified_zip(pictures, target, secret=_secret(desk))
        else:
            disc_zip(pictures, target)
        stream = target.open("rb")
        target.unlink()  # the open stream keeps it until it is read
    finally:
        folder.rmdir()
    return stream, os.fstat(stream.fileno()).st_size


def _pictures(desk: Desk, dossier: Dossier) -> list[Original]:
    found: dict[str, Original] = {}
    for paper in dossier.papers:
        if not paper.counts or paper.document.imaging is None:
            continue
        for member, sha256 in paper.document.members.items():
            found[sha256] = _original(desk, paper.id, sha256, member)
    return list(found.values())


def _original(desk: Desk, document: str, sha256: str, member: str) -> Original:
    return Original((document,), sha256, member, 0, lambda: closing(desk.blobs.open(sha256)))


def _secret(desk: Desk) -> bytes:
    known = desk.store.kept(SECRET)
    if known is None:
        desk.store.keep(SECRET, secrets.token_bytes(32))
        known = desk.store.kept(SECRET) or b""
    return known
