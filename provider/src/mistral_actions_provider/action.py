"""The action that the engine sends to an executor."""

import copy
from typing import Any

from mistral import exceptions as exc
from mistral_lib import actions

from mistral_actions_provider import relay


class CatalogAction(actions.Action):
    """An action of a catalog.

    An executor receives the class and the attributes (``mistral_lib.actions.base``, ``ActionSerializer``).
    The attributes are JSON. The class has no public fields, because the executor would create a new class
    with them as its attributes.

    An executor with the action runs it by ``name`` and ``input``. A Python executor does not have it, and
    calls :meth:`run`, which relays the action to the executors that have it.

    :param name: the name in the catalog, not an alias.
    :param input: the input as JSON, without defaults, which the executor adds.
    :param sync: true if :meth:`run` yields the result.
    """

    def __init__(self, name: str, input: dict[str, Any], sync: bool) -> None:
        super().__init__()
        self.name = name
        self.input = input
        self.sync = sync
        self.relayed = False

    def __repr__(self) -> str:
        # Errors contain this text, and must not contain the input.
        return f"CatalogAction(name={self.name!r})"

    def run(self, context: Any) -> Any:
        """Relays the action to the topic ``[mistral_actions] relay_topic``.

        :return: the result, if the caller waits for it; else ``None``, and the executor that runs the
            action reports its result to the engine.
        """
        if self.relayed:
            raise exc.ActionException(
                f"action `{self.name}` was relayed to a Python executor: no executor on the relay topic has "
                "the action, or [mistral_actions] relay_topic is the topic of the Python executors"
            )
        relayed = copy.copy(self)
        relayed.relayed = True
        if context.execution.action_execution_id is None:
            return relay.call(relayed, context.execution)
        relay.cast(relayed, context.execution)
        self.relayed = True
        return None

    def is_sync(self) -> bool:
        """Returns true if :meth:`run` yields the result.

        Returns false for a relayed action, so that the Python executor does not complete it.
        """
        return self.sync and not self.relayed


class RefusedAction(CatalogAction):
    """Replaces an action whose input is invalid, so that it is not scheduled.

    The engine hides the reason when an action cannot be instantiated (``mistral/engine/actions.py``,
    ``schedule``), but reports the exception of :meth:`is_sync`, which it calls next, before scheduling.
    """

    def __init__(self, name: str, reason: exc.MistralException) -> None:
        super().__init__(name, {}, sync=True)
        self._reason = reason

    def run(self, context: Any) -> Any:
        raise self._reason

    def is_sync(self) -> bool:
        raise self._reason
