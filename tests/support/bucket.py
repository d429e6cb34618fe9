"""A server that speaks S3 (moto's), in this process, with a bucket of our own for whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from trail.store import CONFIG, Config

_numbers = count(1)
PREFIX = "documents/of/ours"


class Bucket:
    """`url` is what `config.toml` says of it. `client` sees it as its owner does."""

    def __init__(self, name: str, client: Any) -> None:
        self.name, self.client, self.url = name, client, f"s3://{name}/{PREFIX}"

    def keep_versions(self) -> None:
        self.client.put_bucket_versioning(Bucket=self.name, VersioningConfiguration={"Status": "Enabled"})

    def contents(self) -> dict[str, bytes]:
        """Of every version that is there, by its key and version."""
        told = self.client.list_object_versions(Bucket=self.name)
        return {
            f"{one['Key']} {one['VersionId']}": self.client.get_object(
                Bucket=self.name, Key=one["Key"], VersionId=one["VersionId"]
            )["Body"].read()
            for one in told.get("Versions", [])
        }

    def altered(self, change: bytes) -> None:
        """Every object, in place."""
        for key in {key.split(" ")[0] for key in self.contents()}:
            self.client.put_object(Bucket=self.name, Key=key, Body=change)


@contextmanager
def serving_s3() -> Iterator[None]:
    """Its address and credentials stand in the environment, as boto3 reads them."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    told = {
        "AWS_ENDPOINT_URL_S3": f"http://{host}:{port}", "AWS_ACCESS_KEY_ID": "caretrail",
        "AWS_SECRET_ACCESS_KEY": "of-a-test", "AWS_DEFAULT_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "1",
    }  # fmt: skip
    try:
        with pytest.MonkeyPatch.context() as env:
            for name, value in told.items():
                env.setenv(name, value)
            yield
    finally:
        server.stop()


def made() -> Bucket:
    """An empty one, while such a server serves."""
    bucket = Bucket(f"clinic-{next(_numbers)}", boto3.client("s3"))
    bucket.client.create_bucket(Bucket=bucket.name)
    return bucket


@pytest.fixture(scope="module", autouse=True)
def s3() -> Iterator[None]:
    """For a module that is about buckets: it imports this and names it in `__all__`."""
    with serving_s3():
        yield


@pytest.fixture
def bucket() -> Bucket:
    return made()


def moved_into(folder: Path, bucket: Bucket) -> None:
    """A store that is told where its documents are from now on."""
    config = replace(Config.read(folder), attachments=bucket.url)
    (folder / CONFIG).unlink()
    config.write(folder)
