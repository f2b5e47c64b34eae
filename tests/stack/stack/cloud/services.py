"""The processes, and when they are ready."""

import os
import signal
from collections.abc import Callable
from functools import partial

from .. import install
from ..folder import Folder
from ..http import answers
from ..keystone import Session
from ..processes import Service
from . import urls
from .configuration import environment, options

# Programs that listen to nobody but the broker.
PROGRAMS = ("nova-conductor", "nova-scheduler", "nova-compute", "cinder-scheduler", "cinder-volume")
# APIs by their modules, with the options that they need.
MODULES = {
    "keystone": "keystone.wsgi.api",
    "placement": "placement.wsgi.api",
    "glance": "glance.wsgi.api",
    "neutron": "neutron.wsgi.api",
    "nova": "nova.wsgi.osapi_compute",
    "cinder": "cinder.wsgi.api",
}
# The others find their configuration by way of the environment.
WITH_OPTIONS = ("cinder",)


def start(folder: Folder, *names: str) -> None:
    """Starts services; they are not ready yet."""
    for name in names:
        argv = program(folder, name) if name in PROGRAMS else api(folder, name)
        # cinder-volume does not heed SIGTERM.
        stop = signal.SIGKILL if name == "cinder-volume" else signal.SIGTERM
        folder.start(Service(name, argv, environment(folder), stop_signal=stop))


def api(folder: Folder, name: str) -> list[str]:
    """The command line of an API."""
    venv = install.KEYSTONE if name == "keystone" else install.NOVA
    serve = os.path.join(install.SCRIPTS, "shim", "serve.py")
    more = options(folder, name) if name in WITH_OPTIONS else []
    return [venv.tool("python"), serve, MODULES[name], str(folder.port[name]), *more]


def program(folder: Folder, name: str) -> list[str]:
    """The command line of a program."""
    return [install.NOVA.tool(name), *options(folder, name.partition("-")[0])]


def ready(folder: Folder, *names: str) -> None:
    """Waits until APIs answer."""
    for name in names:
        url = urls(folder)[name] + "/"
        folder.processes.wait(name, partial(answers, url), 180)


def report(folder: Folder, admin: Session, *names: str) -> None:
    """Waits until programs have told their APIs that they are there."""

    def is_up(base: str, name: str) -> Callable[[], bool]:
        url = f"{base}/os-services?binary={name}"
        return lambda: any(service["state"] == "up" for service in admin.send("GET", url)["services"])

    for name in names:
        folder.processes.wait(name, is_up(urls(folder)[name.partition("-")[0]], name))


def discover_hosts(folder: Folder, admin: Session) -> None:
    """Lets Nova use its compute host, which must have reported before."""
    tool = [install.NOVA.tool("nova-manage"), *options(folder, "nova")]
    folder.run("nova-setup", [*tool, "cell_v2", "discover_hosts"], environment(folder))
    providers = urls(folder)["placement"] + "/resource_providers"
    folder.processes.wait("nova-compute", lambda: bool(admin.send("GET", providers)["resource_providers"]))


def discover_pools(folder: Folder, admin: Session) -> None:
    """Waits until Cinder's scheduler knows where to put volumes.

    A program is up before it has told the scheduler what it can do, and a volume made until then is in error.
    """
    pools = urls(folder)["cinder"] + "/scheduler-stats/get_pools"
    folder.processes.wait("cinder-volume", lambda: bool(admin.send("GET", pools)["pools"]))
