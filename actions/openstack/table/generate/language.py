"""Evaluation of templates. `src/table/` implements the same in Rust."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .functions import ABSENT, FUNCTIONS, InvalidInput, ident_text, query_values
from .recorder import Request

Inputs = Mapping[str, Any]
Template = Any

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")

KINDS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def holds(condition: Mapping[str, Any], inputs: Inputs) -> bool:
    """Evaluates a condition."""
    ((word, subject),) = condition.items()
    if word == "given":
        return inputs.get(subject) is not None
    if word == "true":
        return bool(inputs.get(subject))
    if word == "present":
        return subject in inputs
    if word == "is":
        return KINDS[subject[1]](inputs.get(subject[0]))
    if word == "equals":
        value = inputs.get(subject[0])
        return type(value) is type(subject[1]) and bool(value == subject[1])
    raise ValueError(word)


def evaluate(template: Template, inputs: Inputs) -> Any:
    """The value of a template, or ABSENT."""
    if isinstance(template, list):
        return [value for item in template if (value := evaluate(item, inputs)) is not ABSENT]
    if not isinstance(template, dict):
        return template
    if "$in" in template:
        value = inputs.get(template["$in"], ABSENT)
        if value is ABSENT or ("if" in template and not holds({template["if"]: template["$in"]}, inputs)):
            return ABSENT
        return FUNCTIONS[template.get("as", "value")](value)
    if "$if" in template:
        branch = "then" if holds(template["$if"], inputs) else "else"
        return evaluate(template[branch], inputs) if branch in template else ABSENT
    if "$each" in template:
        items = inputs.get(template["$each"])
        if not isinstance(items, list):
            raise InvalidInput
        return [evaluate(template["to"], {**inputs, "$item": item}) for item in items]
    result = {}
    for key, member in template.items():
        if key == "$merge":
            for source in member:
                result.update(merged(source, inputs))
        elif (value := evaluate(member, inputs)) is not ABSENT:
            result[key] = value
    return result


def merged(source: Mapping[str, Any], inputs: Inputs) -> dict[str, Any]:
    """The members of an input that become members of an object."""
    members = inputs.get(source["from"])
    if not members:
        return {}
    if not isinstance(members, dict):
        raise InvalidInput
    function = FUNCTIONS[source.get("as", "value")]
    omit = source.get("omit")
    return {
        key: function(value)
        for key, value in members.items()
        if not (omit == "null" and value is None) and not (omit == "false" and not value)
    }


def segment(template: str, inputs: Inputs) -> str:
    """One segment of a path."""

    def value(placeholder: re.Match[str]) -> str:
        written = ident_text(inputs.get(placeholder.group(1), ABSENT))
        # The path would address another resource.
        if written in ("", ".", ".."):
            raise InvalidInput
        return written

    return PLACEHOLDER.sub(value, template)


def call_for(calls: list[dict[str, Any]], inputs: Inputs) -> dict[str, Any]:
    """The first call all of whose conditions hold."""
    for call in calls:
        if all(holds(condition, inputs) for condition in call.get("when", [])):
            return call
    raise InvalidInput


def rendered(call: Mapping[str, Any], inputs: Inputs) -> Request:
    """The request that a call makes."""
    query = {}
    for name, value in evaluate(call.get("query", {}), inputs).items():
        if (values := query_values(value)) is not ABSENT:
            query[name] = values
    body = evaluate(call["body"], inputs) if "body" in call else ABSENT
    return Request(
        call["method"],
        tuple(segment(part, inputs) for part in call["path"].strip("/").split("/")),
        query,
        {name: query_values(value)[0] for name, value in evaluate(call.get("headers", {}), inputs).items()},
        None if body is ABSENT else body,
    )
