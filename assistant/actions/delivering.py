"""Sending a package on: to a folder the hospital watches, its scans to an image archive. In the background, with a
receipt on the case, and again on request for what did not arrive. Never sends what was not handed over before."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from assistant.actions.change import TRIES, allowed, change, new_id
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed
from assistant.actions.reading import reading_of
from assistant.errors import BadInput, Changed, NotFound, NotReady
from assistant.model.audit import AuditEvent
from assistant.model.case import Case, SentPackage, Stage
from assistant.model.delivery import LEFT, WAITING, Delivery, DeliveryState
from assistant.model.package import Original
from assistant.model.people import Actor
from assistant.ports import Destination, Receipt


@dataclass(frozen=True, slots=True)
class Place:
    """Where a package can be sent: as people see it."""

    id: str
    label: str
    kind: str  # folder | dicom | dicomweb


def places(desk: Desk, actor: Actor, case_id: str) -> list[Place]:
    """The places of the settings, for somebody who may send there."""
    allowed(desk, actor, case_id, Deed.DELIVER)
    return [Place(each.id, each.label, each.kind) for each in desk.destinations.values()]


def reachable(desk: Desk, actor: Actor, case_id: str, destination: str) -> bool:
    """Whether the place answers now."""
    allowed(desk, actor, case_id, Deed.DELIVER)
    return _place(desk, destination).courier.reachable()


def deliver_to(desk: Desk, actor: Actor, case_id: str, destination: str) -> Case:
    """Asks for the newest package to go there. While it is on its way, asking again asks once."""
    place, own = _place(desk, destination), new_id()
    _may_go(allowed(desk, actor, case_id, Deed.DELIVER))
    _promise(desk, case_id, own)

    def step(case: Case) -> Case:
        _may_go(case)
        package = case.packages[-1].id
        if any(d.destination == place.id and d.state is DeliveryState.WAITING for d in case.deliveries):
            return case
        made = Delivery(own, place.id, place.label, place.kind, package, actor.id, desk.clock.now(), attempts=1)
        return replace(case, deliveries=(*case.deliveries, made))

    case = change(desk, actor, case_id, Deed.DELIVER, step, destination, name="deliver")
    for each in case.deliveries:
        if each.destination == place.id and each.state is DeliveryState.WAITING:
            desk.jobs.deliver(case_id, each.id)
    if all(each.id != own for each in case.deliveries):
        _settled(desk, case_id, own)
    return case


def again(desk: Desk, actor: Actor, case_id: str, delivery: str) -> Case:
    """Tries once more what has not arrived."""

    def step(case: Case) -> Case:
        _may_go(case)
        found = _delivery(case, delivery)
        if found.state in (DeliveryState.WAITING, DeliveryState.DONE):
            return case
        return _with(case, replace(found, state=DeliveryState.WAITING, attempts=found.attempts + 1))

    _delivery(allowed(desk, actor, case_id, Deed.DELIVER), delivery)
    _promise(desk, case_id, delivery)
    case = change(desk, actor, case_id, Deed.DELIVER, step, delivery, name="deliver_again")
    if _delivery(case, delivery).state is DeliveryState.WAITING:
        desk.jobs.deliver(case_id, delivery)
    return case


def run(desk: Desk, case_id: str, delivery: str) -> None:
    """The job: sends, and writes the receipt on the case. Running it twice sends twice and tells once."""
    try:
        case = desk.store.case(case_id)
        found = _delivery(case, delivery)
    except NotFound:
        _settled(desk, case_id, delivery)
        return
    if found.state is not DeliveryState.WAITING:
        _settled(desk, case_id, delivery)
        return
    receipt = _sent(desk, case, found)
    _note(desk, case_id, delivery, receipt)
    _settled(desk, case_id, delivery)


def go_on(desk: Desk) -> int:
    """Asks for every delivery that was asked for and never came to its end."""
    waiting = [key.split(":")[1:3] for key in desk.store.keys(f"{WAITING}:")]
    for case_id, delivery in waiting:
        desk.jobs.deliver(case_id, delivery)
    return len(waiting)


def _sent(desk: Desk, case: Case, delivery: Delivery) -> Receipt:
    place = desk.destinations.get(delivery.destination)
    package = next((each for each in case.packages if each.id == delivery.package), None)
    if place is None or package is None or case.stage is Stage.WITHDRAWN:
        reason = "taken-back" if case.stage is Stage.WITHDRAWN else "not-configured"
        return Receipt(delivery.destination, (), {"": reason})
    files = _whole(desk, case, package) if place.kind == "folder" else _scans(desk, case, package)
    left = desk.store.kept(_left(delivery, delivery.attempts - 1))
    if left is not None:
        wanted = set(json.loads(left))
        files = [each for each in files if each.sha256 in wanted]
    return place.courier.send(files)


def _whole(desk: Desk, case: Case, package: SentPackage) -> list[Original]:
    """The package as it was sent, as one file named for people."""
    name = "-".join([*(case.number or case.id[:8]).casefold().split(), package.at[:10], package.id[:8]]) + ".zip"
    return [Original((), package.blob, name, package.bytes, _opener(desk, package.blob), name)]


def _scans(desk: Desk, case: Case, package: SentPackage) -> list[Original]:
    """The scan files of the package, as its own manifest lists them; of an archive what is inside it."""
    inside = _studies(desk, case)
    found: dict[str, int] = {}
    for row in _manifest(desk, package)["files"]:
        if str(row["path"]).startswith("images/"):
            members = {sha for document in row.get("documents", ()) for sha in inside.get(document, ())}
            packed = members and row["sha256"] not in members
            found |= dict.fromkeys(sorted(members), 0) if packed else {row["sha256"]: int(row["bytes"])}
    return [Original((), sha256, "", size, _opener(desk, sha256)) for sha256, size in found.items()]


def _studies(desk: Desk, case: Case) -> dict[str, tuple[str, ...]]:
    """The hashes of the slices of every study that was read, by its document."""
    read = (reading_of(desk, upload) for upload in case.uploads if not upload.removed)
    documents = (document for ingested in read if ingested for document in ingested.documents)
    return {document.id: tuple(document.members.values()) for document in documents if document.imaging is not None}


def _manifest(desk: Desk, package: SentPackage) -> Mapping[str, Any]:
    with desk.blobs.open(package.blob) as stream, zipfile.ZipFile(stream) as archive:
        loaded: dict[str, Any] = json.loads(archive.read("manifest.json"))
        return loaded


def _opener(desk: Desk, sha256: str) -> Callable[[], Any]:
    return lambda: closing(desk.blobs.open(sha256))


def _note(desk: Desk, case_id: str, delivery: str, receipt: Receipt) -> None:
    """The receipt, in one commit with its event. What has not arrived is remembered by hash, for the next try, under
    the number of this one: killed before the receipt, the same try is made again with all it had to send."""
    for _ in range(TRIES):
        case = desk.store.case(case_id)
        known = _delivery(case, delivery)
        desk.store.keep(_left(known, known.attempts), json.dumps(sorted(receipt.failed)).encode())
        arrived = known.delivered + len(receipt.delivered)
        state = DeliveryState.DONE if receipt.whole else DeliveryState.PARTLY if arrived else DeliveryState.FAILED
        after = _with(
            case,
            replace(
                known,
                state=state,
                delivered=arrived,
                failed=dict(Counter(receipt.failed.values())),
                ended=desk.clock.now(),
            ),
        )
        happened = AuditEvent(desk.clock.now(), "worker", "system", f"delivery_{state.value}", case_id, delivery[:16])
        try:
            desk.store.save(after, case.version, happened)
            return
        except Changed:
            continue
    raise Changed("changed")


def _may_go(case: Case) -> None:
    if not case.packages or case.stage is Stage.WITHDRAWN:
        raise NotReady("not-sent-yet")
    if not case.consented("send"):
        raise NotReady("consent-first")


def _promise(desk: Desk, case_id: str, delivery: str) -> None:
    """Kept before the case says so: killed between the two, a start finds it, and finds nothing to do or all of it."""
    desk.store.keep(f"{WAITING}:{case_id}:{delivery}", b"1")


def _settled(desk: Desk, case_id: str, delivery: str) -> None:
    desk.store.forget(f"{WAITING}:{case_id}:{delivery}")


def _left(delivery: Delivery, attempt: int) -> str:
    return f"{LEFT}:{delivery.id}:{attempt}"


def _place(desk: Desk, destination: str) -> Destination:
    if destination not in desk.destinations:
        raise BadInput("no-such-place")
    return desk.destinations[destination]


def _delivery(case: Case, delivery: str) -> Delivery:
    for each in case.deliveries:
        if each.id == delivery:
            return each
    raise NotFound("no-such-delivery")


def _with(case: Case, delivery: Delivery) -> Case:
    return replace(case, deliveries=tuple(delivery if d.id == delivery.id else d for d in case.deliveries))


__all__ = ["Place", "again", "deliver_to", "go_on", "places", "reachable", "run"]
