"""Handing over: what will be sent, the summary, letters, and the package itself. A package is never edited."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from assistant.actions.assemble import assemble, summarise
from assistant.actions.change import allowed, change, event
from assistant.actions.chasing import rows_of
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed
from assistant.actions.reading import file_of, reading_of
from assistant.errors import BadInput, NotFound, NotReady, Refusal
from assistant.model import changes
from assistant.model.case import Case, Dossier, PaperState, SentPackage, Stage
from assistant.model.gaps import Need
from assistant.model.package import Original, Package
from assistant.model.people import Actor
from assistant.model.summary import Summary

if TYPE_CHECKING:
    from assistant.export.letters import Letter


NO_RECORD = ("identity", "conflict", "condition", "questionnaire", "file")  # gaps that no paper would fill


@dataclass(frozen=True, slots=True)
class Contents:
    """What the patient sees before sending: papers that go, and those that stay with the reason key."""

    goes: tuple[str, ...]  # document ids
    stays: tuple[tuple[str, str], ...]  # name, reason key
    open_gaps: int
    questions: int


def contents(desk: Desk, actor: Actor, case_id: str) -> Contents:
    """Exactly what a send would hand over now."""
    case = allowed(desk, actor, case_id, Deed.SEE)
    dossier = assemble(desk, case, case.language)
    package = _package(desk, dossier, desk.clock.now())
    goes = tuple(dict.fromkeys(document for file in package.files for document in file.original.documents))
    stays = tuple((out.name, out.reason) for out in package.left_out)
    return Contents(goes, stays, len(dossier.gaps), len(dossier.questions))


def send(desk: Desk, actor: Actor, case_id: str) -> Case:
    """The patient hands the case to the team. Doing it twice is doing it once; nothing missing blocks it."""

    def step(case: Case) -> Case:
        if case.stage in (Stage.REVIEWING, Stage.READY, Stage.SENT):
            return case
        if not case.patient.name:
            raise NotReady("name-first")
        if not case.consented("send"):
            raise NotReady("consent-first")
        if any(u.state in (PaperState.UPLOADED, PaperState.READING) and not u.removed for u in case.uploads):
            raise NotReady("still-reading")
        if not case.questions:  # the patient saw that these would be sent
            suggested = assemble(desk, case, case.language).suggested
            case = replace(case, questions=changes.with_questions(case, suggested).questions)
        return changes.move(case, Stage.REVIEWING)

    return change(desk, actor, case_id, Deed.SEND, step)


def summary(desk: Desk, actor: Actor, case_id: str) -> Summary:
    """The pre-visit summary as of now, in English for the provider."""
    return summarise(desk, allowed(desk, actor, case_id, Deed.READ))


def summary_pdf(desk: Desk, actor: Actor, case_id: str) -> bytes:
    """The same, for paper."""
    case = allowed(desk, actor, case_id, Deed.EXPORT)
    from assistant.export.summary_pdf import summary_pdf as render

    desk.store.record(event(desk, actor, "summary_pdf", case))
    return render(summary(desk, actor, case_id))


def letter(desk: Desk, actor: Actor, case_id: str, gap_ids: Sequence[str], language: str, step: str = "") -> bytes:
    """Letters asking the places that hold them for the records behind these gaps; `step`: a later one (a reminder)."""
    case = allowed(desk, actor, case_id, Deed.EXPORT)
    from assistant.export.letters import letter_pdf

    dossier, made = _letters(desk, case, gap_ids, step)
    spoken = {gap.id: gap for gap in assemble(desk, case, language).gaps}
    desk.store.record(event(desk, actor, "letter", case))
    return letter_pdf(dossier, made, language, spoken)


def letter_texts(desk: Desk, actor: Actor, case_id: str, gap_ids: Sequence[str], step: str = "") -> list[str]:
    """The same letters as plain text, to paste into a portal or an email."""
    case = allowed(desk, actor, case_id, Deed.EXPORT)
    from assistant.export.letters import letter_text

    return [letter_text(one) for one in _letters(desk, case, gap_ids, step)[1]]


def _letters(desk: Desk, case: Case, gap_ids: Sequence[str], step: str) -> tuple[Dossier, tuple[Letter, ...]]:
    """In English, which the places that get them read."""
    from assistant.export.letters import letters

    dossier = assemble(desk, case, "en")
    due = {row.chase.gap: row.due for row in rows_of(desk, dossier)} if step else {}
    made = letters(dossier, [gap for gap in dossier.gaps if gap.id in set(gap_ids)], step, due)
    if not made:
        raise BadInput("no-gap")
    return dossier, made


def deliver(desk: Desk, actor: Actor, case_id: str, provider: str) -> Case:
    """Builds the package, keeps it, and records it as sent: either no package or a whole one, never two."""
    case = allowed(desk, actor, case_id, Deed.SIGN_OFF)
    if case.stage is Stage.SENT:
        return case
    from assistant.export.package import write_zip

    now = case.sign_off.at if case.sign_off else desk.clock.now()  # the same sign-off makes the same package
    dossier = assemble(desk, case, "en")
    package = _package(desk, dossier, now)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "package.zip"
        identity = write_zip(package, path)
        with path.open("rb") as file:
            desk.store.hold(case_id, [hashlib.file_digest(file, "sha256").hexdigest()])
            file.seek(0)
            blob, size = desk.blobs.put(file)
    have, need = complete(dossier)
    sent = SentPackage(identity, desk.clock.now(), provider, case.version, blob, size, have, need)

    def step(case: Case) -> Case:
        return case if case.stage is Stage.SENT else changes.sent(case, sent)

    return change(desk, actor, case_id, Deed.SIGN_OFF, step, identity[:16], name="sent")


def go_on(desk: Desk) -> int:
    """Hands over what was signed off and, by a killed process or a disk that was full, never went; how many cases."""
    gone = 0
    for line in desk.store.lines(stage=Stage.READY.value):
        signed = desk.store.case(line.id).sign_off
        account = desk.store.account(signed.by) if signed is not None else None
        if signed is None or account is None or account.disabled or not signed.to:
            continue
        try:
            gone += deliver(desk, account.actor, line.id, signed.to).stage is Stage.SENT
        except Refusal:
            continue  # taken back meanwhile, or given to another coordinator: a person goes on with it
    return gone


def complete(dossier: Dossier) -> tuple[int, int]:
    """How many of the records a doctor cannot do without are here, and how many there are."""
    have = {received.item for received in dossier.received if received.need is Need.REQUIRED}
    records = (gap for gap in dossier.gaps if gap.kind not in NO_RECORD)
    lacking = {gap.item for gap in records if gap.need is Need.REQUIRED}
    return len(have - lacking), len(have | lacking)


def package_zip(desk: Desk, actor: Actor, case_id: str) -> tuple[BinaryIO, int]:
    """The last package that was sent, as a stream and its size."""
    case = allowed(desk, actor, case_id, Deed.EXPORT)
    if not case.packages:
        raise NotFound("no-package")
    desk.store.record(event(desk, actor, "package", case, case.packages[-1].id[:16]))
    return desk.blobs.open(case.packages[-1].blob), case.packages[-1].bytes


def _package(desk: Desk, dossier: Dossier, created: str) -> Package:
    from assistant.handoff import handoff
    from assistant.view import view

    summary, files, earlier = view(dossier, desk.knowledge), originals(desk, dossier.case), dossier.case.packages
    if not earlier:
        return handoff(dossier, summary, files, created=created)
    before = summary_in(desk, earlier[-1])
    return handoff(dossier, summary, files, created=created, previous=earlier[-1].id, before=before)


def summary_in(desk: Desk, package: SentPackage) -> dict[str, Any]:
    """`summary.json` of a package that was sent, to say what changed since."""
    with desk.blobs.open(package.blob) as stream, zipfile.ZipFile(stream) as archive:
        name = next(name for name in archive.namelist() if name.endswith("summary.json"))
        return dict(json.loads(archive.read(name)))


def originals(desk: Desk, case: Case) -> list[Original]:
    """Every stored file of the case with the documents that were read from it."""
    found = []
    for upload in case.uploads:
        if upload.removed:
            continue
        ingested = reading_of(desk, upload)
        documents = ingested.documents if ingested else ()
        ids = tuple(document.id for document in documents)
        if not upload.members:
            found.append(_original(desk, ids, upload.sha256, upload.name, upload.bytes))
            continue
        for member, sha256 in upload.members.items():
            holding = tuple(d.id for d in documents if sha256 in d.members.values() or file_of(d.id) == sha256)
            found.append(_original(desk, holding, sha256, f"{upload.name}/{member}", 0))
    return found


def _original(desk: Desk, documents: tuple[str, ...], sha256: str, name: str, size: int) -> Original:
    return Original(documents, sha256, name, size, lambda: closing(desk.blobs.open(sha256)))
