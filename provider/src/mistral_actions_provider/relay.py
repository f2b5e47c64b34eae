"""Relays actions to the executors that have them."""

from typing import Any

import oslo_messaging as messaging
from mistral import context as auth_ctx
from mistral import exceptions as exc
from mistral.rpc import base as rpc
from mistral_lib import actions
from mistral_lib.actions.context import ExecutionContext
from oslo_config import cfg
from oslo_log import log as logging

from mistral_actions_provider import opts

LOG = logging.getLogger(__name__)

opts.register(cfg.CONF)


def cast(action: actions.Action, execution: ExecutionContext) -> None:
    """Sends an action without waiting; the executor reports the result to the engine.

    :raises mistral.exceptions.ActionException: if no executor can have received the action.
    """
    _send("cast", action, execution)
    LOG.info(
        "Relayed action `%s` to topic `%s` [action_ex_id=%s]",
        action.name,
        _topic(),
        execution.action_execution_id,
    )


def call(action: actions.Action, execution: ExecutionContext) -> Any:
    """Sends an action and waits for its result, at most ``rpc_response_timeout`` seconds.

    :raises mistral.exceptions.ActionException: if no result arrives.
    """
    result = _send("call", action, execution)
    return result if isinstance(result, actions.Result) else actions.Result(data=result)


def _send(method: str, action: actions.Action, execution: ExecutionContext) -> Any:
    client = messaging.get_rpc_client(
        rpc.get_transport(),
        messaging.Target(topic=_topic()),
        serializer=auth_ctx.RpcContextSerializer(),
        # Without this RabbitMQ silently drops a message for a topic without a queue.
        transport_options=messaging.TransportOptions(at_least_once=True),
    )
    try:
        return getattr(client, method)(
            auth_ctx.ctx(),
            "run_action",
            action=action,
            action_ex_id=execution.action_execution_id,
            # Mistral does not pass the task's `safe-rerun` to the action.
            safe_rerun=False,
            exec_ctx={key: value for key, value in vars(execution).items() if value is not None},
            timeout=None,
        )
    except Exception as error:
        raise exc.ActionException(
            f"failed to relay action `{action.name}` to topic `{_topic()}`: {_reason(error)}"
        ) from error


def _reason(error: Exception) -> str:
    match error:
        case messaging.MessageUndeliverable():
            return "no executor listens on this topic"
        case messaging.MessagingTimeout():
            return f"no response within {cfg.CONF.rpc_response_timeout} s"
        case _:
            return f"{type(error).__name__}: {error}"


def _topic() -> str:
    topic: str = cfg.CONF[opts.GROUP].relay_topic
    return topic
