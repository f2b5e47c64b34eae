"""The five services: their clients, made as mistral-extra makes them, on a recorder instead of a network."""

from __future__ import annotations

import importlib.metadata
import json
import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import cinderclient.api_versions
import cinderclient.client
import glanceclient
import keystoneclient.v3.client
import neutronclient.v2_0.client
import novaclient
import novaclient.api_versions
import novaclient.client

from .recorder import ENDPOINT, Recorder, Response, Session

warnings.simplefilter("ignore")
logging.disable()


@dataclass(frozen=True)
class Service:
    """A service, and how its client is made."""

    name: str
    service_types: list[str]
    package: str
    make: Callable[[Recorder, str | None], Any]
    # The microversions that the client knows, the highest first; `[None]` where there are none.
    versions: list[str | None]
    too_old: tuple[type[Exception], ...] = ()
    # Requests that are answered aside and do not count.
    aside: Callable[[str, str], Response | None] = lambda _method, _url: None

    @property
    def package_version(self) -> str:
        return importlib.metadata.version(self.package)


def _nova(recorder: Recorder, version: str | None) -> Any:
    return novaclient.client.Client(version, endpoint_override=ENDPOINT, session=Session(recorder))


def _cinder(recorder: Recorder, version: str | None) -> Any:
    return cinderclient.client.Client(version, endpoint_override=ENDPOINT, session=Session(recorder))


def _glance(recorder: Recorder, _: str | None) -> Any:
    return glanceclient.Client("2", endpoint=ENDPOINT, session=Session(recorder))


def _keystone(recorder: Recorder, _: str | None) -> Any:
    return keystoneclient.v3.client.Client(endpoint=ENDPOINT, session=Session(recorder))


def _neutron(recorder: Recorder, _: str | None) -> Any:
    return neutronclient.v2_0.client.Client(endpoint_override=ENDPOINT, session=Session(recorder))


@cache
def _glance_schemas() -> dict[str, Any]:
    schemas: dict[str, Any] = json.loads(Path(__file__).with_name("glance_schemas.json").read_text())
    return schemas


def _schema(method: str, url: str) -> Response | None:
    """glanceclient checks what it sends and gets with schemas that it asks the server for first."""
    schema = _glance_schemas().get(url.removeprefix("/v2/schemas/"))
    return Response(200, schema) if schema is not None and method == "GET" else None


def _down(highest: str) -> list[str | None]:
    major, minor = highest.split(".")
    return [f"{major}.{number}" for number in range(int(minor), 0, -1)]


NOVA = Service(
    "nova",
    ["compute"],
    "python-novaclient",
    _nova,
    _down(novaclient.API_MAX_VERSION.get_string()),
    (novaclient.exceptions.VersionNotFoundForAPIMethod, novaclient.exceptions.UnsupportedVersion),
)
CINDER = Service(
    "cinder",
    ["block-storage", "volumev3", "block-store"],
    "python-cinderclient",
    _cinder,
    _down(cinderclient.api_versions.MAX_VERSION),
    (cinderclient.exceptions.VersionNotFoundForAPIMethod, cinderclient.exceptions.UnsupportedVersion),
)
NEUTRON = Service("neutron", ["network"], "python-neutronclient", _neutron, [None])
KEYSTONE = Service("keystone", ["identity"], "python-keystoneclient", _keystone, [None])
GLANCE = Service("glance", ["image"], "python-glanceclient", _glance, [None], aside=_schema)

SERVICES = {service.name: service for service in (NOVA, CINDER, NEUTRON, KEYSTONE, GLANCE)}


@cache
def mapping(service: str) -> dict[str, str]:
    """Names of actions and the methods they call, as mistral-extra maps them."""
    text = files("mistral_extra").joinpath("actions/openstack/mapping.json").read_text()
    names: dict[str, str] = json.loads(text)[service]
    return {name: method for name, method in sorted(names.items()) if name != "_comment"}


def method_of(client: Any, path: str) -> Any:
    """The method of a client that a dotted path names."""
    for part in path.split("."):
        client = getattr(client, part)
    return client
