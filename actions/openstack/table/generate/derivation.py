"""Derives the calls of a template and verifies them with observations that they were not derived from."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from .calls import Observed, calls_for
from .exploration import Exploration, NeedsCustomAction, explored, samples
from .functions import InvalidInput, same
from .invocation import Method, NotOneRequest, Outcome, Refusal
from .kinds import FALSY
from .language import call_for, rendered
from .recorder import Request
from .synthesis import NoTemplate

ROUNDS = 8


@dataclass(frozen=True)
class Derived:
    """The calls of a method, and the examples that verify them."""

    exploration: Exploration
    calls: list[dict[str, Any]]
    # Inputs, and the request that both the client and the template make from them.
    proven: list[tuple[dict[str, Any], Request]]


def derived(method: Method) -> Derived:
    """Derives calls from examples, verifies them with others, and adds those that fail to the examples."""
    exploration = explored(method)
    for name in exploration.names():
        if all(kind in FALSY for kind in exploration.kinds[name]):
            raise NeedsCustomAction(f"the templates do not express the use of `{name}`")
    rng = random.Random(f"{method.service.namespace}.{method.path}")
    count = 20 + 10 * len(exploration.kinds)
    learnt = observations(exploration, 15, rng, 10)
    known = [observed for _, observed in learnt]
    for turn in range(ROUNDS):
        try:
            calls = calls_for(known)
        except NoTemplate as error:
            raise NeedsCustomAction(f"the templates do not express the calls: {error}") from error
        checked = observations(exploration, count + 60, rng, 1000 * (turn + 1))
        wrong = [observed for _, observed in checked if not agrees(calls, observed)]
        if not wrong:
            proven = [
                (given, outcome) for given, (_, outcome) in checked + learnt if isinstance(outcome, Request)
            ]
            return Derived(exploration, calls, proven)
        known += wrong[:40]
        learnt += [one for one in checked if any(one[1] is observed for observed in wrong[:40])]
    raise NeedsCustomAction("the templates are wrong for some inputs, whichever are taken as examples")


def observations(
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
    """Checks that the calls do with these inputs what the client did."""
    inputs, outcome = observed
    try:
        call = call_for(calls, inputs)
        if "refuse" in call:
            return isinstance(outcome, Refusal)
        if "nothing" in call:
            return outcome == NotOneRequest(())
        return same_request(rendered(call, inputs), outcome)
    except InvalidInput:
        return False


def same_request(mine: Request, theirs: Outcome) -> bool:
    return (
        isinstance(theirs, Request)
        and (mine.method, mine.path, mine.query, mine.headers)
        == (theirs.method, theirs.path, theirs.query, theirs.headers)
        and same(mine.body, theirs.body)
    )
