"""From the name of a method to what can be called: at which microversion, with which inputs."""

from __future__ import annotations

import inspect
from typing import Any

import cinderclient.api_versions
import novaclient.api_versions

from . import hints
from .exploration import Missing
from .functions import ABSENT
from .recorder import Recorder
from .services import Service, method_of
from .trial import Input, Method, client_for


def function_at(service: Service, path: str, version: str | None) -> Any:
    """The function behind a method at a microversion, or None if there is none at it."""
    client = client_for(service, version, Recorder())
    try:
        method = method_of(client, path)
    except AttributeError as error:
        raise Missing(str(error)) from error
    if hasattr(method, "__id__") and version is not None:
        module: Any = novaclient.api_versions if service.name == "nova" else cinderclient.api_versions
        found = module.get_substitutions(method.__id__, module.APIVersion(version))
        return found[-1].func if found else None
    return method


def inspected(service: Service, path: str) -> tuple[Method, dict[str, str]]:
    """The method at the highest microversion that has it, and the bounds of microversions that are bounds."""
    with_it = []
    for version in service.versions:
        if function_at(service, path, version) is not None and not gone(service, path, version):
            with_it.append(version)
        elif with_it:
            break
    if not with_it:
        raise Missing("no microversion that the client knows has it")
    bounds: dict[str, str] = {}
    highest, lowest = with_it[0], with_it[-1]
    if highest is not None and highest != service.versions[0]:
        bounds["max"] = highest
    if lowest is not None and lowest != service.versions[-1]:
        bounds["min"] = lowest
    return described(service, path, highest), bounds


def gone(service: Service, path: str, version: str | None) -> bool:
    """Whether the method only says that this microversion does not have it (any more)."""
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
    if keywords := hints.KEYWORDS.get((service.name, path)):
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
