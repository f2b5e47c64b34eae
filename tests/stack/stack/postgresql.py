"""A private PostgreSQL cluster with one database. Mistral's migrations do not run on SQLite."""

import os
import shutil
import signal
import subprocess
import tempfile

from .folder import Folder
from .inventory import POSTGRESQL
from .processes import Service, as_user

PORTS = ("postgresql",)


def start(folder: Folder, name: str) -> None:
    """Starts the cluster. The owner of its database has the same name and needs no password."""
    initdb = POSTGRESQL.install()
    tools, port = os.path.dirname(initdb), str(folder.port["postgresql"])
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root.
    data = data_folder(folder, user)
    setup = [initdb, "-D", data, "-U", name, "--auth=trust", "--encoding=UTF8", "--locale=C"]
    folder.run("postgresql-setup", [*setup, "--no-sync"], user=user)
    options = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": "200",
        # The data need not survive a crash of the machine.
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
    }
    settings = [word for item in options.items() for word in ("-c", "{}={}".format(*item))]
    argv = [tools + "/postgres", "-D", data, *settings]
    # SIGINT: shut down without waiting for clients.
    service = Service("postgresql", argv, folder.environment(), user, stop_signal=signal.SIGINT, is_base=True)
    folder.start(service)
    target = ["-h", "127.0.0.1", "-p", port, "-U", name]
    folder.processes.wait("postgresql", lambda: folder.succeeds([tools + "/pg_isready", *target]))
    folder.run("postgresql-setup", [tools + "/createdb", *target, name])


def data_folder(folder: Folder, user: str | None) -> str:
    """Creates a folder that the server's user can reach; `data/postgresql` is a link if it lies elsewhere."""
    path = folder.path("data", "postgresql")
    if user and subprocess.run(["test", "-x", folder.home], **as_user(user)).returncode:
        # A parent of the folder is not accessible to that user.
        os.symlink(tempfile.mkdtemp(prefix="live-postgresql-"), path)
    else:
        os.mkdir(path)
    path = os.path.realpath(path)
    os.chmod(path, 0o700)
    if user:
        shutil.chown(path, user, user)
    return path
