"""Checks the input of an action."""

import re
from collections.abc import Mapping
from typing import Any

from oslo_log import log as logging
from referencing.exceptions import Unresolvable

from mistral_actions_provider import messages
from mistral_actions_provider.schema_check import Problem, SchemaCheck

LOG = logging.getLogger(__name__)


class InputCheck:
    """The check of an action's input by the schema in the catalog.

    :raises jsonschema.exceptions.SchemaError: if the schema is invalid.
    """

    def __init__(self, definition: Mapping[str, Any]) -> None:
        self._action: str = definition["name"]
        self._check = SchemaCheck(definition["input"], definition.get("secrets", ()), is_input=True)

    def problems(self, action_input: Any) -> list[Problem]:
        """Returns all problems of an input."""
        if not isinstance(action_input, Mapping):
            got = messages.describe_value(action_input, secret=True)
            return [Problem("", f"expected an object with the action's inputs, got {got}")]
        try:
            return self._check.problems(action_input)
        except (Unresolvable, re.error, RecursionError) as error:
            # The executor checks the input again and reports its problems.
            LOG.error("Cannot check the input of action `%s` before it runs: %s", self._action, error)
            return []
