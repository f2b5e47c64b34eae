"""Debian packages and virtual environments that the tests need."""

import os

from .provision import REPOSITORY, SCRIPTS, Package, Venv

RABBITMQ = Package("rabbitmq-server", "/usr/lib/rabbitmq/bin/rabbitmq-server")
POSTGRESQL = Package("postgresql", "/usr/lib/postgresql/*/bin/initdb")
OPENSSL = Package("openssl", "/usr/bin/openssl")
PACKAGES = (
    RABBITMQ,
    POSTGRESQL,
    OPENSSL,
    Package("openssh-server", "/usr/sbin/sshd"),
    # Mistral's ssh action runs `nc` on a gateway.
    Package("netcat-openbsd", "/usr/bin/nc"),
    Package("valgrind", "/usr/bin/valgrind"),
)

# The package for Mistral's engine.
PROVIDER = os.path.join(REPOSITORY, "provider")


def _venv(name: str, *requirements: str, editable: str | None = None) -> Venv:
    return Venv(name, os.path.join(REPOSITORY, *requirements), editable)


_PINS = os.path.join(SCRIPTS, "pins")
MISTRAL = _venv("mistral", _PINS, "mistral.txt")
KEYSTONE = _venv("keystone", _PINS, "keystone.txt")
# All other services of the cloud. They need other versions of shared packages than Keystone.
NOVA = _venv("nova", _PINS, "nova.txt")
VENVS = (
    MISTRAL,
    KEYSTONE,
    NOVA,
    # Mistral and the mail server of `tests/servers`.
    _venv("std", "tests", "servers", "requirements.txt"),
    # The OpenStack clients, and mistral-extra.
    _venv("clients", "actions", "openstack", "table", "generate", "requirements.txt"),
    # The linters, and the provider with its tests.
    _venv("provider", "provider", "requirements-test.txt", editable=PROVIDER),
)
