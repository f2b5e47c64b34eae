"""Derives the calls of a template: a decision tree over the inputs, and a template per request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice, product
from typing import Any

from .functions import ABSENT, InvalidInput, ident_text, query_values
from .invocation import Outcome, Refusal
from .language import holds
from .recorder import Request
from .synthesis import Example, NoTemplate, Synthesis, conditions

NOTHING = "nothing to do"
REFUSED = "refused"

Observed = tuple[dict[str, Any], Outcome]
Labelled = tuple[dict[str, Any], Outcome, str]


def calls_for(observed: Sequence[Observed]) -> list[dict[str, Any]]:
    """The calls of a template, in the order in which their conditions are evaluated."""
    requests = [(inputs, outcome) for inputs, outcome in observed if isinstance(outcome, Request)]
    try:
        shared: dict[str, Any] | None = parts(requests)
    except NoTemplate:
        shared = None
    return tree(labelled(observed), [], 10, shared)


def tree(
    examples: Sequence[Labelled], when: list[dict[str, Any]], depth: int, shared: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """A decision tree over the inputs with calls as leaves."""
    labels = {name for _, _, name in examples}
    if len(labels) == 1:
        return [leaf([(inputs, outcome) for inputs, outcome, _ in examples], examples[0][2], when, shared)]
    condition = deciding([(inputs, name) for inputs, _, name in examples]) if depth else None
    if condition is None:
        raise NoTemplate("no condition separates " + ", ".join(sorted(labels)[:4]))
    yes = [one for one in examples if holds(condition, one[0])]
    no = [one for one in examples if not holds(condition, one[0])]
    return tree(yes, [*when, condition], depth - 1, shared) + tree(no, when, depth - 1, shared)


def deciding(examples: Sequence[Example]) -> dict[str, Any] | None:
    """The condition that separates the labels best."""
    best: tuple[float, dict[str, Any]] | None = None
    for condition in conditions(examples):
        sides: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        for inputs, name in examples:
            sides[holds(condition, inputs)][name] += 1
        wrong = round(sum(map(impurity, sides.values())), 6)
        if best is None or wrong < best[0]:
            best = (wrong, condition)
    return best and best[1]


def impurity(side: Counter[str]) -> float:
    """Gini impurity, weighted with the number of examples."""
    total = side.total()
    return total - sum(count * count for count in side.values()) / total


def labelled(observed: Sequence[Observed]) -> list[Labelled]:
    """Labels each outcome; if equal values make the label ambiguous, with the most frequent one."""
    readings = [labels(inputs, outcome) for inputs, outcome in observed]
    usual = Counter(name for names in readings for name in names)
    return [
        (inputs, outcome, max(names, key=lambda name: (usual[name], name)))
        for (inputs, outcome), names in zip(observed, readings, strict=True)
    ]


def labels(inputs: dict[str, Any], outcome: Outcome) -> list[str]:
    """Possible labels of an outcome: the method and the path with placeholders for inputs."""
    if isinstance(outcome, Refusal):
        return [REFUSED]
    if not isinstance(outcome, Request):
        return [f"{len(outcome.requests)} requests" if outcome.requests else NOTHING]
    segments = [places(part, inputs) for part in outcome.path]
    return [f"{outcome.method} /{'/'.join(path)}" for path in islice(product(*segments), 64)]


def places(part: str, inputs: dict[str, Any]) -> list[str]:
    found = []
    for name, value in inputs.items():
        try:
            written = ident_text(value)
        except InvalidInput:
            continue
        if value is None or isinstance(value, bool) or not written:
            continue
        if written == part:
            found.append(f"{{{name}}}")
        elif isinstance(value, str) and len(value) > 4 and value in part:
            found.append(part.replace(value, f"{{{name}}}"))
    return [*found, part]


def leaf(
    observed: Sequence[Observed], name: str, when: list[dict[str, Any]], shared: dict[str, Any] | None
) -> dict[str, Any]:
    call: dict[str, Any] = {"when": when} if when else {}
    first = observed[0][1]
    if isinstance(first, Refusal):
        messages = Counter(outcome.message for _, outcome in observed if isinstance(outcome, Refusal))
        return {**call, "refuse": min(messages, key=lambda message: (-messages[message], message))}
    if name == NOTHING:
        return {**call, "nothing": True}
    if not isinstance(first, Request):
        raise NoTemplate(name)
    method, path = name.split(" ", 1)
    call |= {"method": method, "path": path}
    if shared is not None:
        return call | shared
    try:
        return call | parts(
            [(inputs, outcome) for inputs, outcome in observed if isinstance(outcome, Request)]
        )
    except NoTemplate as error:
        raise NoTemplate(f"{name}: {error}") from error


def parts(requests: Sequence[tuple[dict[str, Any], Request]]) -> dict[str, Any]:
    """Templates of query, headers and body."""
    call: dict[str, Any] = {}
    if any(request.query for _, request in requests):
        call["query"] = Synthesis(query_values).template(
            [(inputs, request.query) for inputs, request in requests]
        )
    if any(request.headers for _, request in requests):
        headers = [
            (inputs, {key: [value] for key, value in request.headers.items()}) for inputs, request in requests
        ]
        call["headers"] = Synthesis(query_values).template(headers)
    if any(request.body is not None for _, request in requests):
        bodies = [(inputs, ABSENT if request.body is None else request.body) for inputs, request in requests]
        call["body"] = Synthesis().template(bodies)
    return call
