"""A private MariaDB with one database: deployments use it, and Mistral's migrations do not run on SQLite."""

import os
import shutil
import subprocess
import tempfile

from .folder import Folder, write
from .inventory import MARIADB
from .processes import Service, as_user

PORTS = ("mariadb",)

# The data need not survive a crash of the machine.
NO_SYNC = "--innodb-flush-method=nosync"

# Executed at the start. The server has no other accounts than `root`, which only its socket admits.
SETUP = """\
CREATE DATABASE {name} CHARACTER SET utf8mb4;
CREATE USER '{name}'@'127.0.0.1';
GRANT ALL ON {name}.* TO '{name}'@'127.0.0.1';
"""


def start(folder: Folder, name: str) -> None:
    """Starts the server. The owner of its database has the same name and needs no password."""
    server = MARIADB.install()
    port = str(folder.port["mariadb"])
    user = "mysql" if os.geteuid() == 0 else None  # MariaDB refuses to run as root.
    data = data_folder(folder, user)
    tables = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db"]
    folder.run("mariadb-setup", [*tables, "--skip-name-resolve", NO_SYNC], user=user)
    setup = os.path.join(data, "setup.sql")
    write(setup, SETUP.format(name=name))
    if user:
        shutil.chown(setup, user, user)
    options = {
        "datadir": data,
        "init-file": setup,
        "bind-address": "127.0.0.1",
        "port": port,
        # Relative to the data, because the path of a socket must be short.
        "socket": "mariadb.sock",
        "pid-file": "mariadb.pid",
        "skip-name-resolve": "ON",
        "max-connections": "200",
        "innodb-flush-log-at-trx-commit": "0",
        "innodb-doublewrite": "OFF",
        "sync-frm": "OFF",
    }
    argv = [server, "--no-defaults", NO_SYNC, *("--{}={}".format(*item) for item in options.items())]
    folder.start(Service("mariadb", argv, folder.environment(), user, is_base=True))
    ping = ["mariadb-admin", "--no-defaults", "--host=127.0.0.1", f"--port={port}", f"--user={name}", "ping"]
    folder.processes.wait("mariadb", lambda: folder.succeeds(ping))


def data_folder(folder: Folder, user: str | None) -> str:
    """Creates a folder that the server's user can reach; `data/mariadb` is a link if it lies elsewhere."""
    path = folder.path("data", "mariadb")
    if user and subprocess.run(["test", "-x", folder.home], **as_user(user)).returncode:
        # A parent of the folder is not accessible to that user.
        os.symlink(tempfile.mkdtemp(prefix="live-mariadb-"), path)
    else:
        os.mkdir(path)
    path = os.path.realpath(path)
    os.chmod(path, 0o700)
    if user:
        shutil.chown(path, user, user)
    return path
