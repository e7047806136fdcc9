"""STOW-RS to a configured DICOMweb destination, a few files a request, answered file by file."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.adapters.courier_receipt import Receipt, Sleep, with_retries
from assistant.model.package import Original

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

BATCH = 16
LASTING = frozenset({"not-dicom", "not-accepted", "not-allowed"})


class StowCourier:
    """A `Courier` over HTTP. `headers` carry the authorization the destination wants."""

    def __init__(
        self, url: str, headers: Mapping[str, str] | None = None, timeout: float = 60.0, sleep: Sleep = time.sleep
    ) -> None:
        self.url = url
        self.headers = dict(headers or {})
        self.timeout = timeout
        self.sleep = sleep

    def send(self, originals: Sequence[Original]) -> Receipt:
        """Stores every file."""
        return with_retries(f"stow:{self.url}", originals, self._once, self.sleep, LASTING)

    def reachable(self) -> bool:
        """Whether the server answers at all; what it answers to an empty question does not matter."""
        import requests

        try:
            return requests.get(self.url, headers=self.headers, timeout=self.timeout).status_code < 500
        except requests.RequestException:
            return False

    def _once(self, originals: Sequence[Original]) -> tuple[list[str], dict[str, str]]:
        delivered: list[str] = []
        failed: dict[str, str] = {}
        for start in range(0, len(originals), BATCH):
            datasets: dict[str, tuple[str, Any]] = {}  # SOP instance -> sha256, dataset
            for original in originals[start : start + BATCH]:
                dataset = _read(original)
                if dataset is None:
                    failed[original.sha256] = "not-dicom"
                else:
                    datasets[str(dataset.SOPInstanceUID)] = (original.sha256, dataset)
            if datasets:
                self._send_batch(datasets, delivered, failed)
        return delivered, failed

    def _send_batch(
        self, datasets: Mapping[str, tuple[str, Any]], delivered: list[str], failed: dict[str, str]
    ) -> None:
        import requests
        from dicomweb_client.api import DICOMwebClient

        client = DICOMwebClient(url=self.url, headers=self.headers, timeout=self.timeout)
        client.set_http_retry_params(retry=False)  # tried again here, where the receipt is kept
        shas = [sha for sha, _ in datasets.values()]
        try:
            answer = client.store_instances([dataset for _, dataset in datasets.values()])
        except requests.HTTPError as error:
            code = error.response.status_code if error.response is not None else 0
            failed.update(dict.fromkeys(shas, _reason(code)))
            return
        except (requests.RequestException, OSError):
            failed.update(dict.fromkeys(shas, "unreachable"))
            return
        stored = {str(item.ReferencedSOPInstanceUID) for item in answer.get("ReferencedSOPSequence", [])}
        for uid, (sha, _) in datasets.items():
            if uid in stored:
                delivered.append(sha)
            else:
                failed[sha] = "not-accepted"


def _reason(code: int) -> str:
    if code in (401, 403):
        return "not-allowed"
    return "busy" if code in (429, 503) or code >= 500 else "not-accepted"


def _read(original: Original) -> Dataset | None:
    from pydicom import dcmread
    from pydicom.errors import InvalidDicomError

    try:
        with original.open() as stream:
            dataset = dcmread(stream)
    except (InvalidDicomError, EOFError, ValueError):
        return None
    return dataset if "SOPInstanceUID" in dataset else None


__all__ = ["StowCourier"]
