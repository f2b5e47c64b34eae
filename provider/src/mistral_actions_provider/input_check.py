"""Checks the input of an action."""

import re
from collections.abc import Mapping
from typing import Any

from oslo_log import log as logging
from referencing.exceptions import Unresolvable

from mistral_actions_provider import messages
from mistral_actions_provider.schema_check import Problem, SchemaCheck, pointer

LOG = logging.getLogger(__name__)


class InputCheck:
    """The check of an action's input by the schema in the catalog.

    :raises jsonschema.exceptions.SchemaError: if the schema is invalid.
    """

    def __init__(self, definition: Mapping[str, Any]) -> None:
        self._action: str = definition["name"]
        self._names_by_alias = _names_by_alias(definition["input"])
        self._check = SchemaCheck(definition["input"], definition.get("secrets", ()), is_input=True)

    def problems(self, action_input: Any) -> list[Problem]:
        """Returns all problems of an input."""
        if not isinstance(action_input, Mapping):
            got = messages.describe_value(action_input, secret=True)
            return [Problem("", f"expected an object with the action's inputs, got {got}")]
        inputs: Mapping[str, Any] = action_input
        named: dict[str, Any] = {}
        duplicates = []
        for key, value in inputs.items():
            name = self._names_by_alias.get(key, key)
            if name in named:
                duplicates.append(Problem(pointer([name]), f"`{name}` is given twice, also as an alias"))
            named[name] = value
        try:
            return self._check.problems(named) + duplicates
        except (Unresolvable, re.error, RecursionError) as error:
            # The executor checks the input again and reports its problems.
            LOG.error("Cannot check the input of action `%s` before it runs: %s", self._action, error)
            return duplicates


def _names_by_alias(schema: Any) -> dict[str, str]:
    """Returns the names of the inputs by the aliases (``x-aliases``) in the schema."""
    properties = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    return {
        alias: name
        for name, one in properties.items()
        if isinstance(one, Mapping) and isinstance(one.get("x-aliases"), list)
        for alias in one["x-aliases"]
    }
