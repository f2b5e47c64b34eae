"""Fixtures: Mistral's configuration, and catalogs."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mistral import config as _  # noqa: F401 - registers Mistral's options
from oslo_config import cfg

from mistral_actions_provider import opts
from mistral_actions_provider.provider import CatalogActionProvider

RUST_CATALOG = Path(__file__).parent / "data" / "catalog.json"
"""The catalog that the Rust executor of examples/a-pack prints."""

Configure = Callable[..., None]


@pytest.fixture(scope="session", autouse=True)
def _conf() -> None:
    cfg.CONF([], project="mistral", default_config_files=[])


@pytest.fixture
def configure() -> Iterator[Configure]:
    """Returns a function that sets options of ``[mistral_actions]`` for one test."""
    changed = []

    def set_option(name: str, value: Any, group: str = opts.GROUP) -> None:
        cfg.CONF.set_override(name, value, group)
        changed.append((name, group))

    yield set_option
    for name, group in changed:
        cfg.CONF.clear_override(name, group)


def entry(name: str, **more: Any) -> dict[str, Any]:
    """Returns an action in a catalog."""
    schema = {"type": "object", "properties": {}, "additionalProperties": False}
    return {"name": name, "is_sync": True, "params_spec": "", "input": schema} | more


def write_catalog(path: Path, *entries: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"catalog_version": 1, "actions": entries}))
    return path


@pytest.fixture
def provider_of(configure: Configure, tmp_path: Path) -> Callable[..., CatalogActionProvider]:
    """Returns a function that creates a provider of catalog entries."""

    def make(*entries: dict[str, Any]) -> CatalogActionProvider:
        configure("catalogs", [str(write_catalog(tmp_path / "catalog.json", *entries))])
        return CatalogActionProvider()

    return make


@pytest.fixture
def weather(configure: Configure) -> CatalogActionProvider:
    """Returns a provider of the Rust executor's catalog."""
    configure("catalogs", [str(RUST_CATALOG)])
    return CatalogActionProvider()
