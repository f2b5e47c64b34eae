"""A Mistral system in this process: engine and Python executor, over oslo.messaging's fake:// driver."""

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


class StubExecutor:
    """Listens on the relay topic, records the messages for a Rust executor, and returns preset results.

    The live tests of the project run the Rust executor with a real Mistral.
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
    """Runs workflows and actions, and returns their outcomes."""

    def __init__(self, executor: StubExecutor) -> None:
        self.executor = executor

    def run_workflow(self, definition: str, **workflow_input: Any) -> tuple[str, dict[str, Any]]:
        """Returns the state of the only task, and a summary of it."""
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
        assert time.monotonic() < end, "the condition was not met in time"
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
    # Registers the option that is overridden below.
    messaging.get_rpc_transport(conf)
    overrides = [*_OVERRIDES, ("transport_url", "fake:/", None)]
    for override in overrides:
        conf.set_override(*override)
    for forget in (rpc.cleanup, clients.cleanup, executors.cleanup):
        forget()
    action_service._SYSTEM_PROVIDER = None
    db_api.setup_db()
    auth_ctx.set_ctx(caller())
    executor = StubExecutor(conf.mistral_actions.relay_topic)
    services = [
        engine_server.get_oslo_service(setup_profiler=False),
        executor_server.get_oslo_service(setup_profiler=False),
    ]
    for service in services:
        service.start()
        service.wait_started()
    executor.start()
    try:
        yield System(executor)
    finally:
        for service in services:
            service.stop(True)
        executor.stop()
        auth_ctx.set_ctx(None)
        action_service._SYSTEM_PROVIDER = None
        for name, _, group in overrides:
            conf.clear_override(name, group)
