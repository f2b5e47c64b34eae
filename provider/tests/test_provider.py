"""The provider's interface for Mistral's API and engine."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import webob
from mistral.actions.legacy import LegacyActionProvider
from mistral.api import app
from mistral.services import actions as action_service
from mistral_lib.actions import CompositeActionProvider

from mistral_actions_provider.provider import CatalogActionProvider
from tests.conftest import RUST_CATALOG, Configure, entry

ProviderOf = Callable[..., CatalogActionProvider]


@pytest.fixture
def get(configure: Configure) -> Iterator[Callable[[str], Any]]:
    """Returns a function that queries Mistral's API with the providers of the installed entry points."""
    configure("catalogs", [str(RUST_CATALOG)])
    configure("auth_enable", False, "pecan")
    configure("denylist", ["adhoc", "dynamic"], "action_providers")  # They need a database.
    action_service._SYSTEM_PROVIDER = None
    api = app.setup_app()

    def ask(path: str) -> Any:
        response = webob.Request.blank(path).get_response(api)
        assert response.status_code == 200, response.text
        return response.json

    yield ask
    action_service._SYSTEM_PROVIDER = None


def test_find(provider_of: ProviderOf) -> None:
    provider = provider_of(
        entry("a.new", aliases=["a.old"], description="Does it.", deprecated="use a.newest", tags=["x"])
    )
    by_name, by_alias = provider.find("a.new"), provider.find("a.old", namespace="some")
    assert by_name
    assert by_alias
    assert (by_name.name, by_alias.name) == ("a.new", "a.old")
    assert by_name.description == "Deprecated: use a.newest\n\nDoes it."
    assert by_alias.description == "Alias of `a.new`.\n\nDeprecated: use a.newest\n\nDoes it."
    assert (by_name.tags, by_name.namespace, by_name.project_id, by_name.scope) == (["x"], "", None, None)
    assert by_name.action_class_name == "mistral_actions_provider.action.CatalogAction"
    assert by_name.action_class_attributes is None
    assert provider.find("a.unknown") is None


def test_find_all(provider_of: ProviderOf) -> None:
    provider = provider_of(
        entry("a.one", tags=["x"], aliases=["z.one"]), entry("b.two", tags=["x", "y"]), entry("c.three")
    )

    def names(**query: Any) -> list[str]:
        return [one.name for one in provider.find_all(**query)]

    assert names() == ["a.one", "b.two", "c.three", "z.one"]
    assert names(namespace="some", sort_fields=["name"], sort_dirs=["desc"]) == [
        "z.one",
        "c.three",
        "b.two",
        "a.one",
    ]
    assert names(sort_fields=["tags", "name"]) == ["c.three", "a.one", "z.one", "b.two"]
    assert names(sort_fields=["nothing"]) == ["a.one", "z.one", "b.two", "c.three"]
    assert names(filters={"name": {"eq": "z.one"}}) == ["z.one"]
    assert names(filters={"tags": {"has": "y"}, "namespace": {"eq": ""}}) == ["b.two"]
    assert names(filters={"name": {"in": ["a.one", "c.three"]}}) == ["a.one", "c.three"]
    # The page begins at a marker, which the API does not pass to the provider.
    assert names(limit=1) == names()


def test_provider_without_catalogs(configure: Configure) -> None:
    configure("catalogs", [])
    assert CatalogActionProvider().find_all() == []
    configure("catalogs", ["/does/not/exist.json"])
    provider = CatalogActionProvider()
    assert provider.find_all() == []
    assert provider.find("a.b") is None


def test_mistral_takes_the_first_provider_of_a_name(provider_of: ProviderOf) -> None:
    catalog, legacy = provider_of(entry("std.echo")), LegacyActionProvider()
    for providers in ([catalog, legacy], [legacy, catalog]):
        composite = CompositeActionProvider("system", providers)
        assert repr(composite.find("std.echo")) == repr(providers[0].find("std.echo"))
        assert [one.name for one in composite.find_all()].count("std.echo") == 2


def test_denylist_removes_a_name_from_mistral(provider_of: ProviderOf, configure: Configure) -> None:
    configure("denylist", ["std.*"], "legacy_action_provider")
    composite = CompositeActionProvider("system", [LegacyActionProvider(), provider_of(entry("std.echo"))])
    assert repr(composite.find("std.echo")) == "Catalog action [name=std.echo]"
    assert composite.find("std.noop") is None


def test_allowlist_enables_this_provider(configure: Configure) -> None:
    configure("catalogs", [str(RUST_CATALOG)])
    action_service._SYSTEM_PROVIDER = None
    for allowed, found in ((["legacy"], False), (["legacy", "mistral_actions"], True)):
        configure("allowlist", allowed, "action_providers")
        provider = action_service.get_system_action_provider()
        action_service._SYSTEM_PROVIDER = None
        assert (provider.find("weather.forecast") is not None) == found


def test_action_list(get: Callable[[str], Any]) -> None:
    listed = get("/v2/actions?limit=2&sort_keys=name&sort_dirs=desc")["actions"]
    assert [one["name"] for one in listed] == ["weather.umbrella", "weather.forecast"]
    (forecast,) = get("/v2/actions?name=weather.forecast")["actions"]
    printed = json.loads(RUST_CATALOG.read_text())["actions"][0]
    assert (forecast["input"], forecast["description"], forecast["tags"]) == (
        "city, days=0",
        printed["description"],
        ["weather"],
    )
    after = get("/v2/actions?limit=1&marker=weather.forecast&namespace=")["actions"]
    assert [one["name"] for one in after] == ["weather.forecast"]


def test_action_get(get: Callable[[str], Any]) -> None:
    assert get("/v2/actions/weather.umbrella")["input"] == "city"
