"""Inspects a method: its microversions and its signature."""

from __future__ import annotations

import inspect
from typing import Any

from .exploration import MethodAbsent
from .functions import ABSENT
from .invocation import Input, Method, client_for
from .recorder import Recorder
from .service import Service, method_of


def function_at(service: Service, path: str, version: str | None) -> Any:
    """The implementation of a method at a microversion; None if the microversion does not have it."""
    client = client_for(service, version, Recorder())
    try:
        method = method_of(client, path)
    except AttributeError as error:
        raise MethodAbsent(str(error)) from error
    module: Any = service.api_versions
    if module is not None and hasattr(method, "__id__") and version is not None:
        found = module.get_substitutions(method.__id__, module.APIVersion(version))
        return found[-1].func if found else None
    return method


def inspected(service: Service, path: str) -> tuple[Method, dict[str, str]]:
    """The method at the highest microversion that has it, and the limits of its microversions."""
    with_it = []
    for version in service.versions:
        if function_at(service, path, version) is not None and not gone(service, path, version):
            with_it.append(version)
        elif with_it:
            break
    if not with_it:
        raise MethodAbsent("no microversion that the client knows has it")
    bounds: dict[str, str] = {}
    highest, lowest = with_it[0], with_it[-1]
    if highest is not None and highest != service.versions[0]:
        bounds["max"] = highest
    if lowest is not None and lowest != service.versions[-1]:
        bounds["min"] = lowest
    return described(service, path, highest), bounds


def gone(service: Service, path: str, version: str | None) -> bool:
    """Checks if the method only raises an error at this microversion."""
    if not service.too_old:
        return False
    method = described(service, path, version)
    given = {one.name: one.name for one in method.inputs if one.required}
    try:
        method.call(Recorder(), given)
    except service.too_old as error:
        return "parameter" not in str(error).lower()
    except Exception:
        return False
    return False


def described(service: Service, path: str, version: str | None) -> Method:
    function = function_at(service, path, version)
    signature = inspect.signature(function)
    inputs = []
    rest = False
    for parameter in signature.parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.VAR_KEYWORD:
            rest = True
        elif parameter.kind is not parameter.VAR_POSITIONAL:
            inputs.append(described_input(parameter))
    if keywords := service.keywords.get(path):
        inputs += [Input(name, False) for name in keywords]
        rest = False
    return Method(service, path, version, tuple(inputs), rest, inspect.getdoc(function) or "")


def described_input(parameter: inspect.Parameter) -> Input:
    if parameter.default is parameter.empty:
        return Input(parameter.name, True)
    default = parameter.default
    if isinstance(default, tuple):
        default = list(default)
    plain = default is None or isinstance(default, str | int | float | bool | list | dict)
    return Input(parameter.name, False, default if plain else ABSENT)
