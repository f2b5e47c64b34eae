"""Parses the catalog that an executor prints: names, inputs and descriptions of its actions."""

import collections
import functools
import importlib.resources
import json
from dataclasses import dataclass, field
from typing import Any

from jsonschema.exceptions import SchemaError

from mistral_actions_provider.input_check import InputCheck
from mistral_actions_provider.schema_check import SchemaCheck, pointer

CATALOG_VERSION = 1


class CatalogError(Exception):
    """The problems of a catalog."""

    def __init__(self, *problems: str, most: int = 20) -> None:
        more = [f"and {len(problems) - most} more"] if len(problems) > most else []
        super().__init__("; ".join([*problems[:most], *more]))


@dataclass(frozen=True)
class CatalogEntry:
    """An action of a catalog."""

    name: str
    aliases: tuple[str, ...]
    description: str
    params_spec: str
    is_sync: bool
    tags: tuple[str, ...]
    input_check: InputCheck = field(compare=False, repr=False)
    definition: dict[str, Any] = field(repr=False)
    """The action's complete entry in the catalog."""


def parse(text: str | bytes) -> list[CatalogEntry]:
    """Parses a catalog.

    :raises CatalogError: if the text is not a catalog of the supported version, or defines a name twice.
    """
    try:
        catalog = json.loads(text)
    except ValueError as error:
        raise CatalogError(f"not JSON: {error}") from error
    version = catalog.get("catalog_version") if isinstance(catalog, dict) else None
    # Another version has another schema, whose problems would be misleading.
    if isinstance(version, int) and version != CATALOG_VERSION:
        raise CatalogError(f"catalog version {version} is not supported, expected {CATALOG_VERSION}")
    if problems := _schema_check().problems(catalog):
        raise CatalogError(*map(str, problems))
    definitions: list[dict[str, Any]] = catalog["actions"]
    if names := _duplicate_names(definitions):
        raise CatalogError(*(f"action `{name}` is defined twice" for name in names))
    return [_entry(index, definition) for index, definition in enumerate(definitions)]


def _duplicate_names(definitions: list[dict[str, Any]]) -> list[str]:
    names = collections.Counter(
        name for one in definitions for name in (one["name"], *one.get("aliases", ()))
    )
    return [name for name, count in names.items() if count > 1]


def _entry(index: int, definition: dict[str, Any]) -> CatalogEntry:
    name = definition["name"]
    try:
        input_check = InputCheck(definition)
    except SchemaError as error:
        place = pointer(["actions", index, "input", *error.absolute_path])
        raise CatalogError(f"{place}: action `{name}`: invalid JSON Schema: {error.message}") from error
    description = definition.get("description", "")
    if deprecated := definition.get("deprecated"):
        description = f"Deprecated: {deprecated}\n\n{description}"
    return CatalogEntry(
        name=name,
        aliases=tuple(definition.get("aliases", ())),
        description=description,
        params_spec=definition["params_spec"],
        is_sync=definition["is_sync"],
        tags=tuple(definition.get("tags", ())),
        input_check=input_check,
        definition=definition,
    )


@functools.cache
def _schema_check() -> SchemaCheck:
    file = importlib.resources.files(__package__) / "catalog.schema.json"
    return SchemaCheck(json.loads(file.read_text("utf-8")))
