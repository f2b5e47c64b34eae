"""The action as it travels from the engine to an executor."""

import copy
from typing import Any

from mistral import exceptions as exc
from mistral_lib import actions

from mistral_actions_provider import relay


class CatalogAction(actions.Action):
    """An action of a catalog.

    Its class and its attributes are what an executor gets to see (``mistral_lib.actions.base``,
    ``ActionSerializer``): the attributes are JSON, and public fields of the class would become
    attributes of a class made anew at the other end, so there are none.

    An executor that has the action runs it by ``name`` and ``input``. A Python executor has not, and
    calls :meth:`run`, which passes it on to the executors that have.

    :param name: the name in the catalog, no alias.
    :param input: what was given, as JSON; the executor fills in what was not.
    :param sync: whether running it yields the result.
    """

    def __init__(self, name: str, input: dict[str, Any], sync: bool) -> None:
        super().__init__()
        self.name = name
        self.input = input
        self.sync = sync
        self.relayed = False

    def __repr__(self) -> str:
        # Shows up in errors, where no input may.
        return f"CatalogAction(name={self.name!r})"

    def run(self, context: Any) -> Any:
        """Passes the action on to the topic ``[mistral_actions] relay_topic``.

        :return: the result, where the caller waits for it; else nothing, and the executor that runs the
            action tells the engine.
        """
        if self.relayed:
            raise exc.ActionException(
                f"action `{self.name}` was relayed to a Python executor: either none of the executors "
                "on the relay topic has it, or [mistral_actions] relay_topic is their own topic"
            )
        relayed = copy.copy(self)
        relayed.relayed = True
        if context.execution.action_execution_id is None:
            return relay.call(relayed, context.execution)
        relay.cast(relayed, context.execution)
        self.relayed = True
        return None

    def is_sync(self) -> bool:
        """Whether :meth:`run` yields the result.

        Once relayed it no longer does, so that the Python executor does not complete the action.
        """
        return self.sync and not self.relayed


class RefusedAction(CatalogAction):
    """Stands for an action that must not be scheduled, because its input is wrong.

    The engine hides why an action cannot be instantiated (``mistral/engine/actions.py``, ``schedule``),
    but not what :meth:`is_sync` raises, which it asks next and before anything is scheduled.
    """

    def __init__(self, name: str, reason: exc.MistralException) -> None:
        super().__init__(name, {}, sync=True)
        self._reason = reason

    def run(self, context: Any) -> Any:
        raise self._reason

    def is_sync(self) -> bool:
        raise self._reason
