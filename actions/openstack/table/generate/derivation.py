"""Derives the calls of a row and proves them on calls that they were not derived from."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from . import hints
from .calls import Observed, calls_for
from .exploration import Exploration, Unsuited, explored, samples
from .functions import Unfit, same
from .kinds import FALSY
from .language import call_for, rendered
from .recorder import Request
from .synthesis import NoTemplate
from .trial import Method, Outcome, Refusal, Several

ROUNDS = 8


@dataclass(frozen=True)
class Derived:
    """What a method does, and the examples that prove it."""

    exploration: Exploration
    calls: list[dict[str, Any]]
    # What was given, and the request that the client made and the row renders.
    proven: list[tuple[dict[str, Any], Request]]


def derived(method: Method) -> Derived:
    """Learns from examples, checks with others, and learns from those that were wrong."""
    exploration = explored(method)
    for name in exploration.names():
        if (
            all(kind in FALSY for kind in exploration.kinds[name])
            and (method.service.name, method.path, name) not in hints.UNUSABLE
        ):
            raise Unsuited(f"what becomes of `{name}` is not said by the templates")
    rng = random.Random(f"{method.service.name}.{method.path}")
    count = 20 + 10 * len(exploration.kinds)
    learnt = trials(exploration, 15, rng, 10)
    known = [observed for _, observed in learnt]
    for turn in range(ROUNDS):
        try:
            calls = calls_for(known)
        except NoTemplate as error:
            raise Unsuited(f"not said by the templates: {error}") from error
        checked = trials(exploration, count + 60, rng, 1000 * (turn + 1))
        wrong = [observed for _, observed in checked if not agrees(calls, observed)]
        if not wrong:
            proven = [
                (given, outcome) for given, (_, outcome) in checked + learnt if isinstance(outcome, Request)
            ]
            return Derived(exploration, calls, proven)
        known += wrong[:40]
        learnt += [one for one in checked if any(one[1] is observed for observed in wrong[:40])]
    raise Unsuited("the templates are wrong for some inputs, whichever are taken as examples")


def trials(
    exploration: Exploration, count: int, rng: random.Random, salt: int
) -> list[tuple[dict[str, Any], Observed]]:
    found = []
    for number, kinds in enumerate(samples(exploration, count, rng)):
        given = exploration.given(kinds, salt + number)
        outcome = exploration.method.run(given)
        if isinstance(outcome, Refusal) and not outcome.meant:
            continue
        found.append((given, (exploration.method.completed(given), outcome)))
    return found


def agrees(calls: list[dict[str, Any]], observed: Observed) -> bool:
    """Whether the row does with these inputs what the client did."""
    inputs, outcome = observed
    try:
        call = call_for(calls, inputs)
        if "refuse" in call:
            return isinstance(outcome, Refusal)
        if "nothing" in call:
            return outcome == Several(())
        return same_request(rendered(call, inputs), outcome)
    except Unfit:
        return False


def same_request(mine: Request, theirs: Outcome) -> bool:
    return (
        isinstance(theirs, Request)
        and (mine.method, mine.path, mine.query, mine.headers)
        == (theirs.method, theirs.path, theirs.query, theirs.headers)
        and same(mine.body, theirs.body)
    )
