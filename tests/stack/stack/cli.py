"""The verbs that the commands have in common."""

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

from .errors import Failure, tail
from .folder import Folder, Options, locked
from .processes import send, stat

Arguments = argparse.Namespace
Verb = Callable[[Folder, Arguments], None]


class Cli:
    """A command with the verbs that every command has; more can be added."""

    def __init__(self, kind: str, doc: str | None, ports: tuple[str, ...]) -> None:
        self._kind, self._ports = kind, ports
        self.parser = argparse.ArgumentParser(prog=kind, description=doc)
        self._verbs = self.parser.add_subparsers(metavar="VERB", required=True)
        self.up = self.verb("up", "start everything and wait until it is ready", None)
        self.run = self.verb("run", "do what `up` does, run a command, do what `down` does", None)
        self.run.add_argument("command", nargs="+", metavar="COMMAND", help="after --")
        self.option("--port-base", type=int, metavar="N", help="use the ports from N on")
        self.verb("down", "stop everything; no error where nothing runs", down)
        self.verb("env", "print export lines", env)
        self.verb("hold", "wait until standard input ends, then stop everything", hold)

    def verb(self, name: str, text: str, do: Verb | None) -> argparse.ArgumentParser:
        """Adds a verb, whose first argument is the folder."""
        parser: argparse.ArgumentParser = self._verbs.add_parser(name, help=text, description=text)
        parser.add_argument("dir", metavar="DIR")
        parser.set_defaults(do=do)
        return parser

    def option(self, name: str, **details: Any) -> None:
        """Adds an option to the verbs that start everything."""
        for parser in (self.up, self.run):
            parser.add_argument(name, **details)

    def bring_up(self, start: Callable[[Folder, Arguments], dict[str, str]]) -> None:
        """Says what `up` starts; the answer is what `env` prints."""

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
        """Does what the arguments ask for."""
        args = self.parser.parse_args()
        folder = Folder(self._kind, args.dir, self._ports)
        # Unwind, so that `up` stops what it has started.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, _: sys.exit(128 + number))
        try:
            args.do(folder, args)
        except Failure as failure:
            folder.say(f"FAILED: {failure}")
            if failure.log and os.path.exists(failure.log):
                text = f"--- end of {failure.log}\n{tail(failure.log)}---"
                print(text, file=sys.stderr)
            sys.exit(1)


def up(folder: Folder, options: Options, start: Callable[[], dict[str, str]]) -> None:
    """Starts everything, or stops all of it again."""
    began = time.monotonic()
    if folder.is_up:
        have, _ = folder.load()
        if options | {"port_base": options["port_base"] or have["port_base"]} != have:
            raise Failure(f"already up with other options: {have}; `down` first")
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
    folder.say(f"up after {time.monotonic() - began:.1f} s, ports from {base}")


def down(folder: Folder, _args: Arguments) -> None:
    """Stops everything."""
    if not folder.is_claimed:
        folder.say("nothing to stop")
        return
    with folder.held():
        folder.clear()
    folder.say("down")


def env(folder: Folder, _args: Arguments) -> None:
    """Prints lines for a shell."""
    _, exports = folder.load()
    for name, value in exports.items():
        print(f"export {name}={shlex.quote(value)}")


def hold(folder: Folder, args: Arguments) -> None:
    """Ties the services to the life of whoever holds the other end of standard input.

    That end closes whatever becomes of its process, so nothing is left running even if it is killed.
    Lines on standard input are ids of further processes that must not outlive it. Whoever comes second
    has to wait for the first; `held` is printed when it is one's turn.
    """
    # Ctrl-C is meant for the process at the other end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder.claim()
    also = {}
    with locked(folder.path(".live.hold")):
        try:
            with contextlib.suppress(BrokenPipeError):  # They may have given up.
                os.write(sys.stdout.fileno(), b"held\n")
            for line in sys.stdin:
                pid = int(line)
                also[pid] = stat(pid)
        finally:
            for pid, born in also.items():
                now = stat(pid)
                if born and now and now.started == born.started:
                    send([pid], signal.SIGKILL)
            down(folder, args)
