"""Processes of the services, and checks that they are ready."""

import os
import signal
from collections.abc import Callable
from functools import partial

from ..folder import Folder
from ..http import responds
from ..inventory import KEYSTONE, NOVA
from ..keystone import Session
from ..processes import Service
from ..provision import SCRIPTS
from . import urls
from .configuration import environment, options

# Programs without an API; they communicate through the broker.
PROGRAMS = ("nova-conductor", "nova-scheduler", "nova-compute", "cinder-scheduler", "cinder-volume")
# Modules of the APIs.
MODULES = {
    "keystone": "keystone.wsgi.api",
    "placement": "placement.wsgi.api",
    "glance": "glance.wsgi.api",
    "neutron": "neutron.wsgi.api",
    "nova": "nova.wsgi.osapi_compute",
    "cinder": "cinder.wsgi.api",
}
# APIs that need options; the others read environment variables.
WITH_OPTIONS = ("cinder",)


def start(folder: Folder, *names: str) -> None:
    """Starts services without waiting until they are ready."""
    for name in names:
        argv = program(folder, name) if name in PROGRAMS else api(folder, name)
        # cinder-volume ignores SIGTERM.
        stop = signal.SIGKILL if name == "cinder-volume" else signal.SIGTERM
        folder.start(Service(name, argv, environment(folder), stop_signal=stop))


def api(folder: Folder, name: str) -> list[str]:
    """Returns the command line of an API."""
    venv = KEYSTONE if name == "keystone" else NOVA
    serve = os.path.join(SCRIPTS, "shim", "serve.py")
    more = options(folder, name) if name in WITH_OPTIONS else []
    return [venv.tool("python"), serve, MODULES[name], str(folder.port[name]), *more]


def program(folder: Folder, name: str) -> list[str]:
    """Returns the command line of a program."""
    return [NOVA.tool(name), *options(folder, name.partition("-")[0])]


def ready(folder: Folder, *names: str) -> None:
    """Waits until APIs respond."""
    for name in names:
        url = urls(folder)[name] + "/"
        folder.processes.wait(name, partial(responds, url), 180)


def wait_reported(folder: Folder, admin: Session, *names: str) -> None:
    """Waits until programs have reported their state to their APIs."""

    def is_up(base: str, name: str) -> Callable[[], bool]:
        url = f"{base}/os-services?binary={name}"
        return lambda: any(service["state"] == "up" for service in admin.send("GET", url)["services"])

    for name in names:
        folder.processes.wait(name, is_up(urls(folder)[name.partition("-")[0]], name))


def discover_hosts(folder: Folder, admin: Session) -> None:
    """Registers the compute host, which must have reported its state before."""
    tool = [NOVA.tool("nova-manage"), *options(folder, "nova")]
    folder.run("nova-setup", [*tool, "cell_v2", "discover_hosts"], environment(folder))
    providers = urls(folder)["placement"] + "/resource_providers"
    folder.processes.wait("nova-compute", lambda: bool(admin.send("GET", providers)["resource_providers"]))


def discover_pools(folder: Folder, admin: Session) -> None:
    """Waits until Cinder's scheduler knows the volume backend.

    cinder-volume reports its capabilities after it is up; volumes that are created before fail.
    """
    pools = urls(folder)["cinder"] + "/scheduler-stats/get_pools"
    folder.processes.wait("cinder-volume", lambda: bool(admin.send("GET", pools)["pools"]))
