"""The relay over a real RabbitMQ, whose URL is MISTRAL_ACTIONS_TEST_TRANSPORT_URL (``rabbit://…``)."""

import json
import os
import uuid
from collections.abc import Iterator

import oslo_messaging as messaging
import pytest
from mistral import context as auth_ctx
from mistral import exceptions as exc
from mistral.rpc import base as rpc
from mistral_lib.actions import Result
from mistral_lib.actions.context import ActionContext, ExecutionContext
from oslo_config import cfg

from mistral_actions_provider.action import CatalogAction
from tests.conftest import Configure
from tests.mistral_system import StubExecutor, caller, wait_until

TRANSPORT_URL = os.environ.get("MISTRAL_ACTIONS_TEST_TRANSPORT_URL")

pytestmark = pytest.mark.skipif(not TRANSPORT_URL, reason="no MISTRAL_ACTIONS_TEST_TRANSPORT_URL")


@pytest.fixture
def topic(configure: Configure) -> Iterator[str]:
    messaging.get_rpc_transport(cfg.CONF)
    configure("transport_url", TRANSPORT_URL, None)
    name = f"mistral_executor_test_{uuid.uuid4().hex}"
    configure("relay_topic", name)
    rpc.cleanup()
    auth_ctx.set_ctx(caller())
    yield name
    auth_ctx.set_ctx(None)
    rpc.get_transport().cleanup()
    rpc.cleanup()


@pytest.mark.parametrize("action_ex_id", [None, "a1"])
def test_relay_to_an_unused_topic_fails_at_once(topic: str, action_ex_id: str | None) -> None:
    action = CatalogAction("a.b", {"password": "hunter2"}, sync=True)
    context = ActionContext(None, ExecutionContext(action_execution_id=action_ex_id))
    with pytest.raises(exc.ActionException) as caught:
        action.run(context)
    assert (
        str(caught.value)
        == f"failed to relay action `a.b` to topic `{topic}`: no executor listens on this topic"
    )


def test_cast_and_call(topic: str) -> None:
    executor = StubExecutor(topic)
    executor.answer = lambda action: Result(error={"was": action["input"]})
    executor.start()
    try:
        called = CatalogAction("a.b", {"x": 1}, sync=True)
        assert called.run(ActionContext(None, ExecutionContext())) == Result(error={"was": {"x": 1}})
        assert called.is_sync()
        # Asynchronous, so that the executor does not complete the action: no engine is running.
        sent = CatalogAction("a.b", {"x": 2}, sync=False)
        assert sent.run(ActionContext(None, ExecutionContext(action_execution_id="a1"))) is None
        wait_until(lambda: len(executor.received) == 2)
        ctxt, args = executor.received[1]
        assert (executor.action_in(args)["input"], json.loads(args["action_ex_id"])) == ({"x": 2}, "a1")
        assert ctxt["auth_token"] == caller().auth_token
    finally:
        executor.stop()
