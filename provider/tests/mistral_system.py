"""A Mistral in this process: engine and Python executor, over oslo.messaging's fake:// driver."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import oslo_messaging as messaging
from mistral import context as auth_ctx
from mistral.db.v2 import api as db_api
from mistral.engine import engine_server
from mistral.executors import base as executors
from mistral.executors import executor_server
from mistral.rpc import base as rpc
from mistral.rpc import clients
from mistral.services import actions as action_service
from mistral.services import workflows
from mistral.workflow import states
from mistral_lib.actions import Result
from oslo_config import cfg

DEADLINE = 30.0


def caller() -> auth_ctx.MistralContext:
    return auth_ctx.MistralContext(
        user_name="ada",
        user_id="1-2-3-4",
        project_id="<default-project>",
        project_name="demo",
        auth_token="token-of-ada",  # noqa: S106
        service_catalog={"catalog": [{"type": "compute"}]},
        region_name="RegionOne",
        root_execution_id="root-1",
    )


class OtherExecutor:
    """Listens on the relay topic and sees the very text that a Rust executor would.

    The project's Rust executor is tested against a real Mistral elsewhere; this one records, and
    answers as told.
    """

    def __init__(self, topic: str) -> None:
        self.received: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self.answer: Callable[[dict[str, Any]], Result] = lambda action: Result(data=action["input"])
        self._server = messaging.get_rpc_server(
            rpc.get_transport(), messaging.Target(topic=topic, server="rust"), [self], executor="threading"
        )

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()
        self._server.wait()

    def run_action(self, ctxt: dict[str, Any], **args: Any) -> str | None:
        self.received.append((ctxt, args))
        action = self.action_in(args)
        serializer = auth_ctx.RpcContextSerializer()
        result = self.answer(action)
        if args["action_ex_id"] is None:
            text: str = serializer.serialize_entity(None, result)
            return text
        if action["sync"]:
            auth_ctx.set_ctx(auth_ctx.MistralContext.from_dict(dict(ctxt)))
            clients.get_engine_client().on_action_complete(
                json.loads(args["action_ex_id"]), result, async_=True
            )
        return None

    @staticmethod
    def action_in(args: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(json.loads(args["action"])["__serial_data"])["data"]
        return data


class System:
    """Runs workflows and actions, and says what became of them."""

    def __init__(self, other: OtherExecutor) -> None:
        self.other = other

    def run_workflow(self, definition: str, **workflow_input: Any) -> tuple[str, dict[str, Any]]:
        """The state of the only task, and a summary of it."""
        (definition_db,) = workflows.create_workflows("version: '2.0'\n" + definition)
        execution = clients.get_engine_client().start_workflow(definition_db.name, wf_input=workflow_input)
        wait_until(lambda: states.is_completed(self._state_of(execution["id"])))
        with db_api.transaction():
            (task,) = db_api.get_task_executions(workflow_execution_id=execution["id"])
            actions = [
                {"state": one.state, "output": one.output, "name": one.name, "id": one.id}
                for one in task.action_executions
            ]
            return task.state, {"info": task.state_info, "actions": actions, "task": task.id}

    @staticmethod
    def _state_of(execution_id: str) -> str:
        with db_api.transaction():
            state: str = db_api.get_workflow_execution(execution_id).state
            return state


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        threading.Event().wait(0.02)


# The heartbeats of Mistral's own services would keep the process alive.
_OVERRIDES = [
    ("connection", "sqlite://", "database"),
    ("type", "remote", "executor"),
    ("check_interval", 0, "action_heartbeat"),
]


@contextmanager
def running() -> Iterator[System]:
    conf = cfg.CONF
    # Registers the option before it is overridden.
    messaging.get_rpc_transport(conf)
    overrides = [*_OVERRIDES, ("transport_url", "fake:/", None)]
    for override in overrides:
        conf.set_override(*override)
    for forget in (rpc.cleanup, clients.cleanup, executors.cleanup):
        forget()
    action_service._SYSTEM_PROVIDER = None
    db_api.setup_db()
    auth_ctx.set_ctx(caller())
    other = OtherExecutor(conf.mistral_actions.relay_topic)
    services = [
        engine_server.get_oslo_service(setup_profiler=False),
        executor_server.get_oslo_service(setup_profiler=False),
    ]
    for service in services:
        service.start()
        service.wait_started()
    other.start()
    try:
        yield System(other)
    finally:
        for service in services:
            service.stop(True)
        other.stop()
        auth_ctx.set_ctx(None)
        action_service._SYSTEM_PROVIDER = None
        for name, _, group in overrides:
            conf.clear_override(name, group)
