"""Finds the values that a method accepts, and generates calls to learn from and to verify with."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from .calls import Observed, calls_for
from .functions import ABSENT
from .invocation import Method, NotOneRequest, Outcome, Refusal
from .kinds import FALSY, KINDS, value
from .recorder import Request
from .synthesis import NoTemplate

STARTS = ("string", "string:digits", "object", "array", "integer", "array:objects", "boolean")


class MethodAbsent(Exception):
    """The client does not have the method, or only in a form that cannot work."""


class NeedsCustomAction(Exception):
    """The method is not a single request that a template can express."""


@dataclass
class Exploration:
    """Findings about the inputs of a method."""

    method: Method
    # Inputs of the simplest call and their kinds.
    base: dict[str, str]
    # Kinds that each input accepts and templates can express.
    kinds: dict[str, list[str]]

    def names(self) -> list[str]:
        return [one.name for one in self.method.inputs] + (["**"] if self.method.rest else [])

    def given(self, kinds: dict[str, str], salt: int) -> dict[str, Any]:
        return {name: valued(self.method, kind, name, salt) for name, kind in kinds.items()}

    def observe(self, kinds: dict[str, str], salt: int) -> Observed:
        given = self.given(kinds, salt)
        return self.method.completed(given), self.method.run(given)


def valued(method: Method, kind: str, name: str, salt: int) -> Any:
    if kind.startswith("hint:"):
        return method.service.values[method.path, name][int(kind[5:])]
    return value(kind, name, salt)


def kinds_of(method: Method, name: str) -> list[str]:
    choices = method.service.values.get((method.path, name), [])
    if choices:
        return [f"hint:{index}" for index in range(len(choices))] + ["null"]
    if name == "**":
        return [kind for kind in KINDS if kind.startswith("object") and kind not in ("object:id",)]
    float_like = isinstance(default_of(method, name), float)
    return [
        kind
        for kind in KINDS
        if (kind != "integer:minus" or name == "limit") and (kind != "number" or float_like)
    ]


def explored(method: Method) -> Exploration:
    """Finds the simplest call that works, then the kinds that each input accepts."""
    exploration = Exploration(method, {}, {})
    exploration.base = base_of(exploration)
    for name in exploration.names():
        exploration.kinds[name] = accepted(exploration, name)
    for name, kind in exploration.base.items():
        if not exploration.kinds[name]:
            raise NeedsCustomAction(
                f"no value of `{name}` has a recognizable effect on the request ({kind} was tried)"
            )
    return exploration


def base_of(exploration: Exploration) -> dict[str, str]:
    method = exploration.method
    required = [one.name for one in method.inputs if one.required]
    plain = {name: next(iter(kinds_of(method, name))) for name in required}
    last: Outcome | None = None
    for kinds in bases(method, plain):
        outcomes = [exploration.observe(kinds, salt)[1] for salt in (1, 2)]
        if all(isinstance(outcome, Request) for outcome in outcomes):
            if any("None" in outcome.path for outcome in outcomes if isinstance(outcome, Request)):
                raise MethodAbsent(
                    "the client inherits it for resources that it has no path for: it asks for /None"
                )
            return kinds
        outcome = outcomes[0]
        last = last if isinstance(last, NotOneRequest) else outcome
    if isinstance(last, Refusal) and last.kind == "MethodNotImplemented":
        raise MethodAbsent(f"the client only has it to say: {last.message}")
    if isinstance(last, Refusal):
        raise NeedsCustomAction(f"the client refuses every value tried: {last.kind}: {last.message}")
    if isinstance(last, NotOneRequest) and last.requests:
        asked = ", ".join(f"{one.method} /{'/'.join(one.path)}" for one in last.requests[:4])
        raise NeedsCustomAction(f"makes {len(last.requests)} requests: {asked}")
    raise NeedsCustomAction("makes no request")


def bases(method: Method, plain: dict[str, str]) -> Iterator[dict[str, str]]:
    """Candidates for the simplest call: strings first, then other kinds, then with optional inputs."""
    yield plain
    for count in (1, 2):
        if count == 2:
            for kind in STARTS:
                yield {name: kind if kind in kinds_of(method, name) else own for name, own in plain.items()}
        for changed in combinations(plain, count):
            starts = [starts_of(method, name) for name in changed]
            if count == 1:
                yield from ({**plain, changed[0]: kind} for kind in starts[0])
            else:
                yield from (
                    {**plain, changed[0]: first, changed[1]: second}
                    for first in starts[0]
                    for second in starts[1]
                )
    optional = [one.name for one in method.inputs if not one.required] + (["**"] if method.rest else [])
    for count in (1, 2):
        for added in combinations(optional, count):
            yield {**plain, **{name: kinds_of(method, name)[0] for name in added}}
    for one in optional:
        yield from ({**plain, one: kind} for kind in STARTS if kind in kinds_of(method, one))


def starts_of(method: Method, name: str) -> list[str]:
    kinds = kinds_of(method, name)
    return [kind for kind in kinds if kind.startswith("hint")] or [kind for kind in STARTS if kind in kinds]


def contexts(exploration: Exploration, name: str) -> Iterator[dict[str, str]]:
    """Calls in which an input is tried: the simplest one, and variants without or with an optional input."""
    base = {one: kind for one, kind in exploration.base.items() if one != name}
    yield base
    required = {one.name for one in exploration.method.inputs if one.required}
    for other in base:
        if other not in required:
            yield {one: kind for one, kind in base.items() if one != other}
    for other in exploration.names():
        if other not in (*base, name, "**"):
            yield {**base, other: kinds_of(exploration.method, other)[0]}


def accepted(exploration: Exploration, name: str) -> list[str]:
    """Adds one kind after another as long as templates can express all of them together."""
    method = exploration.method
    best: list[str] = []
    for context in contexts(exploration, name):
        required = any(one.name == name and one.required for one in method.inputs)
        ground = [] if required else [exploration.observe(context, salt) for salt in range(3)]
        kept: list[str] = []
        branches = before = 0
        seen: list[Observed] = [one for one in ground if answerable(one[1])]
        for kind in kinds_of(method, name):
            if not plausible(kind, kept, required):
                continue
            more = [exploration.observe({**context, name: kind}, salt) for salt in range(2, 6)]
            if not all(answerable(outcome) for _, outcome in more):
                continue
            try:
                calls = calls_for(seen + more)
            except NoTemplate:
                continue
            # A required input does not select another request; such a request is an accident of Python.
            if required and kept and not kind.startswith("hint") and len(calls) > branches:
                continue
            # Nor does a list or an object instead of a text; it would only complicate the template.
            size = choices(calls)
            odd = kind.startswith(("array", "object")) and kind.split(":")[0] not in kept
            odd |= kind == "boolean" and not isinstance(default_of(method, name), bool)
            if kept and odd and size > before:
                continue
            branches, before = len(calls), size
            kept.append(kind)
            seen += more
        if not all(kind in FALSY for kind in kept):
            return kept
        best = best or kept
    return best


def default_of(method: Method, name: str) -> Any:
    return next((one.default for one in method.inputs if one.name == name), None)


def choices(calls: list[dict[str, Any]]) -> int:
    """Number of decisions in the calls."""
    text = json.dumps(calls)
    return text.count('"$if"') + text.count('"when"')


def answerable(outcome: Outcome) -> bool:
    """Accepts one request, or none."""
    return isinstance(outcome, Request) or outcome == NotOneRequest(())


def plausible(kind: str, kept: list[str], required: bool) -> bool:
    """Decides if a kind is worth trying after the kinds that the input accepts already."""
    main, _, special = kind.partition(":")
    if kind == "null":
        return not required
    if special in ("empty", "zero", "minus"):
        return main in kept or any(one.startswith(("hint", f"{main}:objects")) for one in kept)
    # A method either reads the id of an object or passes the object on.
    return not (kind == "object:id" and "object" in kept)


def samples(exploration: Exploration, count: int, rng: random.Random) -> list[dict[str, str]]:
    """Selects inputs and their kinds: each alone, all together, in pairs, and at random."""
    required = [one.name for one in exploration.method.inputs if one.required]
    usable = {name: kinds for name, kinds in exploration.kinds.items() if kinds}
    chosen = [dict(exploration.base)]
    least = {name: exploration.base[name] for name in required}
    for name, kinds in usable.items():
        chosen += [{**exploration.base, name: kind} for kind in kinds]
        if least != exploration.base:
            chosen += [{**least, name: kind} for kind in kinds]
    optional = [name for name in usable if name not in required]
    chosen += [{**exploration.base, **{name: usable[name][0] for name in optional}}] * 2
    for first, second in combinations(optional, 2):
        chosen.append({**exploration.base, first: usable[first][0], second: usable[second][0]})
    for _ in range(count):
        share = rng.choice([0.15, 0.3, 0.5, 0.8])
        some = [name for name in optional if rng.random() < share]
        chosen.append({name: likely(usable[name], rng) for name in required + some})
    return chosen


def likely(kinds: list[str], rng: random.Random) -> str:
    full = [kind for kind in kinds if kind not in FALSY]
    if full and rng.random() < 0.75:
        return rng.choice(full)
    return rng.choice(kinds)


__all__ = ["ABSENT", "Exploration", "NeedsCustomAction", "explored", "samples"]
