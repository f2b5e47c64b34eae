"""Debian packages and virtual environments that the tests need."""

import os

from .debian import Root, package_of
from .provision import REPOSITORY, SCRIPTS, Package, Venv

RABBITMQ = Package("rabbitmq-server", "/usr/lib/rabbitmq/bin/rabbitmq-server")
MARIADB = Package("mariadb-server", "/usr/sbin/mariadbd")
OPENSSL = Package("openssl", "/usr/bin/openssl")
PACKAGES = (
    RABBITMQ,
    MARIADB,
    OPENSSL,
    Package("openssh-server", "/usr/sbin/sshd"),
    # Mistral's ssh action runs `nc` on a gateway.
    Package("netcat-openbsd", "/usr/bin/nc"),
    Package("valgrind", "/usr/bin/valgrind"),
    Package("prometheus", "/usr/bin/prometheus"),
    Package("shellcheck", "/usr/bin/shellcheck"),
    Package("buildah", "/usr/bin/buildah"),
    # Kolla's health check looks for connections of a process.
    Package("iproute2", "/usr/bin/ss"),
    Package("procps", "/usr/bin/pgrep"),
)

# RabbitMQ by its version: that of Debian 12, of Debian 13, and of the release in preparation.
BROKERS = {
    version: package_of(suite, RABBITMQ)
    for version, suite in (("3.10", "bookworm"), ("4.0", "trixie"), ("newest", "testing"))
}
# The broker of the tests, unless the caller chooses another one.
DEFAULT_BROKER = "3.10"
# The brokers of `cargo xtask test`.
TESTED_BROKERS = (DEFAULT_BROKER, "newest")

# A minimal system, for tests of packages and images.
CLEAN_ROOT = Root("bookworm", Package("systemd", "/usr/bin/systemd-sysusers"))

# The package for Mistral's engine.
PROVIDER = os.path.join(REPOSITORY, "provider")


def _venv(name: str, *requirements: str, editable: str | None = None) -> Venv:
    return Venv(name, os.path.join(REPOSITORY, *requirements), editable)


_PINS = os.path.join(SCRIPTS, "pins")


def _mistral(release: str, python: str) -> Venv:
    name = f"mistral-{release}"
    return Venv(name, os.path.join(_PINS, f"{name}.txt"), python=python)


MISTRAL = _venv("mistral", _PINS, "mistral.txt")
# The release of the tests, unless the caller chooses another one.
DEFAULT_MISTRAL = "23"
# Releases of Mistral. Each has its environment, which is installed on first use.
MISTRALS = {
    "20.2": _mistral("20.2", "3.11"),
    "21": _mistral("21", "3.11"),
    "22": _mistral("22", "3.11"),
    DEFAULT_MISTRAL: MISTRAL,
    "23-py3.13": _mistral("23-py3.13", "3.13"),
}
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
    # The templates of kolla-ansible, and kolla's scripts.
    _venv("kolla", _PINS, "kolla.txt"),
    # Cargo's subcommands for `xtask`.
    _venv("cargo-tools", "xtask", "requirements", "cargo-tools.txt"),
    # mdBook and a checker of links for `cargo xtask book`.
    _venv("book", "xtask", "requirements", "book.txt"),
    # Tools that build and check the wheel of the provider.
    _venv("dist", "xtask", "requirements", "dist.txt"),
    # The linters, and the provider with its tests.
    _venv("provider", "provider", "requirements-test.txt", editable=PROVIDER),
)
