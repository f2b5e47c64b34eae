"""Actions as executors receive them."""

import json
from typing import Any

import pytest
from mistral import exceptions as exc
from mistral_lib import serialization

from mistral_actions_provider.action import CatalogAction
from mistral_actions_provider.provider import CatalogActionProvider
from tests.conftest import entry
from tests.test_provider import ProviderOf


def serialized(action: Any) -> Any:
    outer = json.loads(serialization.get_polymorphic_serializer().serialize(action))
    assert outer["__serial_key"] == "mistral_lib.actions.base.Action"
    return json.loads(outer["__serial_data"])


def test_serialized_form(weather: CatalogActionProvider) -> None:
    forecast = weather.find("weather.forecast")
    assert forecast
    assert serialized(forecast.instantiate({"city": "Oslo"}, {})) == {
        "cls": "mistral_actions_provider.action.CatalogAction",
        "cls_attrs": {},
        "data": {"name": "weather.forecast", "input": {"city": "Oslo"}, "sync": True, "relayed": False},
    }


def test_alias_is_sent_as_the_name(provider_of: ProviderOf) -> None:
    descriptor = provider_of(entry("a.new", aliases=["a.old"], is_sync=False)).find("a.old")
    assert descriptor
    data = serialized(descriptor.instantiate({}, None))["data"]
    assert (data["name"], data["sync"]) == ("a.new", False)


def test_serialization_round_trip(weather: CatalogActionProvider) -> None:
    umbrella = weather.find("weather.umbrella")
    assert umbrella
    action = umbrella.instantiate({"city": "Oslo"}, {})
    serializer = serialization.get_polymorphic_serializer()
    received = serializer.deserialize(serializer.serialize(action))
    assert isinstance(received, CatalogAction)
    assert vars(received) == vars(action)
    assert received.is_sync()


def test_repr_does_not_contain_the_input() -> None:
    assert "hunter2" not in repr(CatalogAction("a.b", {"password": "hunter2"}, sync=True))


def test_input_is_converted_to_json(provider_of: ProviderOf) -> None:
    schema = {"type": "object", "properties": {"x": {"type": "array", "items": {"type": "integer"}}}}
    descriptor = provider_of(entry("a.b", input=schema)).find("a.b")
    assert descriptor
    for given in ((1, 2), {1, 2}, (one for one in (1, 2))):
        assert descriptor.instantiate({"x": given}, {}).input == {"x": [1, 2]}
    descriptor.check_parameters({"x": (1, 2)})
    descriptor.check_parameters(None)


def test_invalid_input_is_reported_with_action_and_field(weather: CatalogActionProvider) -> None:
    forecast = weather.find("weather.forecast")
    assert forecast
    with pytest.raises(exc.InputException) as caught:
        forecast.check_parameters({"days": 9})
    assert str(caught.value) == (
        "invalid input for `weather.forecast`: /days: expected integer from 0 to 7, got number 9; "
        "/city: missing, expected string of at least 1 character"
    )


def test_unchecked_invalid_input_is_refused_before_scheduling(
    weather: CatalogActionProvider,
) -> None:
    forecast = weather.find("weather.forecast")
    assert forecast
    action = forecast.instantiate({"city": 1}, {})
    for use in (action.is_sync, lambda: action.run(None)):
        with pytest.raises(exc.InputException, match="/city: expected string"):
            use()
