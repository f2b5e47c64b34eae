"""Descriptors of a catalog's actions for the engine and the API."""

from typing import Any

from mistral import exceptions as exc
from mistral_lib import utils
from mistral_lib.actions.providers.base import ActionDescriptorBase

from mistral_actions_provider.action import CatalogAction, RefusedAction
from mistral_actions_provider.catalog import CatalogEntry


class CatalogActionDescriptor(ActionDescriptorBase):
    """The descriptor of an action under one of its names.

    :param name: the name or an alias.
    :param entry: the action.
    """

    def __init__(self, name: str, entry: CatalogEntry) -> None:
        description = entry.description
        if name != entry.name:
            description = f"Alias of `{entry.name}`.\n\n{description}"
        # Like Mistral's own actions, those of a catalog exist in every namespace and project.
        super().__init__(name, description, entry.params_spec, namespace="")
        self._entry = entry

    def __repr__(self) -> str:
        return f"Catalog action [name={self.name}]"

    @property
    def tags(self) -> list[str]:
        """The tags, by which the API can filter."""
        return list(self._entry.tags)

    @property
    def action_class_name(self) -> str:
        """The class of the action that executors receive."""
        return f"{CatalogAction.__module__}.{CatalogAction.__name__}"

    def check_parameters(self, params: dict[str, Any] | None) -> None:
        """Checks an input whose expressions have been evaluated.

        :raises mistral.exceptions.InputException: with the action and all problems of the input. The message
            contains no strings and secrets of the input.
        """
        if error := self._input_error(_as_json(params)):
            raise error

    def instantiate(self, input_dict: dict[str, Any] | None, wf_ctx: Any) -> CatalogAction:
        """Creates the action for an executor.

        For ad-hoc actions, the engine does not call :meth:`check_parameters`. So an invalid input yields an
        action that raises the error when the engine calls ``is_sync``.
        """
        input_json = _as_json(input_dict)
        if error := self._input_error(input_json):
            return RefusedAction(self._entry.name, error)
        return CatalogAction(self._entry.name, input_json, self._entry.is_sync)

    def _input_error(self, input_json: Any) -> exc.InputException | None:
        problems = self._entry.input_check.problems(input_json)
        if not problems:
            return None
        # The same message as the executor's.
        reasons = "; ".join(map(str, problems))
        return exc.InputException(f"invalid input for `{self._entry.name}`: {reasons}")


def _as_json(params: dict[str, Any] | None) -> Any:
    """Converts an input to JSON like the engine; expressions may yield tuples, sets and dates."""
    return utils.from_json_str(utils.to_json_str(params or {}))
