"""Neutron."""

from __future__ import annotations

from typing import Any

import neutronclient.v2_0.client

from ..hints import CLIENT_HELPER
from ..recorder import ENDPOINT, Recorder, Session
from ..service import Service


def _make(recorder: Recorder, _: str | None) -> Any:
    return neutronclient.v2_0.client.Client(endpoint_override=ENDPOINT, session=Session(recorder))


SERVICE = Service(
    namespace="neutron",
    service_types=["network"],
    package="python-neutronclient",
    make=_make,
    custom={
        "*_ext": "any method on any path: `path` is /v2.0{path}, and for a resource has "
        "a place (%s) for `id`",
        "extend_*": CLIENT_HELPER,
    },
    rest_docs="Filters, and `fields`, `limit`, `marker`, `sort_key`, `sort_dir` and `page_reverse`.",
)
