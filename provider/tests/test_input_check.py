"""Messages about the problems of an input."""

import json
import logging
from typing import Any

import pytest

from mistral_actions_provider.input_check import InputCheck
from tests.conftest import entry


def check(properties: dict[str, Any], given: dict[str, Any], **more: Any) -> list[str]:
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    schema |= more.pop("schema", {})
    return [str(one) for one in InputCheck(entry("a.b", input=schema, **more)).problems(given)]


def test_reports_all_problems_with_unknown_inputs_last() -> None:
    properties = {
        "server": {"type": "string"},
        "timeout": {"type": "integer", "format": "uint32", "minimum": 1, "maximum": 600},
    }
    given = {"servr": "vm", "timeout": 601, "zone": 1}
    assert check(properties, given, schema={"required": ["server"]}) == [
        "/timeout: expected integer from 1 to 600, got number 601",
        "/server: missing, expected string",
        "/servr: unknown input; did you mean `server`? (the action takes `server`, `timeout`)",
        "/zone: unknown input (the action takes `server`, `timeout`)",
    ]
    assert check({}, {"any": 1}) == ["/any: unknown input (the action takes no input)"]


@pytest.mark.parametrize(
    ("schema", "bad", "good", "message"),
    [
        ({"type": "integer"}, True, 1, "expected integer, got boolean true"),
        ({"type": "integer"}, "1", 1.0, "expected integer, got a string"),
        ({"type": ["string", "null"]}, [], None, "expected string or null, got an array"),
        (
            {"type": "string", "minLength": 1},
            "",
            "x",
            "expected string of at least 1 character, got an empty string",
        ),
        ({"type": "array", "maxItems": 0}, [1], [], "expected array of at most 0 items, got an array"),
        ({"enum": ["a", "b"]}, "c", "a", 'expected one of "a", "b", got a string'),
        ({"const": 1}, 2, 1, "expected 1, got number 2"),
        ({"oneOf": [{"const": "a"}, {"const": "b"}]}, 1, "b", 'expected one of "a", "b", got number 1'),
        ({"multipleOf": 2}, 3, 4, "expected a value that satisfies `multipleOf`, got number 3"),
        (
            {"type": "string", "pattern": "^[a-z]+$"},
            "A",
            "a",
            "expected string matching `^[a-z]+$`, got a string",
        ),
        (
            {"type": "string", "format": "uuid"},
            "a7eb257ed64644d39cbe6a765fb311e0",
            "a7eb257e-d646-44d3-9cbe-6a765fb311e0",
            "expected string in the format uuid, got a string",
        ),
        (
            {"type": "string", "format": "ipv4"},
            "127.0.0.256",
            "127.0.0.1",
            "expected string in the format ipv4, got a string",
        ),
        (
            {"type": "integer", "format": "uint64", "minimum": 0, "maximum": 18446744073709551615},
            -1,
            18446744073709551615,
            "expected integer of at least 0, got number -1",
        ),
    ],
)
def test_constraint_message(schema: dict[str, Any], bad: Any, good: Any, message: str) -> None:
    assert check({"x": schema}, {"x": bad}) == [f"/x: {message}"]
    assert check({"x": schema}, {"x": good}) == []


def test_problem_has_the_pointer_inside_the_value() -> None:
    network = {"type": "object", "properties": {"a/b": {"type": "string"}}, "additionalProperties": False}
    properties = {"networks": {"type": "array", "items": {"$ref": "#/$defs/Network"}}}
    given = {"networks": [{}, {"a/b": 1, "c": 2}]}
    assert check(properties, given, schema={"$defs": {"Network": network}}) == [
        "/networks/1/a~1b: expected string, got number 1",
        "/networks/1/c: unknown key",
    ]


def test_reports_problems_of_the_closest_alternative() -> None:
    vm = {"type": "object", "properties": {"kind": {"const": "vm"}, "size": {"type": "integer"}}}
    disk = {"type": "object", "properties": {"kind": {"const": "disk"}, "size": {"type": "integer"}}}
    tagged = {"oneOf": [{**vm, "required": ["kind", "size"]}, {**disk, "required": ["kind"]}]}
    assert check({"x": tagged}, {"x": {"kind": "vm"}}) == ["/x/size: missing, expected integer"]
    optional = {"anyOf": [vm, {"type": "null"}]}
    assert check({"x": optional}, {"x": {"size": "a"}}) == ["/x/size: expected integer, got a string"]
    assert check({"x": optional}, {"x": 1}) == ["/x: expected object or null, got number 1"]


def test_additional_keys_are_checked_against_their_schema() -> None:
    schema = {"additionalProperties": {"type": "string"}}
    assert check({}, {"tag": "a", "size": 1}, schema=schema) == ["/size: expected string, got number 1"]


@pytest.mark.parametrize("secret", [271828, "271828", ["271828"], {"deep": "271828"}, True])
def test_messages_do_not_contain_secrets(secret: Any) -> None:
    messages = "\n".join(
        check({"pin": {"type": "null", "writeOnly": True}}, {"pin": secret}, secrets=["pin"])
        + check({"pin": {"enum": [1], "writeOnly": True}}, {"pin": secret}, secrets=["pin"])
        + check(
            {"login": {"type": "object", "properties": {"pin": {"type": "null", "writeOnly": True}}}},
            {"login": {"pin": secret}},
        )
        + check(
            {"pin": {"$ref": "#/$defs/Pin"}},
            {"pin": secret},
            schema={"$defs": {"Pin": {"type": "null", "writeOnly": True}}},
        )
    )
    assert messages.count("/pin: expected") == 4
    assert "271828" not in messages
    assert "true" not in messages


def test_messages_do_not_contain_strings() -> None:
    messages = check({"user": {"type": "string", "maxLength": 3}}, {"user": "hunter2"})
    assert messages == ["/user: expected string of at most 3 characters, got a string"]


def test_aliases_of_inputs() -> None:
    other_name = {"$ref": "#/properties/server"}
    properties = {
        "server": {"type": "string"},
        "id": other_name,
        "vm": other_name,
        "zone": {"type": "string"},
    }
    one_name = {"oneOf": [{"required": [name]} for name in ("server", "id", "vm")]}
    more: dict[str, Any] = {"schema": {"allOf": [one_name]}}
    assert check(properties, {}, **more) == ["/server: missing, expected string"]
    assert check(properties, {"id": "a"}, **more) == []
    assert check(properties, {"id": 1}, **more) == ["/id: expected string, got number 1"]
    assert check(properties, {"id": "a", "server": "a"}, **more) == [
        "/server: `server` (also called `id` or `vm`) is given twice"
    ]


def test_aliases_of_optional_inputs() -> None:
    properties = {"server": {"type": "string"}, "id": {"$ref": "#/properties/server"}}
    more: dict[str, Any] = {"schema": {"allOf": [{"not": {"required": ["server", "id"]}}]}}
    assert check(properties, {}, **more) == []
    assert check(properties, {"id": "a"}, **more) == []
    assert check(properties, {"id": "a", "server": "a"}, **more) == [
        "/server: `server` (also called `id`) is given twice"
    ]


def given(name: str) -> dict[str, Any]:
    return {"required": [name], "not": {"properties": {name: {"type": "null"}}}}


def needs(name: str, *triggers: str) -> dict[str, Any]:
    dependent = {trigger: [name] for trigger in triggers}
    return {"dependentRequired": dependent, "not": {"properties": {name: {"type": "null"}}}}


def test_rules_about_inputs_that_are_given_together() -> None:
    text = {"type": ["string", "null"]}
    properties = {
        "image": text,
        "img": {"$ref": "#/properties/image"},
        "volume": text,
        "password": text,
        "user": text,
        "login": {"$ref": "#/properties/user"},
    }
    one = {"description": "…", "oneOf": [given("image"), given("img"), given("volume")]}
    any_of = {"description": "…", "anyOf": [given("volume"), given("user"), given("login")]}
    requires = {
        "description": "…",
        "if": given("password"),
        "then": {"anyOf": [needs("user", "password"), needs("login", "password")]},
    }
    more: dict[str, Any] = {"schema": {"allOf": [one, any_of, requires]}}
    assert check(properties, {"volume": "v", "image": None, "password": None}, **more) == []
    assert check(properties, {"img": "i", "login": "u", "password": "p"}, **more) == []
    assert check(properties, {"image": None}, **more) == [
        "give exactly one of `image` and `volume`; none is given",
        "give at least one of `volume` and `user`; none is given",
    ]
    assert check(properties, {"img": "i", "volume": "v", "password": "p", "user": None}, **more) == [
        "give exactly one of `image` and `volume`; both are given",
        "/user: missing, because `password` is given",
    ]


def test_type_that_consists_of_itself() -> None:
    nest = {"anyOf": [{"type": "integer"}, {"$ref": "#/$defs/Nest"}]}
    more: dict[str, Any] = {"schema": {"$defs": {"Nest": nest}}}
    properties = {"nest": {"$ref": "#/$defs/Nest"}}
    assert check(properties, {"nest": 1}, **more) == []
    assert len(check(properties, {"nest": "a"}, **more)) == 1


def test_schema_with_external_reference_is_not_checked(caplog: pytest.LogCaptureFixture) -> None:
    elsewhere = {"x": {"$ref": "http://127.0.0.1:9/schema.json"}}
    with caplog.at_level(logging.ERROR):
        assert check(elsewhere, {"x": 1}) == []
    assert "Cannot check the input of action `a.b`" in caplog.text


def test_input_that_is_not_an_object() -> None:
    (problem,) = InputCheck(entry("a.b")).problems([1])
    assert str(problem) == "expected an object with the action's inputs, got an array"


def test_large_inputs() -> None:
    properties = {"x": {"type": "array", "items": {"type": "integer"}}}
    assert check(properties, {"x": list(range(10_000))}) == []
    given = json.loads("[" * 500 + "]" * 500)
    assert check({"x": {"type": "array"}}, {"x": given}) == []
