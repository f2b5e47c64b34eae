"""What goes wrong while services are started."""


class Failure(Exception):
    """A message, and the log whose end says why."""

    def __init__(self, message: str, log: str | None = None) -> None:
        super().__init__(message)
        self.log = log


def tail(path: str, lines: int = 40) -> str:
    """The end of a text file."""
    with open(path, errors="replace") as file:
        return "".join(file.readlines()[-lines:])
