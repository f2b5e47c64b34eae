"""Workflows and actions in Mistral's own engine and Python executor (the deployment "relay")."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import webob
from mistral import context as auth_ctx
from mistral import exceptions as exc
from mistral.api import app
from mistral.rpc import clients
from mistral.services import adhoc_actions, workflows
from mistral_lib.actions import Result

from tests.conftest import RUST_CATALOG, Configure, entry, write_catalog
from tests.mistral_system import System, caller, running, wait_until


@pytest.fixture(scope="module")
def started() -> Iterator[System]:
    with running() as system:
        yield system


@pytest.fixture
def mistral(started: System, configure: Configure, tmp_path: Path) -> System:
    more = write_catalog(
        tmp_path / "more.json",
        entry("demo.later", is_sync=False),
        entry(
            "demo.login",
            aliases=["demo.sign_in"],
            secrets=["pin"],
            input={
                "type": "object",
                "properties": {"pin": {"type": "integer", "maximum": 9, "writeOnly": True}},
            },
        ),
    )
    configure("catalogs", [str(RUST_CATALOG), str(more)])
    started.executor.received.clear()
    started.executor.answer = lambda action: Result(data=action["input"])
    return started


def test_workflow_task_is_relayed(mistral: System) -> None:
    state, task = mistral.run_workflow(
        """
by_expression:
  input: [city, days]
  tasks:
    ask:
      action: weather.forecast city=<% $.city %>
      input: {days: "{{ _.days }}"}
        """,
        city="Oslo",
        days=3,
    )
    assert (state, task["info"]) == ("SUCCESS", None)
    (action,) = task["actions"]
    assert action["name"] == "weather.forecast"
    assert action["output"] == {"result": {"city": "Oslo", "days": 3}}
    ((ctxt, args),) = mistral.executor.received
    assert mistral.executor.action_in(args) == {
        "name": "weather.forecast",
        "input": {"city": "Oslo", "days": 3},
        "sync": True,
        "relayed": True,
    }
    assert json.loads(args["action_ex_id"]) == action["id"]
    exec_ctx = json.loads(args["exec_ctx"])
    assert exec_ctx["callback_url"] == f"/v2/action_executions/{action['id']}"
    assert (exec_ctx["workflow_name"], exec_ctx["task_execution_id"]) == ("by_expression", task["task"])
    assert (json.loads(args["safe_rerun"]), args["timeout"]) == (False, None)
    assert ctxt["auth_token"] == caller().auth_token
    assert ctxt["service_catalog"] == {"catalog": [{"type": "compute"}]}
    assert (ctxt["project_name"], ctxt["region_name"]) == ("demo", "RegionOne")
    assert ctxt["root_execution_id"] == "root-1"


def test_error_of_a_relayed_action_fails_the_task(mistral: System) -> None:
    mistral.executor.answer = lambda action: Result(error="no station in Atlantis")
    state, task = mistral.run_workflow("failing: {tasks: {ask: {action: weather.umbrella city='Atlantis'}}}")
    assert (state, task["info"]) == ("ERROR", "no station in Atlantis")


def test_invalid_input_fails_the_task_before_scheduling(mistral: System) -> None:
    # The definition is accepted, since the invalid value is an expression.
    state, task = mistral.run_workflow(
        "bad: {input: [days], tasks: {ask: {action: weather.forecast days=<% $.days %> town='Oslo'}}}", days=9
    )
    assert (state, task["actions"], mistral.executor.received) == ("ERROR", [], [])
    assert task["info"] == (
        "invalid input for `weather.forecast`: /days: expected integer from 0 to 7, got number 9; "
        "/city: missing, expected string of at least 1 character; "
        "/town: unknown input (the action takes `city`, `days`)"
    )


def test_expression_for_the_whole_input(mistral: System) -> None:
    definition = (
        "whole{}: {{input: [given], tasks: {{ask: {{action: weather.umbrella, input: <% $.given %>}}}}}}"
    )
    state, _ = mistral.run_workflow(definition.format(1), given={"city": "Oslo"})
    assert state == "SUCCESS"
    state, task = mistral.run_workflow(definition.format(2), given={"city": ["Oslo"]})
    assert (state, task["info"]) == (
        "ERROR",
        "invalid input for `weather.umbrella`: /city: expected string, got an array",
    )


def test_with_items_relays_each_item(mistral: System) -> None:
    state, task = mistral.run_workflow(
        """
items:
  tasks:
    ask:
      with-items: city in <% ["Oslo", "Bergen"] %>
      action: weather.umbrella city=<% $.city %>
        """
    )
    assert state == "SUCCESS"
    assert sorted(one["output"]["result"]["city"] for one in task["actions"]) == ["Bergen", "Oslo"]


def test_ad_hoc_action_over_a_catalog_action(mistral: System) -> None:
    adhoc_actions.create_actions(
        """
version: '2.0'
my_forecast:
  base: weather.forecast
  base-input: {city: <% $.where %>, days: <% $.days %>}
  input: [where, days: 1]
  output: {answer: <% $ %>}
        """
    )
    state, task = mistral.run_workflow("adhoc_good: {tasks: {ask: {action: my_forecast where='Oslo'}}}")
    assert state == "SUCCESS"
    assert task["actions"][0]["output"] == {"result": {"answer": {"city": "Oslo", "days": 1}}}
    mistral.executor.received.clear()
    state, task = mistral.run_workflow("adhoc_bad: {tasks: {ask: {action: my_forecast where='Oslo' days=9}}}")
    assert (state, task["actions"], mistral.executor.received) == ("ERROR", [], [])
    assert task["info"] == (
        "invalid input for `weather.forecast`: /days: expected integer from 0 to 7, got number 9"
    )
    result = start_action("my_forecast", {"where": "Oslo"}, run_sync=True)
    assert result["output"] == {"result": {"city": "Oslo", "days": 1}}


def start_action(name: str, action_input: dict[str, Any], **params: Any) -> Any:
    return clients.get_engine_client().start_action(name, action_input, **params)


def test_single_action_returns_its_result(mistral: System) -> None:
    execution = start_action("weather.umbrella", {"city": "Oslo"}, run_sync=True)
    assert (execution["state"], execution["output"]) == ("SUCCESS", {"result": {"city": "Oslo"}})
    ((ctxt, args),) = mistral.executor.received
    assert (args["action_ex_id"], ctxt["auth_token"]) == (None, caller().auth_token)
    mistral.executor.answer = lambda action: Result(error="no")
    execution = start_action("weather.umbrella", {"city": "Oslo"})
    assert (execution["state"], execution["output"]) == ("ERROR", {"result": "no"})


def test_single_action_refuses_invalid_input(mistral: System) -> None:
    with pytest.raises(exc.InputException, match=r"^invalid input for `weather\.umbrella`: /city: missing"):
        start_action("weather.umbrella", {})
    assert mistral.executor.received == []


def test_api_responds_to_invalid_input_with_400(mistral: System, configure: Configure) -> None:
    configure("auth_enable", False, "pecan")
    request = webob.Request.blank("/v2/action_executions", method="POST", content_type="application/json")
    request.json_body = {"name": "weather.forecast", "input": '{"city": "Oslo", "days": 9}'}
    response = request.get_response(app.setup_app())
    auth_ctx.set_ctx(caller())  # The API clears it, since it runs in this thread.
    assert (response.status_code, response.json["faultstring"]) == (
        400,
        "invalid input for `weather.forecast`: /days: expected integer from 0 to 7, got number 9",
    )


def test_asynchronous_action_stays_running(mistral: System) -> None:
    execution = start_action("demo.later", {})
    wait_until(lambda: len(mistral.executor.received) == 1)
    client = clients.get_engine_client()
    # The engine would refuse to complete an action that is completed already.
    completed = client.on_action_complete(execution["id"], Result(data="done"))
    assert (completed["state"], completed["output"]) == ("SUCCESS", {"result": "done"})
    with pytest.raises(exc.InputException, match="does not support synchronous execution"):
        start_action("demo.later", {}, run_sync=True)


def test_error_does_not_contain_secrets(mistral: System) -> None:
    state, task = mistral.run_workflow("secret: {tasks: {enter: {action: demo.sign_in pin=271828}}}")
    assert (state, task["info"]) == (
        "ERROR",
        "invalid input for `demo.login`: /pin: expected integer of at most 9, got a number",
    )


def test_returned_action_is_an_error(mistral: System, configure: Configure) -> None:
    configure("relay_topic", "mistral_executor")
    state, task = mistral.run_workflow("loop: {tasks: {ask: {action: weather.umbrella city='Oslo'}}}")
    assert state == "ERROR"
    assert "action `weather.umbrella` was relayed to a Python executor" in task["info"]
    assert "city" not in task["info"]
    execution = start_action("weather.umbrella", {"city": "Oslo"}, run_sync=True)
    assert execution["state"] == "ERROR"


def test_call_times_out_without_executor(mistral: System, configure: Configure) -> None:
    configure("relay_topic", "unused")
    configure("rpc_response_timeout", 1, None)
    with pytest.raises(exc.MistralException, match="took longer than configured 1 seconds"):
        start_action("weather.umbrella", {"city": "Oslo"}, run_sync=True)


def test_new_catalog_action_is_found_without_restart(
    mistral: System, configure: Configure, tmp_path: Path
) -> None:
    catalog = write_catalog(tmp_path / "new.json")
    configure("catalogs", [str(catalog)])
    definition = "unknown{}: {{tasks: {{ask: {{action: demo.new}}}}}}"
    # A definition may name an unknown action; Mistral looks it up when the task runs.
    workflows.create_workflows("version: '2.0'\n" + definition.format(0))
    state, task = mistral.run_workflow(definition.format(1))
    assert state == "ERROR"
    assert "Failed to find action [action_name=demo.new" in task["info"]
    write_catalog(catalog, entry("demo.new"))
    state, _ = mistral.run_workflow(definition.format(2))
    assert state == "SUCCESS"
