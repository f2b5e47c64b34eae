"""Failures while services are installed or started."""

import os
import sys


class Failure(Exception):
    """A message, and the log whose end shows the cause."""

    def __init__(self, message: str, log: str | None = None) -> None:
        super().__init__(message)
        self.log = log


def report(program: str, failure: Failure) -> None:
    """Prints a failure and the end of its log."""
    print(f"{program}: FAILED: {failure}", file=sys.stderr)
    if failure.log and os.path.exists(failure.log):
        print(f"--- end of {failure.log}\n{tail(failure.log)}---", file=sys.stderr)


def tail(path: str, lines: int = 40) -> str:
    """Returns the last lines of a text file."""
    with open(path, errors="replace") as file:
        return "".join(file.readlines()[-lines:])
