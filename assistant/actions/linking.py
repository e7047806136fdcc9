"""Links for people without an account: a secret address, a code told apart from it, one short visit. Every opening and
every refusal is in the trail; whoever is refused is not told why."""

from __future__ import annotations

import hashlib
import secrets
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import BinaryIO

from assistant.actions.change import TRIES, allowed, change, new_id
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed
from assistant.errors import BadInput, Changed, NotFound, NotReady
from assistant.model.audit import AuditEvent
from assistant.model.case import Case, Response, SentPackage, Stage
from assistant.model.delivery import ShareLink
from assistant.model.people import Actor

LASTS = timedelta(days=7)  # until the code must be used
VISIT = timedelta(minutes=30)
OPEN_AT_ONCE = 10
DIGITS = 8
ANSWER = "answer.pdf"  # for the doctor who treats the patient, as soon as it is signed
FILES = {"summary.pdf": "application/pdf", "package.zip": "application/zip", ANSWER: "application/pdf"}
DEEDS = {"summary.pdf": "link_summary", "package.zip": "link_package", ANSWER: "link_answer"}


@dataclass(frozen=True, slots=True)
class Opened:
    """What a visitor sees first: for whom the link is, and until when the visit lasts. Nothing of the case."""

    name: str
    until: str
    answered: bool = False  # whether a signed answer is there to be read


def make(desk: Desk, actor: Actor, case_id: str, name: str) -> tuple[Case, str, str]:
    """A link to the newest package: the secret of its address (`/shared/<secret>`) and its code, both shown once."""
    name = name.strip()
    if not name or len(name) > 200:
        raise BadInput("name-first" if not name else "too-long")
    allowed(desk, actor, case_id, Deed.LINK)
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    now = desk.clock.now()

    def step(case: Case) -> Case:
        if not case.packages or case.stage is Stage.WITHDRAWN:
            raise NotReady("not-sent-yet")
        if actor.id != case.owner and not case.consented("share_doctor"):
            raise NotReady("consent-first")
        if sum(each.waits(now) for each in case.links) >= OPEN_AT_ONCE:
            raise NotReady("too-many-links")
        package = case.packages[-1].id
        link = ShareLink(new_id(), _hash(token), _code(token, code), name, package, actor.id, now, _later(now, LASTS))
        return replace(case, links=(*case.links, link))

    desk.store.keep(_key(token), case_id.encode())  # first: an address nobody knows yet does no harm
    case = change(desk, actor, case_id, Deed.LINK, step, name="link_made")
    return case, token, code


def revoke(desk: Desk, actor: Actor, case_id: str, link: str) -> Case:
    """Takes a link back at once, also in the middle of a visit."""
    now = desk.clock.now()

    def step(case: Case) -> Case:
        return replace(
            case, links=tuple(replace(e, revoked=e.revoked or now) if e.id == link else e for e in case.links)
        )

    return change(desk, actor, case_id, Deed.LINK, step, link, name="link_revoked")


def enter(desk: Desk, token: str, code: str) -> str:
    """Uses the code, once; the secret of the visit. NotFound for anything that is not right, and not said what."""
    now = desk.clock.now()
    case, link = _find(desk, token, "link_opened")
    good = secrets.compare_digest(link.code_hash, _code(token, "".join(code.split())))
    if not link.waits(now):
        raise _refused(desk, "link_opened", case, link)
    if not good:
        _commit(desk, case.id, link.id, lambda wrong: replace(wrong, wrong=wrong.wrong + 1), "refused")
        raise NotFound("no-such-link")
    visit = secrets.token_urlsafe(32)

    def step(now_link: ShareLink) -> ShareLink:
        if not now_link.waits(now):
            raise _refused(desk, "link_opened", case, now_link)
        return replace(now_link, opened=now, visit_hash=_hash(visit), visit_until=_later(now, VISIT))

    _commit(desk, case.id, link.id, step)
    return visit


def visit(desk: Desk, token: str, secret: str) -> Opened:
    """The visit as it stands; NotFound when there is none, or none any more."""
    case, link = _visiting(desk, token, secret, "link_visit")
    _record(desk, "link_visit", case, link)
    return Opened(link.name, link.visit_until, _signed(case) is not None)


def file(desk: Desk, token: str, secret: str, name: str) -> tuple[BinaryIO, int]:
    """One of `FILES` of the package, as a stream and its size."""
    deed = DEEDS.get(name, "link_package")
    case, link = _visiting(desk, token, secret, deed)
    package = next((each for each in case.packages if each.id == link.package), None)
    if package is None or name not in FILES or (name == ANSWER and _signed(case) is None):
        raise _refused(desk, deed, case, link)
    _record(desk, deed, case, link)
    if name == ANSWER:
        return _letter(case)
    return (desk.blobs.open(package.blob), package.bytes) if name == "package.zip" else _summary(desk, package)


def _signed(case: Case) -> Response | None:
    return case.response if case.response is not None and case.response.signed else None


def _letter(case: Case) -> tuple[BinaryIO, int]:
    """The signed answer as a letter among doctors."""
    from assistant.export.answer_pdf import answer_pdf

    response = _signed(case)
    content = answer_pdf(case, response, "en", letter=True) if response else b""
    return BytesIO(content), len(content)


def _summary(desk: Desk, package: SentPackage) -> tuple[BinaryIO, int]:
    with desk.blobs.open(package.blob) as stream, zipfile.ZipFile(stream) as archive:
        content = archive.read("summary.pdf")
    return BytesIO(content), len(content)


def _visiting(desk: Desk, token: str, secret: str, deed: str) -> tuple[Case, ShareLink]:
    case, link = _find(desk, token, deed)
    same = bool(secret) and secrets.compare_digest(link.visit_hash, _hash(secret))
    if not same or not link.visited(desk.clock.now()):
        raise _refused(desk, deed, case, link)
    return case, link


def _find(desk: Desk, token: str, deed: str) -> tuple[Case, ShareLink]:
    """The case and link behind an address, while the case lets it be opened."""
    kept = desk.store.kept(_key(token))
    case: Case | None = None
    if kept is not None:
        try:
            case = desk.store.case(kept.decode())
        except NotFound:
            case = None
    for link in case.links if case else ():
        if case is not None and secrets.compare_digest(link.token_hash, _hash(token)):
            if case.stage is not Stage.WITHDRAWN and (link.by == case.owner or case.consented("share_doctor")):
                return case, link
            raise _refused(desk, deed, case, link)
    raise _refused(desk, deed, None, None)


def _refused(desk: Desk, deed: str, case: Case | None, link: ShareLink | None) -> NotFound:
    _record(desk, deed, case, link, "refused")
    return NotFound("no-such-link")


def _record(desk: Desk, deed: str, case: Case | None, link: ShareLink | None, outcome: str = "done") -> None:
    desk.store.record(_event(desk, deed, case.id if case else "", link.id if link else "", outcome))


def _event(desk: Desk, deed: str, case: str, link: str, outcome: str = "done") -> AuditEvent:
    return AuditEvent(desk.clock.now(), f"link:{link[:16]}", "link", deed, case, link[:16], False, outcome)


def _commit(desk: Desk, case_id: str, link: str, step: Callable[[ShareLink], ShareLink], outcome: str = "done") -> None:
    for _ in range(TRIES):
        case = desk.store.case(case_id)
        after = replace(case, links=tuple(step(each) if each.id == link else each for each in case.links))
        try:
            desk.store.save(after, case.version, _event(desk, "link_opened", case_id, link, outcome))
            return
        except Changed:
            continue
    raise Changed("changed")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _code(token: str, code: str) -> str:
    """The code's hash, which nobody can guess without the address."""
    return _hash(f"{token}:{code}")


def _key(token: str) -> str:
    return f"link:{_hash(token)}"


def _later(now: str, after: timedelta) -> str:
    return (datetime.fromisoformat(now) + after).strftime("%Y-%m-%dT%H:%M:%SZ")


__all__ = ["FILES", "Opened", "enter", "file", "make", "revoke", "visit"]
