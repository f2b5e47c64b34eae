"""Which values a method takes, and enough calls with them to learn from and to check against."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from . import hints
from .calls import Observed, calls_for
from .functions import ABSENT
from .kinds import FALSY, KINDS, value
from .recorder import Request
from .synthesis import NoTemplate
from .trial import Method, Outcome, Refusal, Several

STARTS = ("string", "string:digits", "object", "array", "integer", "array:objects", "boolean")


class Missing(Exception):
    """The client has no such method, or only one that cannot work."""


class Unsuited(Exception):
    """The method is not one request that the language can say."""


@dataclass
class Exploration:
    """What was found out about the inputs of a method."""

    method: Method
    # The kind of every input that the plainest call gives.
    base: dict[str, str]
    # The kinds that each input takes and the language can say.
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
        choices = hints.VALUES[method.service.name, method.path, name]
        return choices[(int(kind[5:]) + 0 * salt) % len(choices)]
    return value(kind, name, salt)


def kinds_of(method: Method, name: str) -> list[str]:
    choices = hints.VALUES.get((method.service.name, method.path, name), [])
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
    """Finds the plainest call that works, then what else each input takes."""
    exploration = Exploration(method, {}, {})
    exploration.base = base_of(exploration)
    for name in exploration.names():
        exploration.kinds[name] = accepted(exploration, name)
    for name, kind in exploration.base.items():
        if not exploration.kinds[name]:
            raise Unsuited(f"no value of `{name}` is passed on in a way that can be told ({kind} was tried)")
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
                raise Missing(
                    "the client inherits it for resources that it has no path for: it asks for /None"
                )
            return kinds
        outcome = outcomes[0]
        last = last if isinstance(last, Several) else outcome
    if isinstance(last, Refusal) and last.kind == "MethodNotImplemented":
        raise Missing(f"the client only has it to say: {last.message}")
    if isinstance(last, Refusal):
        raise Unsuited(f"the client refuses every value tried: {last.kind}: {last.message}")
    if isinstance(last, Several) and last.requests:
        asked = ", ".join(f"{one.method} /{'/'.join(one.path)}" for one in last.requests[:4])
        raise Unsuited(f"makes {len(last.requests)} requests: {asked}")
    raise Unsuited("makes no request")


def bases(method: Method, plain: dict[str, str]) -> Iterator[dict[str, str]]:
    """Candidates for the plainest call: strings first, then other kinds, then with optional inputs too."""
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
    """Calls in which an input may be tried: the plainest, and that without one of its optional inputs."""
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
    """Adds one kind after another as long as all of them together can be said."""
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
            # What a caller must give chooses no other request: it would be one that Python made by accident.
            if required and kept and not kind.startswith("hint") and len(calls) > branches:
                continue
            # So does a list or an object where a text is meant: it would only make the row unreadable.
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
    """How many decisions the calls have."""
    text = json.dumps(calls)
    return text.count('"$if"') + text.count('"when"')


def answerable(outcome: Outcome) -> bool:
    """Whether it is one request, or none: nothing to do."""
    return isinstance(outcome, Request) or outcome == Several(())


def plausible(kind: str, kept: list[str], required: bool) -> bool:
    """Whether a kind is worth a try after those that an input takes already."""
    main, _, special = kind.partition(":")
    if kind == "null":
        return not required
    if special in ("empty", "zero", "minus"):
        return main in kept or any(one.startswith(("hint", f"{main}:objects")) for one in kept)
    # An id is either looked for in an object or it is not.
    return not (kind == "object:id" and "object" in kept)


def samples(exploration: Exploration, count: int, rng: random.Random) -> list[dict[str, str]]:
    """Which inputs to give, and of which kinds: each alone, all together, and random choices."""
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


__all__ = ["ABSENT", "Exploration", "Unsuited", "explored", "samples"]
