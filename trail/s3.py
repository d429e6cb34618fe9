"""Documents in a bucket of a store that speaks S3. Where it is and who may, boto3 reads from the environment."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from trail.blobs import NotKept
from trail.errors import StoreError

try:
    import boto3  # type: ignore[import-untyped]
    from botocore.config import Config  # type: ignore[import-untyped]
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
except ImportError:
    raise StoreError("For documents on S3, install Caretrail with it: pip install 'caretrail[s3]'") from None

_SETTINGS = Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 3, "mode": "standard"})
_GONE = ("NoSuchKey", "404", "NotFound")


class Bucket:
    """An object for each document. One that is removed is gone in all its versions, where the bucket keeps any."""

    def __init__(self, name: str, prefix: str) -> None:
        self.name, self._prefix = name, f"{prefix}/" if prefix else ""
        with self._told():
            self._client: Any = boto3.client("s3", config=_SETTINGS)

    @classmethod
    def at(cls, place: str) -> Bucket:
        """`BUCKET/PREFIX`, the prefix being optional."""
        name, _, prefix = place.partition("/")
        if not name:
            raise StoreError("attachments names no bucket. It reads s3://BUCKET/PREFIX.")
        return cls(name, prefix.strip("/"))

    def put(self, address: str, content: bytes) -> None:
        digest = base64.b64encode(sha256(content).digest()).decode()
        try:
            with self._told():
                self._client.put_object(
                    Bucket=self.name, Key=self._key(address), Body=content, ChecksumSHA256=digest,
                )  # fmt: skip
        except StoreError as error:
            raise NotKept(f"Nothing was recorded: {error}.") from error

    def get(self, address: str) -> bytes:
        with self._told(address):
            found = self._client.get_object(Bucket=self.name, Key=self._key(address))
            content: bytes = found["Body"].read()
        return content

    def remove(self, address: str) -> bool:
        key = self._key(address)
        with self._told():
            pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self.name, Prefix=key)
            every = [one for page in pages for kind in ("Versions", "DeleteMarkers") for one in page.get(kind, [])]
            for one in every:
                self._client.delete_object(Bucket=self.name, Key=key, VersionId=one["VersionId"])
        return bool(every)

    def addresses(self) -> Iterator[str]:
        with self._told():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=self._prefix)
            for page in pages:
                yield from (one["Key"].rpartition("/")[2] for one in page.get("Contents", []))

    def look(self) -> None:
        with self._told():
            self._client.list_objects_v2(Bucket=self.name, Prefix=self._prefix, MaxKeys=1)

    def _key(self, address: str) -> str:
        return f"{self._prefix}{address[:2]}/{address}"

    @contextmanager
    def _told(self, address: str = "") -> Iterator[None]:
        """`LookupError` where the object of this address is not there, `StoreError` for all else."""
        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if address and code in _GONE:
                raise LookupError(address) from None
            raise StoreError(f"the bucket {self.name} refused ({code})") from error
        except (BotoCoreError, ValueError) as error:  # a wrong address of the endpoint is a ValueError
            raise StoreError(f"the bucket {self.name} does not answer ({type(error).__name__})") from error
