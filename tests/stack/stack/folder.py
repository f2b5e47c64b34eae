"""A folder of temporary services.

.live          marker: the command that owns the folder
.live.lock     held while services are started or stopped
.live.hold     held by `hold`
state.json     the variables that `env` prints; exists between `up` and `down`
services/      a record of each started service
log/           a log of each service and each setup command; kept by `down`
etc/           generated configuration; kept by `down`
data/          databases and the broker's state; deleted by `down`
"""

import contextlib
import fcntl
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from .errors import Failure
from .locks import locked
from .processes import Processes, Service, as_user

# Below the kernel's range of ports for outgoing connections.
FIRST_PORT, BLOCKS, BLOCK = 20000, 400, 20

Options = dict[str, Any]
Sections = dict[str, dict[str, object]]


def write(path: str, text: str, mode: int = 0o644) -> str:
    """Writes a file, and creates its folders."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, mode)
    return path


def write_ini(path: str, sections: Mapping[str, Mapping[str, object]]) -> str:
    """Writes an oslo.config file."""
    lines = []
    for name, options in sections.items():
        lines.append(f"[{name}]\n")
        lines += [f"{option} = {value}\n" for option, value in options.items()]
    return write(path, "".join(lines))


class Folder:
    """A folder with its ports and processes."""

    def __init__(self, kind: str, path: str, port_names: tuple[str, ...]) -> None:
        self.kind, self.home, self._port_names = kind, os.path.abspath(path), port_names
        self.port: dict[str, int] = {}
        self.processes = Processes(self.path("services"), self.path("log"))

    def path(self, *parts: str) -> str:
        """Returns a path below the folder."""
        return os.path.join(self.home, *parts)

    def say(self, text: str) -> None:
        """Reports progress to the caller."""
        print(f"{self.kind}: {text}", file=sys.stderr, flush=True)

    # Ownership

    def claim(self) -> None:
        """Marks the folder as owned by this command; fails if it has other content."""
        os.makedirs(self.home, exist_ok=True)
        marker = self.path(".live")
        if not os.path.exists(marker):
            if os.listdir(self.home):
                raise Failure(f"{self.home} is not empty, and was not created by this command")
            write(marker, self.kind + "\n")
        with open(marker) as file:
            if (owner := file.read().strip()) != self.kind:
                raise Failure(f"{self.home} belongs to the command `{owner}`")

    @property
    def is_claimed(self) -> bool:
        """Returns whether services were ever started in the folder."""
        return os.path.exists(self.path(".live"))

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Claims the folder, and holds the lock that protects its services."""
        self.claim()
        with locked(self.path(".live.lock")):
            yield

    # Up and down

    def prepare(self) -> None:
        """Stops services of an interrupted run, and creates empty folders."""
        self.clear()
        for name in ("data", "log", "etc"):
            shutil.rmtree(self.path(name), ignore_errors=True)
            os.makedirs(self.path(name))

    def clear(self) -> None:
        """Stops all services and deletes their data."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path("state.json"))
        self.processes.stop_all()
        for name in os.listdir(self.path("data")) if os.path.isdir(self.path("data")) else []:
            if os.path.islink(link := self.path("data", name)):  # See mariadb.py.
                shutil.rmtree(os.path.realpath(link), ignore_errors=True)
        shutil.rmtree(self.path("data"), ignore_errors=True)

    def choose_ports(self, base: int | None) -> int:
        """Chooses the given block of ports, or a free one that depends on the folder."""
        # Derived from the folder, so that concurrent commands seldom try the same block.
        first = zlib.crc32(self.home.encode()) % BLOCKS
        free_choice = (FIRST_PORT + (first + i) % BLOCKS * BLOCK for i in range(BLOCKS))
        busy: list[int] = []
        for candidate in [base] if base else free_choice:
            ports = range(candidate, candidate + len(self._port_names))
            if not reserve(candidate):
                busy = list(ports)
            elif not (busy := [port for port in ports if not is_free(port)]):
                self.port = dict(zip(self._port_names, ports, strict=True))
                return candidate
        raise Failure(f"ports in use: {', '.join(map(str, busy))}")

    def save(self, options: Options, exports: Mapping[str, str]) -> None:
        """Stores the options and variables of running services."""
        state = {"options": options, "ports": self.port, "exports": dict(exports)}
        write(self.path("state.json"), json.dumps(state, indent=1) + "\n")

    def load(self) -> tuple[Options, dict[str, str]]:
        """Returns the options of `up` and the variables that `env` prints; fails if no services run."""
        try:
            with open(self.path("state.json")) as file:
                state = json.load(file)
        except FileNotFoundError:
            raise Failure(f"no services run in {self.home}") from None
        self.port = state["ports"]
        return state["options"], state["exports"]

    @property
    def is_up(self) -> bool:
        """Returns whether `up` has succeeded and all services still run."""
        records = self.processes.records()
        return os.path.exists(self.path("state.json")) and all(r.living() for r in records)

    # Commands

    def environment(self, **more: str) -> dict[str, str]:
        """Returns the caller's environment without variables that configure the services or a proxy."""
        drop = ("OS_", "RABBITMQ", "ERL_", "MYSQL", "MARIADB", "PYTHON", "MISTRAL", "NOTIFY_")
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(drop) and not name.lower().endswith("_proxy")
        }
        return {
            **kept,
            "HOME": self.path("data"),
            "LC_ALL": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            **more,
        }

    def run(
        self,
        name: str,
        argv: list[str],
        environment: dict[str, str] | None = None,
        user: str | None = None,
    ) -> None:
        """Runs a setup command whose output goes to a log."""
        log = self.processes.log(name)
        with open(log, "a") as out:
            print("$", shlex.join(argv), file=out, flush=True)
            done = subprocess.run(
                argv,
                env=environment or self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self.path("data"),
                **as_user(user),
            )
        if done.returncode:
            program = os.path.basename(argv[0])
            raise Failure(f"{name}: {program} failed with exit code {done.returncode}", log)

    def succeeds(self, argv: list[str]) -> bool:
        """Returns whether a command succeeds; its output is discarded."""
        done = subprocess.run(argv, env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True)
        return done.returncode == 0

    def start(self, service: Service) -> None:
        """Starts a service."""
        self.processes.start(service, self.path("data"))

    def restart(self, name: str) -> None:
        """Stops a service if it runs, and starts it with the same command as before."""
        record = self.processes.record(name)
        if record is None:
            raise Failure(f"{name} has not been started in {self.home}")
        self.processes.stop(name)
        self.start(record.service)


def reserve(first_port: int) -> bool:
    """Keeps a block of ports from other processes until this one ends: then the services have the ports.

    Returns false if another process has reserved the block.
    """
    folder = os.path.join(tempfile.gettempdir(), "live-ports")
    os.makedirs(folder, exist_ok=True)
    file = os.open(os.path.join(folder, str(first_port)), os.O_WRONLY | os.O_CREAT)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return False
    return True


def is_free(port: int) -> bool:
    """Returns whether a port on loopback is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
