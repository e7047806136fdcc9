"""Sealed blobs in an S3-compatible bucket: what leaves this machine is sealed. Reads only the frames asked for."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from assistant.adapters.blobs_sealed import SealedBlobs, checked
from assistant.adapters.seal import Seal
from assistant.adapters.sealed import FRAME
from assistant.errors import NotFound


class _Ranges(io.RawIOBase):
    """An object of the bucket as a seekable stream, one ranged request a read."""

    def __init__(self, client: Any, bucket: str, key: str) -> None:
        self._get, self._where, self._at = client.get_object, {"Bucket": bucket, "Key": key}, 0
        self._size = client.head_object(**self._where)["ContentLength"]

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + {0: 0, 1: self._at, 2: self._size}[whence])
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        last = min(self._at + len(buffer), self._size) - 1
        if last < self._at:
            return 0
        part = self._get(**self._where, Range=f"bytes={self._at}-{last}")["Body"].read()
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)


class BlobsS3(SealedBlobs):
    """`assistant.ports.Blobs` in a bucket; uploads are staged in a local folder until they are whole."""

    def __init__(self, folder: Path, seal: Seal, bucket: str, endpoint: str = "") -> None:
        super().__init__(folder, seal)
        import boto3

        self._client, self._bucket = boto3.client("s3", endpoint_url=endpoint or None), bucket

    def has(self, sha256: str) -> bool:
        return next(iter(self._listed(checked(sha256))), "") == sha256

    def delete(self, sha256: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=checked(sha256))

    def all(self) -> Iterator[str]:
        yield from self._listed("")

    def _listed(self, prefix: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        for page in pages:
            for found in page.get("Contents", ()):
                yield found["Key"]

    def _keep(self, sealed: Path, sha256: str) -> None:
        if not self.has(sha256):
            self._client.upload_file(str(sealed), self._bucket, sha256)
        sealed.unlink()

    def _replace(self, sealed: Path, sha256: str) -> None:
        self._client.upload_file(str(sealed), self._bucket, sha256)
        sealed.unlink()

    def _raw(self, sha256: str) -> BinaryIO:
        from botocore.exceptions import ClientError

        try:
            raw = _Ranges(self._client, self._bucket, checked(sha256))
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ("404", "NoSuchKey", "NotFound"):
                raise NotFound("no-such-file") from None
            raise
        return io.BufferedReader(raw, FRAME)
