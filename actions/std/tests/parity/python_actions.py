"""Runs Mistral's own action classes like its executor, and prints the outcomes.

Reads a list of cases from standard input, writes a list of outcomes to standard output:

    [{"action": "std.echo", "input": {"output": 1}, "settings": {}, "local": false, "environment": {}}]
    [{"object": {"cls": …, "cls_attrs": …, "data": …}, "result": {"data": 1, "error": null, "cancel": false}}]

An outcome has "object" if the engine can construct and serialize the object, and either "result", as the
engine receives it, or "failure", with the step of the error:
{"where": "check" | "construct" | "run" | "result", "type": …, "message": …}.
With the argument `list` it prints the parameters of each action instead.
"""

import importlib.metadata
import json
import logging
import os
import socket
import sys
from typing import Any

import mistral.config

# Mistral's modules import each other in a circle, which resolves only if this module is imported first.
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
    """Returns the classes of the names `std.*` from Mistral's entry points."""
    entry_points = importlib.metadata.entry_points(group="mistral.actions")
    return {point.name: point.load() for point in entry_points if point.name.startswith("std.")}


def failure(where: str, error: BaseException) -> dict[str, Any]:
    """Returns the outcome for an error at a step between the engine's check and its reading of the result."""
    return {"failure": {"where": where, "type": type(error).__name__, "message": str(error)}}


def read(serialized: str) -> Any:
    """Returns the content of a serialized entity. NaN and Infinity, which are not JSON, become objects."""
    return json.loads(json.loads(serialized)["__serial_data"], parse_constant=lambda name: {"not JSON": name})


def outcome(name: str, action_class: Any, action_input: dict[str, Any], local: bool) -> dict[str, Any]:
    """Runs a case through engine, wire, executor and wire. A local executor receives the object directly."""
    serializer = serialization.get_polymorphic_serializer()
    descriptor = provider.PythonActionDescriptor(name, action_class)
    try:
        descriptor.check_parameters(action_input)
    except Exception as error:
        return failure("check", error)
    try:
        action = descriptor.instantiate(action_input, {})
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
        # The executor sends no result: the result of an asynchronous action is delivered later.
        result = lib_actions.Result()
    try:
        received = read(serializer.serialize(result))
    except Exception as error:
        return answer | failure("result", error)
    return answer | {"result": received}


def main() -> None:
    """Runs the cases, or lists the actions."""
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
    # A server that never responds must not block the suite; Mistral itself sets no such limit.
    socket.setdefaulttimeout(20)
    outcomes = []
    for case in json.load(sys.stdin):
        for group, options in case.get("settings", {}).items():
            for option, value in options.items():
                cfg.CONF.set_override(option, value, group=group)
        before = dict(os.environ)
        os.environ.update(case["environment"])
        outcomes.append(outcome(case["action"], classes[case["action"]], case["input"], case["local"]))
        for name in case["environment"]:
            del os.environ[name]
        os.environ.update(before)
        for group, options in case.get("settings", {}).items():
            for option in options:
                cfg.CONF.clear_override(option, group=group)
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main()
