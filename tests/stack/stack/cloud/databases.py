"""Databases of all services, and the records that Keystone and Nova need in theirs.

Creating them takes more time than all other steps. A copy is therefore kept next to the virtual environments;
it depends only on them and on these scripts.
"""

import glob
import os
import shutil
from concurrent.futures import ThreadPoolExecutor

from .. import keystone, provision, rabbitmq
from ..folder import Folder
from ..inventory import KEYSTONE, NOVA
from ..provision import SCRIPTS
from . import PATHS, configuration, urls
from .configuration import database, environment, options

# Entries of Nova's list of cells. Every service replaces the placeholders with values from its configuration,
# so that the entries do not depend on the folder.
CELL_BROKER = "rabbit://{username}:{password}@{hostname}:{port}/"
CELL_DATABASE = "{scheme}:////{path}?{query}"
CELL0_DATABASE = "{scheme}:////{path}.cell0?{query}"


def install() -> None:
    """Installs the environments of the cloud and creates its databases, ahead of the first `up`."""
    KEYSTONE.install()
    NOVA.install()
    if provision.has_stamp(_copy(), "made", _version()):
        return
    folder = Folder("cloud-setup", os.path.join(provision.venvs(), "cloud-setup"), (*PATHS, *rabbitmq.PORTS))
    with folder.held():
        folder.prepare()
        folder.choose_ports(None)
        configuration.write(folder, urls(folder))
        set_up(folder)
        folder.clear()


def set_up(folder: Folder) -> None:
    """Fills the folder of data with databases and keys, and creates their copy if needed."""
    data, copy, version = folder.path("data"), _copy(), _version()
    with provision.lock("cloud-data"):
        if provision.has_stamp(copy, "made", version):
            shutil.copytree(copy, data, dirs_exist_ok=True)
            return
        folder.say("creating the databases; later runs use a copy")
        shutil.rmtree(copy, ignore_errors=True)
        make(folder)
        os.makedirs(copy)
        for path in [*glob.glob(data + "/*.db*"), *glob.glob(data + "/*-keys")]:
            copy_path = shutil.copytree if os.path.isdir(path) else shutil.copy2
            copy_path(path, os.path.join(copy, os.path.basename(path)))
        provision.set_stamp(copy, "made", version)


def _copy() -> str:
    return os.path.join(provision.venvs(), "cloud-data")


def _version() -> str:
    """Returns a hash of everything on which the databases depend."""
    scripts = glob.glob(os.path.join(os.path.dirname(__file__), "*.py"))
    shim = glob.glob(os.path.join(SCRIPTS, "shim", "*.py"))
    content = b""
    for path in sorted([KEYSTONE.requirements, NOVA.requirements, *scripts, *shim, keystone.__file__]):
        with open(path, "rb") as file:
            content += file.read() + b"\0"
    return provision.digest(content)


def make(folder: Folder) -> None:
    """Creates all databases, in parallel on all processors."""
    databases = _Databases(folder)
    # The slowest first.
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
        tool = KEYSTONE.tool("keystone-manage")
        owner = ["--keystone-user", "root", "--keystone-group", "root"] if os.geteuid() == 0 else []
        self._manage("keystone", tool, "db_sync")
        self._manage("keystone", tool, "fernet_setup", *owner)
        self._manage("keystone", tool, "credential_setup", *owner)
        # identities.py adds its URL to the catalog, like those of all services.
        password = ["--bootstrap-password", keystone.PASSWORD]
        self._manage("keystone", tool, "bootstrap", *password, "--bootstrap-region-id", keystone.REGION)

    def nova(self) -> None:
        tool = NOVA.tool("nova-manage")
        cell1 = ["--transport-url", CELL_BROKER, "--database_connection", CELL_DATABASE]
        self._manage("nova", tool, "api_db", "sync")
        self._manage("nova", tool, "cell_v2", "map_cell0", "--database_connection", CELL0_DATABASE)
        self._manage("nova", tool, "cell_v2", "create_cell", "--name", "cell1", *cell1)
        self._manage("nova", tool, "db", "sync")

    def neutron(self) -> None:
        # Neutron's migrations do not run on SQLite.
        schema = os.path.join(SCRIPTS, "shim", "neutron_schema.py")
        self._run("neutron", NOVA.tool("python"), schema, database(self._folder, "neutron"))
        self._manage("neutron", NOVA.tool("neutron-db-manage"), "stamp", "heads")

    def cinder(self) -> None:
        self._manage("cinder", NOVA.tool("cinder-manage"), "db", "sync")

    def glance(self) -> None:
        self._manage("glance", NOVA.tool("glance-manage"), "db_sync")

    def placement(self) -> None:
        self._manage("placement", NOVA.tool("placement-manage"), "db", "sync")

    def _manage(self, name: str, tool: str, *command: str) -> None:
        self._run(name, tool, *options(self._folder, name), *command)

    def _run(self, name: str, *argv: str) -> None:
        self._folder.run(name + "-setup", list(argv), self._environment)
