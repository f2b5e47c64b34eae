"""Locks between processes."""

import contextlib
import fcntl
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def locked(path: str, purpose: str | None = None) -> Iterator[None]:
    """Holds a lock; a wait for another process is reported if a purpose is given."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if purpose:
                sys.stderr.write(f"waiting for {purpose}\n")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
