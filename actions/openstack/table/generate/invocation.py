"""Invocation of a client's method: the requests that it sends, or the error that it raises."""

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
from .service import Service, method_of


@dataclass(frozen=True)
class Refusal:
    """The client raised an error before it sent a request."""

    kind: str
    message: str
    # The client raised it explicitly.
    meant: bool


@dataclass(frozen=True)
class NotOneRequest:
    """The client sent no request or several."""

    requests: tuple[Request, ...]


Outcome = Request | Refusal | NotOneRequest


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
        """The inputs of templates: the given ones and the defaults of the others."""
        full = {one.name: one.default for one in self.inputs if one.default is not ABSENT}
        if self.rest:
            full["**"] = {}
        return {**full, **given}

    def run(self, given: Mapping[str, Any], answer: Any = None) -> Outcome:
        recorder = Recorder()
        guess = RESPONSE_BODIES.setdefault((self.service.namespace, self.path), {})
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
        return NotOneRequest(tuple(recorder.requests))


CLIENTS: dict[tuple[str, str | None], tuple[Any, Recorder]] = {}


def client_for(service: Service, version: str | None, recorder: Recorder) -> Any:
    """Returns the cached client of a microversion, with a new recorder; creating a client is slow."""
    key = (service.namespace, version)
    if key not in CLIENTS:
        relay = Recorder(aside=service.aside)
        CLIENTS[key] = (service.make(relay, version), relay)
    client, relay = CLIENTS[key]
    relay.answer, relay.requests, relay.responses = recorder.answer, recorder.requests, recorder.responses
    return client


# Bodies that methods turned out to need in order to continue after their first request.
RESPONSE_BODIES: dict[tuple[str, str], dict[str, Any]] = {}


def emptied(guess: dict[str, Any]) -> dict[str, Any]:
    return {key: [] if isinstance(value, list) else value for key, value in guess.items()}


def refusal(error: Exception) -> Refusal:
    """Describes an error. It is meant if a line of the client raises it."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1]
    meant = (last.line or "").startswith("raise") and "client/" in last.filename
    return Refusal(type(error).__name__, str(error), meant)
