"""The description of a service that the generator makes a table for."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from types import ModuleType
from typing import Any

from . import hints
from .recorder import Recorder, Response


@dataclass(frozen=True)
class Service:
    """A service, its Python client, and what no recording shows about the client's methods."""

    namespace: str
    # Types of the service in catalogs, the official one first.
    service_types: list[str]
    # Distribution of the client.
    package: str
    # Creates the client at a microversion, as mistral-extra does, with a recorder instead of a network.
    make: Callable[[Recorder, str | None], Any]
    # Microversions that the client supports, highest first; `[None]` without microversions.
    versions: list[str | None] = field(default_factory=lambda: [None])
    # The client's module that selects the implementation of a method by microversion.
    api_versions: ModuleType | None = None
    # Errors of methods that the microversion does not have.
    too_old: tuple[type[Exception], ...] = ()
    # Answers requests that are not recorded.
    aside: Callable[[str, str], Response | None] = lambda _method, _url: None

    # Method and input: the values to try instead of generated ones.
    values: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    # Method: the keyword arguments that it reads.
    keywords: dict[str, list[str]] = field(default_factory=dict)
    # Patterns of methods, and the reason why they need a custom action.
    custom: dict[str, str] = field(default_factory=dict)
    # Reason why `find` and `findall` have no template.
    search: str = hints.COMPARING_SEARCH
    # Method: the member of each list element that contains the resource.
    items: dict[str, str] = field(default_factory=dict)
    # Documentation of undeclared inputs.
    rest_docs: str = "Further members of the request's body."

    @property
    def package_version(self) -> str:
        return importlib.metadata.version(self.package)

    def custom_reason(self, path: str) -> str | None:
        """The reason why a method needs a custom action, if that is decided here."""
        if path.endswith((".find", ".findall")):
            return self.search
        reasons = (reason for pattern, reason in self.custom.items() if fnmatchcase(path, pattern))
        return next(reasons, None)


def versions_down_from(highest: str) -> list[str | None]:
    """All microversions up to the highest, in descending order."""
    major, minor = highest.split(".")
    return [f"{major}.{number}" for number in range(int(minor), 0, -1)]


@cache
def mapping(namespace: str) -> dict[str, str]:
    """mistral-extra's mapping from the names of actions to the client's methods."""
    text = files("mistral_extra").joinpath("actions/openstack/mapping.json").read_text()
    names: dict[str, str] = json.loads(text)[namespace]
    return {name: method for name, method in sorted(names.items()) if name != "_comment"}


def method_of(client: Any, path: str) -> Any:
    """The method of a client with a dotted path."""
    for part in path.split("."):
        client = getattr(client, part)
    return client
