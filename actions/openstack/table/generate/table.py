"""The table of a service: its templated, custom and absent actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from .derivation import Derived
from .exploration import MethodAbsent, NeedsCustomAction
from .inspection import inspected
from .invocation import Method
from .recorder import Request
from .service import Service
from .template import template_of

Entry = dict[str, Any]


# The parts of a table that list actions.
PARTS = ("templated", "custom", "absent")


@dataclass(frozen=True)
class Generated:
    """An action of the table: a template with its vectors, or an entry with a reason."""

    part: str
    entry: Entry
    vectors: list[Entry]


def generate(service: Service, name: str, path: str) -> Generated:
    """Generates the template of an action, or the reason why it has none."""
    entry: Entry = {"name": f"{service.namespace}.{name}", "client_method": path}
    try:
        template, proof = template_of(service, name, path)
        return Generated("templated", template, chosen(proof))
    except MethodAbsent as error:
        return Generated("absent", {**entry, "reason": str(error)}, [])
    except NeedsCustomAction as error:
        return Generated("custom", {**entry, **signature(service, path), "reason": str(error)}, [])


def table_of(service: Service, all_found: Sequence[Generated]) -> tuple[Entry, dict[str, list[Entry]]]:
    """The table of a service, and the vectors of every template."""
    head: Entry = {
        "namespace": service.namespace,
        "service_types": service.service_types,
        "client": {"package": service.package, "version": service.package_version},
    }
    if service.versions[0] is not None:
        head["microversion"] = {"max": service.versions[0]}
    all_found = without_lists(all_found)
    for part in PARTS:
        head[part] = [found.entry for found in all_found if found.part == part]
    return head, {found.entry["name"]: found.vectors for found in all_found if found.part == "templated"}


def without_lists(all_found: Sequence[Generated]) -> list[Generated]:
    """Marks a search as absent if the action that lists is absent."""
    absent = {found.entry["client_method"] for found in all_found if found.part == "absent"}

    def settled(found: Generated) -> Generated:
        manager, _, method = found.entry["client_method"].rpartition(".")
        if method in ("find", "findall") and f"{manager}.list" in absent:
            entry = {name: found.entry[name] for name in ("name", "client_method")}
            return Generated(
                "absent", {**entry, "reason": f"searches what {manager}.list lists, which is absent"}, []
            )
        return found

    return [settled(found) for found in all_found]


def signature(service: Service, path: str) -> Entry:
    """The signature, for authors of the custom action."""
    method, bounds = inspected(service, path)
    described: Entry = {"microversion": bounds} if bounds else {}
    return {**described, "signature": written(method)}


def written(method: Method) -> str:
    inputs = [one.name if one.required else f"{one.name}={one.default!r}" for one in method.inputs]
    return ", ".join(inputs + (["**kwargs"] if method.rest else []))


def chosen(found: Derived) -> list[Entry]:
    """Selects vectors that differ: the simplest example, the fullest ones, then others."""
    picked: list[Entry] = []
    seen: set[str] = set()
    ordered = sorted(found.proven, key=lambda one: -len(one[0]))
    plainest, fullest, rest = found.proven[:1], ordered[:2], found.proven[1:]
    for given, request in plainest + fullest + spread(rest, 12):
        entry = {"input": flat(given), **shown(request)}
        if (key := repr(entry)) not in seen and len(picked) < 8:
            seen.add(key)
            picked.append(entry)
    return picked


def spread(examples: list[Any], count: int) -> list[Any]:
    step = max(1, len(examples) // count)
    return examples[::step]


def flat(given: dict[str, Any]) -> dict[str, Any]:
    """An input as a caller gives it: undeclared members next to the others."""
    return {**{name: value for name, value in given.items() if name != "**"}, **(given.get("**") or {})}


def shown(request: Request) -> Entry:
    pairs = sorted([name, value] for name, values in request.query.items() for value in values)
    entry: Entry = {"method": request.method, "path": encoded(request.path), "query": pairs}
    if request.headers:
        entry["headers"] = dict(sorted(request.headers.items()))
    if request.body is not None:
        entry["body"] = request.body
    return entry


def encoded(path: tuple[str, ...]) -> str:
    return "/" + "/".join(quote(segment, safe="") for segment in path)
