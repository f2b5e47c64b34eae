"""The catalog is the contract between the Rust executor and this package."""

import importlib.resources
import json
from pathlib import Path

import jsonschema

from mistral_actions_provider.provider import CatalogActionProvider
from tests.conftest import RUST_CATALOG

PUBLISHED_SCHEMA = Path(__file__).parents[2] / "runtime" / "catalog.schema.json"


def test_the_packaged_schema_is_the_published_one() -> None:
    packaged = importlib.resources.files("mistral_actions_provider") / "catalog.schema.json"
    assert packaged.read_bytes() == PUBLISHED_SCHEMA.read_bytes()


def test_what_the_executor_prints_is_as_the_published_schema_says() -> None:
    schema = json.loads(PUBLISHED_SCHEMA.read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(RUST_CATALOG.read_text()))


def test_what_the_executor_prints_can_be_read(weather: CatalogActionProvider) -> None:
    printed = json.loads(RUST_CATALOG.read_text())["actions"]
    provided = [(one.name, one.description, one.params_spec, one.tags) for one in weather.find_all()]
    assert provided == [(one["name"], one["description"], one["params_spec"], one["tags"]) for one in printed]
    assert provided[0][0] == "weather.forecast"
