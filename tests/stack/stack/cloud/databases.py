"""The tables of all services, and what Keystone and Nova must find in theirs.

Making them takes longer than everything else, so it is done once: what came of it is kept beside the
virtual environments, and depends on nothing but them and these scripts.
"""

import glob
import os
import shutil
from concurrent.futures import ThreadPoolExecutor

from .. import install, keystone
from ..folder import Folder, locked
from .configuration import database, environment, options

# In Nova's list of its cells. Filled in by every service from its own configuration, so that the list does
# not depend on the folder.
CELL_BROKER = "rabbit://{username}:{password}@{hostname}:{port}/"
CELL_DATABASE = "{scheme}:////{path}?{query}"
CELL0_DATABASE = "{scheme}:////{path}.cell0?{query}"


def set_up(folder: Folder) -> None:
    """Fills the folder of data with databases and keys."""
    data, kept = folder.path("data"), os.path.join(install.venvs(), "cloud-data")
    with locked(os.path.join(install.venvs(), ".cloud-data.lock")):
        if not install.has_stamp(kept, "made", version := made_from()):
            folder.say("making the databases, once")
            shutil.rmtree(kept, ignore_errors=True)
            make(folder)
            for path in [*glob.glob(data + "/*.db*"), *glob.glob(data + "/*-keys")]:
                copy = shutil.copytree if os.path.isdir(path) else shutil.copy2
                copy(path, os.path.join(existing(kept), os.path.basename(path)))
            install.set_stamp(kept, "made", version)
        else:
            shutil.copytree(kept, data, dirs_exist_ok=True)


def existing(folder: str) -> str:
    """The folder, which is there from now on."""
    os.makedirs(folder, exist_ok=True)
    return folder


def made_from() -> str:
    """What tells whether databases that were kept are as they would be made now."""
    content = b""
    pins = [
        os.path.join(install.SCRIPTS, "pins", venv.name + ".txt") for venv in (install.KEYSTONE, install.NOVA)
    ]
    scripts = glob.glob(os.path.join(os.path.dirname(__file__), "*.py"))
    shim = glob.glob(os.path.join(install.SCRIPTS, "shim", "*.py"))
    for path in sorted([*pins, *scripts, *shim, keystone.__file__]):
        with open(path, "rb") as file:
            content += file.read() + b"\0"
    return install.digest(content)


def make(folder: Folder) -> None:
    """Makes all of them, as many at once as there are processors."""
    databases = _Databases(folder)
    # The longest first.
    jobs = [
        databases.nova,
        databases.keystone,
        databases.neutron,
        databases.cinder,
        databases.glance,
        databases.placement,
    ]
    with ThreadPoolExecutor(max(2, min(len(jobs), os.cpu_count() or 1))) as pool:
        try:
            for done in [pool.submit(job) for job in jobs]:
                done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class _Databases:
    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._environment = environment(folder)

    def keystone(self) -> None:
        tool = install.KEYSTONE.tool("keystone-manage")
        owner = ["--keystone-user", "root", "--keystone-group", "root"] if os.geteuid() == 0 else []
        self._manage("keystone", tool, "db_sync")
        self._manage("keystone", tool, "fernet_setup", *owner)
        self._manage("keystone", tool, "credential_setup", *owner)
        # Where it is it learns as all others do: see identities.py.
        password = ["--bootstrap-password", keystone.PASSWORD]
        self._manage("keystone", tool, "bootstrap", *password, "--bootstrap-region-id", keystone.REGION)

    def nova(self) -> None:
        tool = install.NOVA.tool("nova-manage")
        cell1 = ["--transport-url", CELL_BROKER, "--database_connection", CELL_DATABASE]
        self._manage("nova", tool, "api_db", "sync")
        self._manage("nova", tool, "cell_v2", "map_cell0", "--database_connection", CELL0_DATABASE)
        self._manage("nova", tool, "cell_v2", "create_cell", "--name", "cell1", *cell1)
        self._manage("nova", tool, "db", "sync")

    def neutron(self) -> None:
        # Its migrations do not run on SQLite.
        schema = os.path.join(install.SCRIPTS, "shim", "neutron_schema.py")
        self._run("neutron", install.NOVA.tool("python"), schema, database(self._folder, "neutron"))
        self._manage("neutron", install.NOVA.tool("neutron-db-manage"), "stamp", "heads")

    def cinder(self) -> None:
        self._manage("cinder", install.NOVA.tool("cinder-manage"), "db", "sync")

    def glance(self) -> None:
        self._manage("glance", install.NOVA.tool("glance-manage"), "db_sync")

    def placement(self) -> None:
        self._manage("placement", install.NOVA.tool("placement-manage"), "db", "sync")

    def _manage(self, name: str, tool: str, *command: str) -> None:
        self._run(name, tool, *options(self._folder, name), *command)

    def _run(self, name: str, *argv: str) -> None:
        self._folder.run(name + "-setup", list(argv), self._environment)
