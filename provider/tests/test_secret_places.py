"""The secrets that schemas mark. The executor's tests read the same file.

They are in ``runtime/src/json_schema/secrets.rs``.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from mistral_actions_provider.input_check import InputCheck
from mistral_actions_provider.secret_places import mask
from tests.conftest import entry

SAMPLES = json.loads((Path(__file__).parent / "data" / "secrets.json").read_text())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["name"])
def test_masks_what_the_schema_marks(sample: dict[str, Any]) -> None:
    for case in sample["cases"]:
        assert mask(case["input"], sample["schema"]) == case["masked"]


def test_messages_show_only_values_that_are_no_secrets() -> None:
    login = {"type": "object", "properties": {"pin": {"type": "string", "writeOnly": True}}}
    optional = {"anyOf": [{"$ref": "#/$defs/Key"}, {"type": "null"}]}
    schema = {
        "type": "object",
        "properties": {
            "login": {"$ref": "#/$defs/Login"},
            "hours": {"type": "string"},
            "keys": {"type": "array", "items": optional},
        },
        "$defs": {"Login": login, "Key": {"type": "string", "writeOnly": True}},
    }
    given = {"login": {"pin": 471147}, "hours": 7, "keys": [471147]}
    problems = InputCheck(entry("a.b", input=schema)).problems(given)
    assert [str(one) for one in problems] == [
        "/login/pin: expected string, got a number",
        "/hours: expected string, got number 7",
        "/keys/0: expected string or null, got a number",
    ]
