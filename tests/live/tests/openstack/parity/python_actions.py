"""Runs the OpenStack actions of mistral-extra as Mistral's executor does, one after the other.

Reads one line of JSON for each call, and writes one line of JSON with its result:

    {"action": "nova.servers_get", "input": {"server": "…"}, "context": {"auth_token": …, …}}
    {"object": {"cls": …, "cls_attrs": …, "data": …}, "data": {…}}

with `"error": "…"` instead of `"data"` if the action raised an error, and without "object" if the engine
could not have sent the action.
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
    """Returns the class that mistral-extra creates for an action."""
    namespace, method = name.split(".", 1)
    method = mapping[namespace][method]
    return type(method, (CLASSES[namespace],), {"client_method_name": method})


def unwrap(serialized: str) -> Any:
    """Returns the data of a serialized entity."""
    return json.loads(json.loads(serialized)["__serial_data"])


def outcome(call: dict[str, Any], mapping: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Runs a call through the engine, the wire, the executor, and the wire again."""
    serializer = serialization.get_polymorphic_serializer()
    answer: dict[str, Any] = {}
    try:
        action = action_class(call["action"], mapping)(**call["input"])
        sent = serializer.serialize(action)
        answer["object"] = unwrap(sent)
        security = lib_context.SecurityContext()
        for name, value in call["context"].items():
            setattr(security, "user_id" if name == "user" else name, value)
        thread_context.set_ctx(security)
        context = lib_context.ActionContext(security, lib_context.ExecutionContext())
        result = serializer.deserialize(sent).run(context)
        received = unwrap(serializer.serialize(lib_actions.Result(data=result)))
    except Exception as error:
        return answer | {"error": str(error)}
    return answer | {"data": received["data"]}


def main() -> None:
    """Serves calls until standard input ends."""
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
