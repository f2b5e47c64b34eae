"""The verbs that all commands have."""

import argparse
import contextlib
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from .errors import Failure, report
from .folder import Folder, Options
from .locks import locked
from .processes import send, stat

Arguments = argparse.Namespace
Verb = Callable[[Folder, Arguments], None]


class Cli:
    """A command with the common verbs, to which others can be added."""

    def __init__(self, kind: str, doc: str | None, ports: tuple[str, ...]) -> None:
        self._kind, self._ports = kind, ports
        self.parser = argparse.ArgumentParser(prog=kind, description=doc)
        self._verbs = self.parser.add_subparsers(metavar="VERB", required=True)
        self.up = self.verb("up", "start all services and wait until they are ready", None)
        self.run = self.verb("run", "run a command between `up` and `down`", None)
        self.run.add_argument("command", nargs="+", metavar="COMMAND", help="after --")
        self.option("--port-base", type=int, metavar="N", help="use ports from N")
        self.verb("down", "stop all services; succeeds if none runs", down)
        self.verb("env", "print export lines", env)
        self.verb("hold", "wait until standard input closes, then stop all services", hold)

    def verb(self, name: str, text: str, do: Verb | None) -> argparse.ArgumentParser:
        """Adds a verb whose first argument is the folder."""
        parser: argparse.ArgumentParser = self._verbs.add_parser(name, help=text, description=text)
        parser.add_argument("dir", metavar="DIR")
        parser.set_defaults(do=do)
        return parser

    def option(self, name: str, **details: Any) -> None:
        """Adds an option to the verbs `up` and `run`."""
        for parser in (self.up, self.run):
            parser.add_argument(name, **details)

    def bring_up(self, start: Callable[[Folder, Arguments], dict[str, str]]) -> None:
        """Sets the function that `up` calls; it returns the variables that `env` prints."""

        def bring(folder: Folder, args: Arguments) -> None:
            no_options = ("do", "dir", "command")
            options = {k: v for k, v in vars(args).items() if k not in no_options}
            with folder.held():
                up(folder, options, lambda: start(folder, args))

        def run(folder: Folder, args: Arguments) -> None:
            try:
                bring(folder, args)
                _, exports = folder.load()
                done = subprocess.run(args.command, env={**os.environ, **exports})
            finally:
                down(folder, args)
            sys.exit(done.returncode)

        self.up.set_defaults(do=bring)
        self.run.set_defaults(do=run)

    def main(self) -> None:
        """Runs the verb of the command line."""
        args = self.parser.parse_args()
        folder = Folder(self._kind, args.dir, self._ports)
        # Raise an exception, so that `up` stops the services that it has started.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, _: sys.exit(128 + number))
        try:
            args.do(folder, args)
        except Failure as failure:
            report(self._kind, failure)
            sys.exit(1)


def up(folder: Folder, options: Options, start: Callable[[], dict[str, str]]) -> None:
    """Starts all services; if one fails, stops all of them."""
    start_time = time.monotonic()
    if folder.is_up:
        have, _ = folder.load()
        if options | {"port_base": options["port_base"] or have["port_base"]} != have:
            raise Failure(f"already up with other options: {have}; run `down` first")
        folder.say("already up")
        return
    folder.prepare()
    base = folder.choose_ports(options["port_base"])
    try:
        exports = start()
    except BaseException:
        folder.processes.stop_all()
        raise
    folder.save(options | {"port_base": base}, exports)
    folder.say(f"up after {time.monotonic() - start_time:.1f} s, ports from {base}")


def down(folder: Folder, _args: Arguments) -> None:
    """Stops all services."""
    if not folder.is_claimed:
        folder.say("nothing to stop")
        return
    with folder.held():
        folder.clear()
    folder.say("down")


def env(folder: Folder, _args: Arguments) -> None:
    """Prints export lines for a shell."""
    _, exports = folder.load()
    for name, value in exports.items():
        print(f"export {name}={shlex.quote(value)}")


def hold(folder: Folder, args: Arguments) -> None:
    """Stops the services when standard input closes, which happens even if its writer is killed.

    Lines on standard input are ids of processes to kill at that time. Only one `hold` per folder runs at a
    time; it prints `held` when it has the folder.
    """
    # Ctrl-C concerns only the process at the other end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder.claim()
    processes = {}
    with locked(folder.path(".live.hold")):
        try:
            with contextlib.suppress(BrokenPipeError):  # The reader may have ended.
                os.write(sys.stdout.fileno(), b"held\n")
            for line in sys.stdin:
                pid = int(line)
                processes[pid] = stat(pid)
        finally:
            for pid, started in processes.items():
                now = stat(pid)
                if started and now and now.started == started.started:
                    send([pid], signal.SIGKILL)
            down(folder, args)
