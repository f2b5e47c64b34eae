"""Cinder."""

from __future__ import annotations

from typing import Any

import cinderclient.api_versions
import cinderclient.client

from ..hints import ONE_DELETE_PER_KEY
from ..recorder import ENDPOINT, Recorder, Session
from ..service import Service, versions_down_from

SORTS: list[Any] = ["name", "name:asc, id", ["id", "name:desc"], "created_at:desc", ["size"]]


def _make(recorder: Recorder, version: str | None) -> Any:
    return cinderclient.client.Client(version, endpoint_override=ENDPOINT, session=Session(recorder))


SERVICE = Service(
    namespace="cinder",
    service_types=["block-storage", "volumev3", "block-store"],
    package="python-cinderclient",
    make=_make,
    versions=versions_down_from(cinderclient.api_versions.MAX_VERSION),
    api_versions=cinderclient.api_versions,
    too_old=(
        cinderclient.exceptions.VersionNotFoundForAPIMethod,
        cinderclient.exceptions.UnsupportedVersion,
    ),
    values={
        ("volume_snapshots.create", "force"): [True],
        ("backups.list", "sort"): SORTS,
        ("transfers.list", "sort"): SORTS,
        ("volume_snapshots.list", "sort"): SORTS,
        ("volumes.list", "sort"): SORTS,
    },
    custom={
        "pools.list": "GET /scheduler-stats/get_pools; if `detailed` is true, with detail=True, and the "
        "members of each pool's `capabilities` are moved up into it",
        "volume_snapshots.delete_metadata": f"{ONE_DELETE_PER_KEY}: /snapshots/{{snapshot}}/metadata/{{key}}",
        "volumes.delete_metadata": f"{ONE_DELETE_PER_KEY}: /volumes/{{volume}}/metadata/{{key}}",
        "volumes.delete_image_metadata": "one POST of os-unset_image_metadata for each key",
        "volume_encryption_types.list": "GET /types, then GET /types/{id}/encryption of each",
    },
)
