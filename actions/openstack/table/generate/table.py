"""One service's table: its rows, what is written by hand, what the client does not have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from .derivation import Derived
from .exploration import Missing, Unsuited
from .inspection import inspected
from .recorder import Request
from .row import row_of
from .services import Service
from .trial import Method

Entry = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """What became of one action: a row with its examples, or an entry with its reason."""

    part: str
    entry: Entry
    vectors: list[Entry]


def found_for(service: Service, name: str, path: str) -> Found:
    """Makes one action's row, or says why there is none."""
    entry: Entry = {"name": f"{service.name}.{name}", "client_method": path}
    try:
        row, proof = row_of(service, name, path)
        return Found("actions", row, chosen(proof))
    except Missing as error:
        return Found("absent", {**entry, "reason": str(error)}, [])
    except Unsuited as error:
        return Found("by_hand", {**entry, **signature(service, path), "reason": str(error)}, [])


def table_of(service: Service, all_found: Sequence[Found]) -> tuple[Entry, dict[str, list[Entry]]]:
    """The table of a service, and for every row some of the examples that prove it."""
    head: Entry = {
        "service": service.name,
        "service_types": service.service_types,
        "client": {"package": service.package, "version": service.package_version},
    }
    if service.versions[0] is not None:
        head["microversion"] = {"max": service.versions[0]}
    all_found = without_lists(all_found)
    for name in ("actions", "by_hand", "absent"):
        head[name] = [found.entry for found in all_found if found.part == name]
    return head, {found.entry["name"]: found.vectors for found in all_found if found.part == "actions"}


def without_lists(all_found: Sequence[Found]) -> list[Found]:
    """A search has nothing to search where its list is absent."""
    absent = {found.entry["client_method"] for found in all_found if found.part == "absent"}

    def settled(found: Found) -> Found:
        manager, _, method = found.entry["client_method"].rpartition(".")
        if method in ("find", "findall") and f"{manager}.list" in absent:
            entry = {name: found.entry[name] for name in ("name", "client_method")}
            return Found(
                "absent", {**entry, "reason": f"searches what {manager}.list lists, which is absent"}, []
            )
        return found

    return [settled(found) for found in all_found]


def signature(service: Service, path: str) -> Entry:
    """What the signature alone says, for those who write the action."""
    method, bounds = inspected(service, path)
    described: Entry = {"microversion": bounds} if bounds else {}
    return {**described, "signature": written(method)}


def written(method: Method) -> str:
    inputs = [one.name if one.required else f"{one.name}={one.default!r}" for one in method.inputs]
    return ", ".join(inputs + (["**kwargs"] if method.rest else []))


def chosen(found: Derived) -> list[Entry]:
    """Examples that differ as much as may be: of every call, then the fullest, then others."""
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
    """An input as a caller gives it: further members beside the others."""
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
