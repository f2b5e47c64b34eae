"""Runs mistral-extra's own OpenStack actions as Mistral's executor does, one after the other.

Reads a line of JSON for each call, and writes one for what came of it:

    {"action": "nova.servers_get", "input": {"server": "…"}, "context": {"auth_token": …, …}}
    {"object": {"cls": …, "cls_attrs": …, "data": …}, "data": {…}}

with `"error": "…"` in place of `"data"` if the action raised it, and without "object" if the engine could not
have sent it.
"""

import json
import logging
import sys
import warnings
from typing import Any

warnings.simplefilter("ignore")

import mistral_extra.config  # noqa: E402
from keystonemiddleware import auth_token  # noqa: E402,F401
from mistral_extra.actions.openstack import actions  # noqa: E402
from mistral_extra.actions.openstack.action_generator.base import get_mapping  # noqa: E402
from mistral_extra.actions.openstack.utils import context as thread_context  # noqa: E402
from mistral_lib import actions as lib_actions  # noqa: E402
from mistral_lib import serialization  # noqa: E402
from mistral_lib.actions import context as lib_context  # noqa: E402
from oslo_config import cfg  # noqa: E402

CLASSES = {
    "nova": actions.NovaAction,
    "cinder": actions.CinderAction,
    "glance": actions.GlanceAction,
    "neutron": actions.NeutronAction,
    "keystone": actions.KeystoneAction,
}


def action_class(name: str, mapping: dict[str, dict[str, str]]) -> Any:
    """The class that mistral-extra makes for an action."""
    namespace, method = name.split(".", 1)
    method = mapping[namespace][method]
    return type(method, (CLASSES[namespace],), {"client_method_name": method})


def inside(serialized: str) -> Any:
    """What is inside of a serialized entity."""
    return json.loads(json.loads(serialized)["__serial_data"])


def outcome(call: dict[str, Any], mapping: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Takes a call the whole way: engine, wire, executor, wire."""
    serializer = serialization.get_polymorphic_serializer()
    answer: dict[str, Any] = {}
    try:
        action = action_class(call["action"], mapping)(**call["input"])
        sent = serializer.serialize(action)
        answer["object"] = inside(sent)
        security = lib_context.SecurityContext()
        for name, value in call["context"].items():
            setattr(security, "user_id" if name == "user" else name, value)
        thread_context.set_ctx(security)
        context = lib_context.ActionContext(security, lib_context.ExecutionContext())
        result = serializer.deserialize(sent).run(context)
        received = inside(serializer.serialize(lib_actions.Result(data=result)))
    except Exception as error:
        return answer | {"error": str(error)}
    return answer | {"data": received["data"]}


def main() -> None:
    """Answers calls until there are no more."""
    logging.disable(logging.CRITICAL)
    out, sys.stdout = sys.stdout, sys.stderr
    for name in dir(mistral_extra.config):
        if name.endswith("_opts") and name.startswith("openstack"):
            cfg.CONF.register_opts(getattr(mistral_extra.config, name), group="openstack_actions")
    if "openstack_actions_mapping_path" not in cfg.CONF:
        cfg.CONF.register_cli_opt(mistral_extra.config.os_actions_mapping_path)
    cfg.CONF([], project="mistral", default_config_files=[])
    mapping = get_mapping()
    for line in sys.stdin:
        print(json.dumps(outcome(json.loads(line), mapping)), file=out, flush=True)


if __name__ == "__main__":
    main()
