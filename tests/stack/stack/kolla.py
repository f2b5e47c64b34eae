"""Writes the files of Mistral's executor as kolla-ansible does; runs in the environment `kolla`.

    python kolla.py FOLDER [VARIABLE=VALUE...]

FOLDER is the deployment's `/etc/kolla`. The variables are those of `globals.yml`. Templates and defaults are
those of the package kolla-ansible, without the program Ansible: each variable is a template itself, rendered
when it is used. Prints a JSON object: environment, volumes and health check of the container, and the folder
of kolla's scripts.
"""

import glob
import json
import os
import sys
from typing import Any

import jinja2
import yaml
from jinja2.nativetypes import NativeEnvironment
from jinja2.runtime import Context
from kolla_ansible.kolla_address import kolla_address
from kolla_ansible.kolla_url import kolla_url
from kolla_ansible.put_address_in_context import put_address_in_context

SERVICE = "mistral-executor"
SHARE = os.path.join(sys.prefix, "share")
ANSIBLE = os.path.join(SHARE, "kolla-ansible", "ansible")
PASSWORDS = os.path.join(SHARE, "kolla-ansible", "etc_examples", "kolla", "passwords.yml")
HOST = "control"


class LazyContext(Context):
    """Variables that are rendered when a template uses them, as Ansible does."""

    def resolve_or_missing(self, key: str) -> Any:
        """Returns a variable."""
        return rendered(super().resolve_or_missing(key), dict(self.parent))


def is_true(value: object) -> bool:
    """Ansible's filter `bool`."""
    return str(value).lower() in ("true", "yes", "on", "1")


def environment(of: type[jinja2.Environment]) -> jinja2.Environment:
    """Returns an environment with Ansible's settings and the filters of kolla-ansible."""
    result = of(trim_blocks=True, keep_trailing_newline=True, undefined=jinja2.StrictUndefined)
    result.context_class = LazyContext
    result.filters |= {
        "bool": is_true,
        "kolla_address": kolla_address,
        "kolla_url": kolla_url,
        "put_address_in_context": put_address_in_context,
    }
    return result


FILES = environment(jinja2.Environment)
VALUES = environment(NativeEnvironment)


def rendered(value: Any, variables: dict[str, Any]) -> Any:
    """Renders a value with everything in it."""
    if isinstance(value, str) and "{" in value:
        return VALUES.from_string(value).render(variables)
    if isinstance(value, list):
        return [rendered(item, variables) for item in value]
    if isinstance(value, dict):
        return {key: rendered(item, variables) for key, item in value.items()}
    return value


def load(path: str) -> dict[str, Any]:
    """Reads a YAML file."""
    with open(path) as file:
        return yaml.safe_load(file) or {}


def variables_of(settings: list[str]) -> dict[str, Any]:
    """Returns all variables of a deployment with one host, whose address is 127.0.0.1."""
    variables: dict[str, Any] = {}
    for path in sorted(glob.glob(os.path.join(ANSIBLE, "group_vars", "all", "*.yml"))):
        variables |= load(path)
    for part in ("defaults", "vars"):
        variables |= load(os.path.join(ANSIBLE, "roles", "mistral", part, "main.yml"))
    # `kolla-genpwd` generates them.
    variables |= {name: value or f"secret-of-{name}" for name, value in load(PASSWORDS).items()}
    host = {
        "api_interface": "lo",
        "api_address_family": "ipv4",
        "ansible_facts": {"lo": {"ipv4": {"address": "127.0.0.1"}}},
    }
    variables |= {
        "service_name": SERVICE,
        "inventory_hostname": HOST,
        "hostvars": {HOST: host},
        "groups": {name: [HOST] for name in ("rabbitmq", "memcached", "valkey")},
        "kolla_internal_vip_address": "127.0.0.1",
        "kolla_same_external_internal_vip": True,
        "ansible_facts": {"processor_vcpus": 2, "os_family": "Debian"},
    }
    return variables | dict(setting.split("=", 1) for setting in settings)


def main() -> None:
    """Writes the files."""
    folder, *settings = sys.argv[1:]
    variables = variables_of(settings)
    node = os.path.join(folder, SERVICE)
    os.makedirs(node, exist_ok=True)
    for template, name in ((f"{SERVICE}.json.j2", "config.json"), ("mistral.conf.j2", "mistral.conf")):
        with open(os.path.join(ANSIBLE, "roles", "mistral", "templates", template)) as file:
            text = FILES.from_string(file.read()).render(variables)
        with open(os.path.join(node, name), "w") as file:
            file.write(text)

    def value(name: str) -> Any:
        return rendered(variables[name], variables)

    container = {
        "environment": {**value("docker_common_options")["environment"], "KOLLA_SERVICE_NAME": SERVICE},
        "volumes": [volume for volume in value("mistral_executor_default_volumes") if volume],
        "healthcheck": value("mistral_executor_healthcheck_test"),
        "scripts": os.path.join(SHARE, "kolla", "docker"),
    }
    print(json.dumps(container))


if __name__ == "__main__":
    main()
