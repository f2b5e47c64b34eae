"""Runs Mistral's own action classes as its executor does, and tells what came of it.

Reads a list of cases from standard input, writes a list of outcomes to standard output:

    [{"action": "std.echo", "input": {"output": 1}, "settings": {}, "local": false}]
    [{"object": {"cls": …, "cls_attrs": …, "data": …}, "result": {"data": 1, "error": null, "cancel": false}}]

An outcome has "object" if the engine could make and serialize one, and either "result", as it arrives at
the engine, or "failure": {"where": "check" | "construct" | "run" | "result", "type": …, "message": …}.
With the argument `list` it prints each action's parameters instead.
"""

import importlib.metadata
import json
import logging
import socket
import sys
from typing import Any

import mistral.config

# Mistral's modules import each other in a circle, which only resolves from here.
import mistral.db.v2.api  # noqa: F401
from mistral_lib import actions as lib_actions
from mistral_lib import serialization
from mistral_lib.actions import context as lib_context
from mistral_lib.actions.providers import python as provider
from mistral_lib.utils import inspect_utils
from oslo_config import cfg

CONTEXT = {
    "workflow_execution_id": "c1d2e3f4",
    "task_execution_id": "5ceea1b2",
    "workflow_name": "parity",
    "action_execution_id": "a7eb257e",
    "callback_url": "/v2/action_executions/a7eb257e",
}


def action_classes() -> dict[str, Any]:
    """The classes behind the names `std.*`, as Mistral finds them."""
    entry_points = importlib.metadata.entry_points(group="mistral.actions")
    return {point.name: point.load() for point in entry_points if point.name.startswith("std.")}


def failure(where: str, error: BaseException) -> dict[str, Any]:
    """What went wrong, and at which step from the engine's check to its reading of the result."""
    return {"failure": {"where": where, "type": type(error).__name__, "message": str(error)}}


def read(serialized: str) -> Any:
    """What is inside of a serialized entity. JSON has no NaN: what Python writes becomes an object."""
    return json.loads(json.loads(serialized)["__serial_data"], parse_constant=lambda name: {"not JSON": name})


def outcome(name: str, action_class: Any, given: dict[str, Any], local: bool) -> dict[str, Any]:
    """Takes a case the whole way: engine, wire, executor, wire. A local executor has no first wire."""
    serializer = serialization.get_polymorphic_serializer()
    descriptor = provider.PythonActionDescriptor(name, action_class)
    try:
        descriptor.check_parameters(given)
    except Exception as error:
        return failure("check", error)
    try:
        action = descriptor.instantiate(given, {})
        sent = serializer.serialize(action)
    except Exception as error:
        return failure("construct", error)
    answer: dict[str, Any] = {"object": read(sent)}
    context = lib_context.ActionContext(
        lib_context.SecurityContext(), lib_context.ExecutionContext(**CONTEXT)
    )
    try:
        result = (action if local else serializer.deserialize(sent)).run(context)
    except BaseException as error:
        return answer | failure("run", error)
    if not isinstance(result, lib_actions.Result):
        result = lib_actions.Result(data=result)
    if not action.is_sync() and not result.is_error():
        # The executor sends nothing: somebody else will.
        result = lib_actions.Result()
    try:
        received = read(serializer.serialize(result))
    except Exception as error:
        return answer | failure("result", error)
    return answer | {"result": received}


def main() -> None:
    """Answers the cases, or lists the actions."""
    logging.disable(logging.CRITICAL)
    classes = action_classes()
    if sys.argv[1:] == ["list"]:
        parameters = {
            name: inspect_utils.get_arg_list_as_str(found.__init__) for name, found in classes.items()
        }
        json.dump(parameters, sys.stdout)
        return
    cfg.CONF([], project="mistral", default_config_files=[])
    cfg.CONF.set_override("js_implementation", "py_mini_racer")
    # A peer that never answers shall not hold up the table; Mistral itself sets no such limit.
    socket.setdefaulttimeout(20)
    outcomes = []
    for case in json.load(sys.stdin):
        for group, options in case.get("settings", {}).items():
            for option, value in options.items():
                cfg.CONF.set_override(option, value, group=group)
        outcomes.append(outcome(case["action"], classes[case["action"]], case["input"], case["local"]))
        for group, options in case.get("settings", {}).items():
            for option in options:
                cfg.CONF.clear_override(option, group=group)
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main()
