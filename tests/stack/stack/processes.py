"""Processes that outlive the command that started them, with a record of each on disk.

Each service leads its own session. Its start time distinguishes it from a later process with the same id.
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import TypedDict

from .errors import Failure


@dataclass(frozen=True)
class Service:
    """The command and options of a service; stored, so that the service can be restarted."""

    name: str
    argv: list[str]
    environment: dict[str, str] = field(repr=False)
    user: str | None = None
    stop_signal: int = signal.SIGTERM
    # Stopped after all others, which would otherwise wait for it before they end.
    is_base: bool = False


@dataclass(frozen=True)
class Stat:
    """The required fields of /proc/PID/stat."""

    state: str
    session: int
    started: str


@dataclass(frozen=True)
class Record:
    """A started service."""

    service: Service
    pid: int
    started: str
    order: int

    def living(self) -> list[int]:
        """Returns the running processes of the service."""
        leader = stat(self.pid)
        if leader and leader.started != self.started:
            return []  # The id belongs to another process now.
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        found = [(pid, stat(pid)) for pid in pids]
        return [pid for pid, s in found if s and s.state != "Z" and s.session == self.pid]


class Account(TypedDict, total=False):
    """Arguments of `subprocess` that set the user."""

    user: str
    group: str
    extra_groups: list[str]


def as_user(user: str | None) -> Account:
    """Returns arguments that run a command as a user, if one is given."""
    return {"user": user, "group": user, "extra_groups": []} if user else {}


def stat(pid: int) -> Stat | None:
    """Returns the state of a process, or None if it does not exist."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            # The name of the program, in parentheses, may contain any character.
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return Stat(fields[0], int(fields[3]), fields[19]) if len(fields) > 19 else None


def send(pids: Iterable[int], signal_number: int) -> None:
    """Sends a signal to those processes that still exist."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal_number)


class Processes:
    """The services of one folder."""

    def __init__(self, folder: str, log_folder: str) -> None:
        self._folder, self._log_folder = folder, log_folder

    def log(self, name: str) -> str:
        """Returns the path of the log of a service or a command."""
        os.makedirs(self._log_folder, exist_ok=True)
        return os.path.join(self._log_folder, name + ".log")

    def start(self, service: Service, cwd: str) -> None:
        """Starts a service without waiting until it is ready."""
        with open(self.log(service.name), "a") as out:
            child = subprocess.Popen(
                service.argv,
                env=service.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=cwd,
                start_new_session=True,
                **as_user(service.user),
            )
        state = stat(child.pid)
        order = next((r.order for r in self.records() if r.service.name == service.name), None)
        record = {
            "pid": child.pid,
            "started": state.started if state else "",
            "order": len(self.records()) if order is None else order,
            "service": asdict(service),
        }
        os.makedirs(self._folder, exist_ok=True)
        with open(self._path(service.name), "w") as file:
            json.dump(record, file, indent=1)

    def records(self) -> list[Record]:
        """Returns all started services in the order of their start, including those that no longer run."""
        records = []
        for name in os.listdir(self._folder) if os.path.isdir(self._folder) else []:
            with open(os.path.join(self._folder, name)) as file:
                record = json.load(file)
            record["service"] = Service(**record["service"])
            records.append(Record(**record))
        return sorted(records, key=lambda record: record.order)

    def record(self, name: str) -> Record | None:
        """Returns the record of a started service."""
        return next((record for record in self.records() if record.service.name == name), None)

    def runs(self, name: str) -> bool:
        """Returns whether a service runs."""
        record = self.record(name)
        return bool(record and record.living())

    def stop(self, *names: str, grace: float = 5) -> None:
        """Stops services together, and kills those that do not end within the grace period."""
        records = [record for record in self.records() if record.service.name in names]
        for record in records:
            is_killed = record.service.stop_signal == signal.SIGKILL
            if living := record.living():  # The leader stops its children.
                send(living if is_killed else [record.pid], record.service.stop_signal)
        end = time.monotonic() + grace
        while any(record.living() for record in records) and time.monotonic() < end:
            time.sleep(0.05)
        self.kill(*names)

    def kill(self, *names: str) -> None:
        """Kills services, which simulates a crash."""
        records = [record for record in self.records() if record.service.name in names]
        while left := [pid for record in records for pid in record.living()]:
            send(left, signal.SIGKILL)
            time.sleep(0.02)

    def stop_all(self) -> None:
        """Stops all services, dependents first, and deletes their records."""
        records = self.records()
        self.stop(*(record.service.name for record in records if not record.service.is_base))
        for record in reversed(records):
            self.stop(record.service.name)
        for record in records:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._path(record.service.name))

    def wait(self, name: str, is_ready: Callable[[], bool], limit: float = 120) -> None:
        """Waits until a service is ready.

        Raises Failure if the service ends, or is not ready within `limit` seconds.
        """
        end, reason = time.monotonic() + limit, "no response"
        while time.monotonic() < end:
            if not self.runs(name):
                raise Failure(f"{name} ended before it was ready", self.log(name))
            try:
                if is_ready():
                    return
            except (OSError, Failure) as error:
                reason = str(error)
            time.sleep(0.1)
        raise Failure(f"{name} is not ready after {limit:.0f} s: {reason}", self.log(name))

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, name + ".json")
