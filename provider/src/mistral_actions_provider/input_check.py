"""Checks the input of one action."""

import re
from collections.abc import Mapping
from typing import Any

from oslo_log import log as logging
from referencing.exceptions import Unresolvable

from mistral_actions_provider import words
from mistral_actions_provider.check import Problem, SchemaCheck, pointer

LOG = logging.getLogger(__name__)


class InputCheck:
    """What an action takes, as the catalog says it.

    :raises jsonschema.exceptions.SchemaError: if the catalog has no valid schema.
    """

    def __init__(self, definition: Mapping[str, Any]) -> None:
        self._action: str = definition["name"]
        self._inputs = _names_of_inputs(definition["input"])
        self._check = SchemaCheck(definition["input"], definition.get("secrets", ()), is_input=True)

    def problems(self, given: Any) -> list[Problem]:
        """All that is wrong with an input."""
        if not isinstance(given, Mapping):
            got = words.given(given, secret=True)
            return [Problem("", f"expected an object with the action's inputs, got {got}")]
        inputs: Mapping[str, Any] = given
        named: dict[str, Any] = {}
        twice = []
        for key, value in inputs.items():
            name = self._inputs.get(key, key)
            if name in named:
                twice.append(Problem(pointer([name]), f"`{name}` is given twice, also as an alias"))
            named[name] = value
        try:
            return self._check.problems(named) + twice
        except (Unresolvable, re.error, RecursionError) as error:
            # The executor checks again: better an error from there than a refusal without a reason.
            LOG.error("Cannot check the input of action `%s`: %s", self._action, error)
            return twice


def _names_of_inputs(schema: Any) -> dict[str, str]:
    """The input that is meant by each other key, which the schema tells by ``x-aliases``."""
    properties = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    return {
        alias: name
        for name, one in properties.items()
        if isinstance(one, Mapping) and isinstance(one.get("x-aliases"), list)
        for alias in one["x-aliases"]
    }
