"""C-STORE to a configured DICOM destination. One association a try; each file by itself, in its own transfer syntax."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.adapters.courier_receipt import Receipt, Sleep, with_retries
from assistant.model.package import Original

if TYPE_CHECKING:
    from pydicom.dataset import FileDataset

CONTEXTS = 128  # an association carries no more
VERIFICATION = "1.2.840.10008.1.1"
LASTING = frozenset({"not-dicom", "refused"})


@dataclass(frozen=True, slots=True)
class Peer:
    """Where to: host, port and the two titles. `timeout` in seconds for each answer."""

    host: str
    port: int
    called: str
    calling: str = "SECONDOPINION"
    timeout: float = 30.0


class DimseCourier:
    """A `Courier` over the DICOM protocol."""

    def __init__(self, destination: Peer, sleep: Sleep = time.sleep) -> None:
        self.destination = destination
        self.sleep = sleep

    def send(self, originals: Sequence[Original]) -> Receipt:
        """Stores every file; what is already there is stored again, which the receiver takes as the same."""
        name = f"dimse:{self.destination.called}@{self.destination.host}:{self.destination.port}"
        return with_retries(name, originals, self._once, self.sleep, LASTING)

    def reachable(self) -> bool:
        """Whether the destination answers C-ECHO."""
        from pynetdicom import AE

        entity = AE(ae_title=self.destination.calling)
        entity.add_requested_context(VERIFICATION)
        association = self._associate(entity)
        if not association.is_established:
            return False
        status = association.send_c_echo()
        association.release()
        return bool(status) and status.Status == 0x0000

    def _once(self, originals: Sequence[Original]) -> tuple[list[str], dict[str, str]]:
        delivered: list[str] = []
        failed: dict[str, str] = {}
        groups = self._groups(originals, failed)
        for group in groups:
            self._send_group(group, delivered, failed)
        return delivered, failed

    def _groups(self, originals: Sequence[Original], failed: dict[str, str]) -> list[dict[str, tuple[Original, Any]]]:
        """Files that one association can carry: at most 128 pairs of kind and transfer syntax."""
        groups: list[dict[str, tuple[Original, Any]]] = [{}]
        kinds: set[tuple[str, str]] = set()
        for original in originals:
            header = _header(original)
            if header is None:
                failed[original.sha256] = "not-dicom"
                continue
            kind = (str(header.SOPClassUID), str(header.file_meta.TransferSyntaxUID))
            if kind not in kinds and len(kinds) == CONTEXTS:
                groups.append({})
                kinds = set()
            kinds.add(kind)
            groups[-1][original.sha256] = (original, kind)
        return [group for group in groups if group]

    def _send_group(self, group: dict[str, tuple[Original, Any]], delivered: list[str], failed: dict[str, str]) -> None:
        from pydicom import dcmread
        from pynetdicom import AE

        entity = AE(ae_title=self.destination.calling)
        for kind, syntax in sorted({kind for _, kind in group.values()}):
            entity.add_requested_context(kind, syntax)
        association = self._associate(entity)
        if not association.is_established:
            answered = (
                "not-accepted" if association.rejected_contexts else "unreachable"
            )  # it takes none of these kinds
            failed.update(dict.fromkeys(group, "refused" if association.is_rejected else answered))
            return
        try:
            for sha, (original, _) in group.items():
                with original.open() as stream:
                    reason = _store(association, dcmread(stream))
                if reason:
                    failed[sha] = reason
                else:
                    delivered.append(sha)
        finally:
            if association.is_established:
                association.release()

    def _associate(self, entity: Any) -> Any:
        entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = self.destination.timeout
        entity.connection_timeout = self.destination.timeout
        return entity.associate(self.destination.host, self.destination.port, ae_title=self.destination.called)


def _header(original: Original) -> FileDataset | None:
    from pydicom import dcmread
    from pydicom.errors import InvalidDicomError

    try:
        with original.open() as stream:
            header = dcmread(stream, stop_before_pixels=True, specific_tags=["SOPClassUID", "SOPInstanceUID"])
    except (InvalidDicomError, EOFError, ValueError):
        return None
    known = "SOPClassUID" in header and "TransferSyntaxUID" in header.file_meta
    return header if known else None


def _store(association: Any, dataset: Any) -> str:
    """The reason code when it was not stored. Warnings (B000, B006, B007) are stored."""
    if not association.is_established:
        return "broken-off"
    try:
        status = association.send_c_store(dataset)
    except (RuntimeError, ValueError, AttributeError):
        return "not-accepted"
    if not status:
        return "broken-off"
    code = int(status.Status)
    if code == 0x0000 or 0xB000 <= code <= 0xBFFF:
        return ""
    return "no-room" if 0xA700 <= code <= 0xA7FF else "not-accepted"


__all__ = ["DimseCourier", "Peer"]
