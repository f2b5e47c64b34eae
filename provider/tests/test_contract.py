"""The catalog, which is the contract between the Rust executor and this package."""

import importlib.resources
import json
from pathlib import Path

import jsonschema

from mistral_actions_provider.provider import CatalogActionProvider
from tests.conftest import RUST_CATALOG

PUBLISHED_SCHEMA = Path(__file__).parents[2] / "runtime" / "catalog.schema.json"


def test_packaged_schema_equals_the_published_one() -> None:
    packaged = importlib.resources.files("mistral_actions_provider") / "catalog.schema.json"
    assert packaged.read_bytes() == PUBLISHED_SCHEMA.read_bytes()


def test_printed_catalog_conforms_to_the_published_schema() -> None:
    schema = json.loads(PUBLISHED_SCHEMA.read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(RUST_CATALOG.read_text()))


def test_printed_catalog_is_provided_completely(weather: CatalogActionProvider) -> None:
    printed = json.loads(RUST_CATALOG.read_text())["actions"]
    provided = [(one.name, one.description, one.params_spec, one.tags) for one in weather.find_all()]
    assert provided == [(one["name"], one["description"], one["params_spec"], one["tags"]) for one in printed]
    assert provided[0][0] == "weather.forecast"
