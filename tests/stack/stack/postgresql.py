"""A private PostgreSQL cluster with one database. Mistral's migrations do not run on SQLite."""

import os
import shutil
import signal
import subprocess
import tempfile

from . import install
from .folder import Folder
from .processes import Service, as_user

PORTS = ("postgresql",)


def start(folder: Folder, name: str) -> None:
    """Starts the cluster; its database has an owner of the same name, who needs no password."""
    initdb = install.debian(folder, "postgresql", "/usr/lib/postgresql/*/bin/initdb")
    tools, port = os.path.dirname(initdb), str(folder.port["postgresql"])
    user = "postgres" if os.geteuid() == 0 else None  # It refuses to run as root.
    data = data_folder(folder, user)
    setup = [initdb, "-D", data, "-U", name, "--auth=trust", "--encoding=UTF8", "--locale=C"]
    folder.run("postgresql-setup", [*setup, "--no-sync"], user=user)
    options = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": "200",
        # What a crash of the machine would lose may be lost.
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
    }
    settings = [word for item in options.items() for word in ("-c", "{}={}".format(*item))]
    argv = [tools + "/postgres", "-D", data, *settings]
    # SIGINT: without waiting for clients to leave.
    service = Service("postgresql", argv, folder.environment(), user, stop_signal=signal.SIGINT, is_base=True)
    folder.start(service)
    target = ["-h", "127.0.0.1", "-p", port, "-U", name]
    folder.processes.wait("postgresql", lambda: folder.succeeds([tools + "/pg_isready", *target]))
    folder.run("postgresql-setup", [tools + "/createdb", *target, name])


def data_folder(folder: Folder, user: str | None) -> str:
    """A folder that the server's user can reach, linked to if it lies elsewhere."""
    path = folder.path("data", "postgresql")
    if user and subprocess.run(["test", "-x", folder.home], **as_user(user)).returncode:
        # Something above the folder is closed to that user.
        os.symlink(tempfile.mkdtemp(prefix="live-postgresql-"), path)
    else:
        os.mkdir(path)
    path = os.path.realpath(path)
    os.chmod(path, 0o700)
    if user:
        shutil.chown(path, user, user)
    return path
