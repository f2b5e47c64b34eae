"""What the engine and the API get to know about an action of a catalog."""

from typing import Any

from mistral import exceptions as exc
from mistral_lib import utils
from mistral_lib.actions.providers.base import ActionDescriptorBase

from mistral_actions_provider.action import CatalogAction, RefusedAction
from mistral_actions_provider.catalog import CatalogEntry


class CatalogActionDescriptor(ActionDescriptorBase):
    """Describes an action under one of its names.

    :param name: the name or an alias.
    :param entry: the action.
    """

    def __init__(self, name: str, entry: CatalogEntry) -> None:
        description = entry.description
        if name != entry.name:
            description = f"Alias of `{entry.name}`.\n\n{description}"
        # Like Mistral's own actions, those of a catalog are there in every namespace and project.
        super().__init__(name, description, entry.params_spec, namespace="")
        self._entry = entry

    def __repr__(self) -> str:
        return f"Catalog action [name={self.name}]"

    @property
    def tags(self) -> list[str]:
        """The tags, which the API shows and filters by."""
        return list(self._entry.tags)

    @property
    def action_class_name(self) -> str:
        """The class that executors see."""
        return f"{CatalogAction.__module__}.{CatalogAction.__name__}"

    def check_parameters(self, params: dict[str, Any] | None) -> None:
        """Checks an input, in which all expressions have been evaluated.

        :raises mistral.exceptions.InputException: naming the action, and all that is wrong with what
            input. Texts and secrets are not repeated.
        """
        if refusal := self._refusal(_as_json(params)):
            raise refusal

    def instantiate(self, input_dict: dict[str, Any] | None, wf_ctx: Any) -> CatalogAction:
        """Makes the action for an executor.

        Ad-hoc actions come here without :meth:`check_parameters`. A wrong input makes an action that
        says so as soon as the engine asks it whether it is synchronous.
        """
        input_json = _as_json(input_dict)
        if refusal := self._refusal(input_json):
            return RefusedAction(self._entry.name, refusal)
        return CatalogAction(self._entry.name, input_json, self._entry.is_sync)

    def _refusal(self, input_json: Any) -> exc.InputException | None:
        problems = self._entry.input_check.problems(input_json)
        if not problems:
            return None
        # The words are the executor's.
        reasons = "; ".join(map(str, problems))
        return exc.InputException(f"invalid input for `{self._entry.name}`: {reasons}")


def _as_json(params: dict[str, Any] | None) -> Any:
    """An input as the executor will see it: expressions may yield tuples, sets, dates and the like."""
    return utils.from_json_str(utils.to_json_str(params or {}))
