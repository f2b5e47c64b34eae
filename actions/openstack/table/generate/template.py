"""Assembles the template of an action from the findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import docs, hints
from .derivation import Derived, derived
from .exploration import NeedsCustomAction, kinds_of
from .functions import ABSENT
from .inspection import inspected
from .invocation import Method
from .kinds import KINDS
from .language import call_for
from .results import paging_of, result_of
from .service import Service

# JSON types in the order in which schemas list them.
TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")


def template_of(service: Service, name: str, path: str) -> tuple[dict[str, Any], Derived]:
    """The template of an action, and the examples that verify it."""
    if (reason := service.custom_reason(path)) is not None:
        raise NeedsCustomAction(reason)
    method, bounds = inspected(service, path)
    found = derived(method)
    template: dict[str, Any] = {
        "name": f"{service.namespace}.{name}",
        "client_method": path,
        "docs": docs.summary(method.docs, path),
    }
    if bounds:
        template["microversion"] = bounds
    template["inputs"] = inputs_of(method, found)
    if method.rest:
        template["rest"] = docs.parameters(method.docs).get("kwargs") or service.rest_docs
    template["calls"] = [call_with_result(method, found, call) for call in found.calls]
    return template, found


def inputs_of(method: Method, found: Derived) -> list[dict[str, Any]]:
    described = docs.parameters(method.docs)
    inputs = []
    for one in method.inputs:
        entry: dict[str, Any] = {
            "name": one.name,
            "docs": docs.of_input(one.name, described, in_path(found, one.name)),
        }
        if types := types_of(method, found, one.name):
            entry["types"] = types
        choices = method.service.values.get((method.path, one.name))
        if choices and one.name not in hints.OPEN:
            entry["enum"] = [*choices, *([] if one.required else [None])]
        if one.name in hints.SECRET:
            entry["secret"] = True
        if one.required:
            entry["required"] = True
        elif one.default is not ABSENT:
            entry["default"] = one.default
        inputs.append(entry)
    return inputs


def in_path(found: Derived, name: str) -> bool:
    return any(f"{{{name}}}" in call.get("path", "") for call in found.calls)


def types_of(method: Method, found: Derived, name: str) -> list[str]:
    """JSON types that the client accepts; empty if it accepts all."""
    if (method.path, name) in method.service.values:
        return []
    kinds = found.exploration.kinds[name]
    full = {kind.split(":")[0] for kind in kinds if kind in KINDS}
    if "array" not in kinds and "array:objects" not in kinds:
        full.discard("array")
    if not any(kind in kinds for kind in ("object", "object:id")):
        full.discard("object")
    if "number" in full:
        full.discard("integer")
    types = [one for one in TYPES if one in full]
    return [] if {"string", "boolean", "array", "object"} <= set(types) else types


def call_with_result(method: Method, found: Derived, call: dict[str, Any]) -> dict[str, Any]:
    if "refuse" in call or "nothing" in call:
        return call
    given = example(found, call)
    result = result_of(method, given)
    if item := method.service.items.get(method.path):
        result["item"] = item
    call = {**call, "result": result}
    if (paging := paging_of(method, given, result)) is not None:
        call["paging"] = paging
    return call


def example(found: Derived, call: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs that select the call."""
    for given, _ in found.proven:
        if call_for(found.calls, found.exploration.method.completed(given)) is call:
            return given
    raise NeedsCustomAction("no example of one of the calls")


__all__ = ["kinds_of", "template_of"]
