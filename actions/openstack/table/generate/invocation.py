"""One call of a method: what it asked the server for, or how it refused."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .functions import ABSENT
from .recorder import Recorder, Request, Response
from .services import Service, method_of


@dataclass(frozen=True)
class Refusal:
    """The client raised an error before it asked."""

    kind: str
    message: str
    # Whether the error is one of the client's own, and no accident of Python.
    meant: bool


@dataclass(frozen=True)
class Several:
    """The client made other than one request."""

    requests: tuple[Request, ...]


Outcome = Request | Refusal | Several


@dataclass(frozen=True)
class Input:
    """A parameter of a method."""

    name: str
    required: bool
    default: Any = ABSENT


@dataclass(frozen=True)
class Method:
    """A method of a client at one microversion."""

    service: Service
    path: str
    version: str | None
    inputs: tuple[Input, ...]
    rest: bool
    docs: str

    def call(self, recorder: Recorder, given: Mapping[str, Any]) -> Any:
        function = method_of(client_for(self.service, self.version, recorder), self.path)
        arguments = copy.deepcopy({name: value for name, value in given.items() if name != "**"})
        rest = copy.deepcopy(dict(given.get("**") or {}))
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            result = function(**arguments, **rest)
            lazy = inspect.isgenerator(result) or type(result).__name__ == "_GeneratorWithMeta"
            return list(result) if lazy else result

    def completed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The inputs as templates see them: with the defaults of what was not given."""
        full = {one.name: one.default for one in self.inputs if one.default is not ABSENT}
        if self.rest:
            full["**"] = {}
        return {**full, **given}

    def run(self, given: Mapping[str, Any], answer: Any = None) -> Outcome:
        recorder = Recorder()
        guess = GUESSES.setdefault((self.service.name, self.path), {})
        for _ in range(4):
            recorder = Recorder(answer=lambda number: Response(200, guess if number == 0 else emptied(guess)))
            try:
                self.call(recorder, given)
            except KeyError as error:
                if (
                    recorder.requests
                    and error.args
                    and isinstance(error.args[0], str)
                    and error.args[0] not in guess
                ):
                    guess[error.args[0]] = []
                    continue
                if not recorder.requests:
                    return refusal(error)
            except Exception as error:
                if not recorder.requests:
                    return refusal(error)
            break
        if len(recorder.requests) == 1:
            return recorder.requests[0]
        return Several(tuple(recorder.requests))


CLIENTS: dict[tuple[str, str | None], tuple[Any, Recorder]] = {}


def client_for(service: Service, version: str | None, recorder: Recorder) -> Any:
    """A client is slow to make, so one serves every trial; only what it records to is new."""
    key = (service.name, version)
    if key not in CLIENTS:
        relay = Recorder(aside=service.aside)
        CLIENTS[key] = (service.make(relay, version), relay)
    client, relay = CLIENTS[key]
    relay.answer, relay.requests, relay.responses = recorder.answer, recorder.requests, recorder.responses
    return client


# The answers that methods were found to need, so that they come to their second request if there is one.
GUESSES: dict[tuple[str, str], dict[str, Any]] = {}


def emptied(guess: dict[str, Any]) -> dict[str, Any]:
    return {key: [] if isinstance(value, list) else value for key, value in guess.items()}


def refusal(error: Exception) -> Refusal:
    """An error is meant if a line of a client says `raise`."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1]
    meant = (last.line or "").startswith("raise") and "client/" in last.filename
    return Refusal(type(error).__name__, str(error), meant)
