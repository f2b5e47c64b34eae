"""Short descriptions of JSON Schemas and JSON values for messages, such as "integer from 1 to 600".

They equal the executor's descriptions.
"""

import json
from collections.abc import Mapping
from typing import Any

_WIDE = 2**31 - 1


def describe_schema(schema: Any, root: Any, followed: tuple[str, ...] = ()) -> str:
    """Describes a schema; ``root`` contains the definitions that it refers to.

    A type that contains itself is described by its name; ``followed`` are the references on the path.
    """
    if isinstance(schema, Mapping) and isinstance(reference := schema.get("$ref"), str):
        if reference in followed:
            return reference.rsplit("/", 1)[-1]
        followed = (*followed, reference)
        target = resolve(schema, root)
        if target is not schema:
            return describe_schema(target, root, followed)
    if not isinstance(schema, Mapping):
        return "any value"
    if isinstance(values := schema.get("enum"), list):
        return f"one of {_list(values)}"
    if "const" in schema:
        return json.dumps(schema["const"])
    for keyword in ("anyOf", "oneOf"):
        if isinstance(alternatives := schema.get(keyword), list):
            if all(isinstance(one, Mapping) and "const" in one for one in alternatives):
                return f"one of {_list([one['const'] for one in alternatives])}"
            return " or ".join(dict.fromkeys(describe_schema(one, root, followed) for one in alternatives))
    types = schema.get("type")
    if isinstance(types, str):
        types = [types]
    if not isinstance(types, list):
        return "any value"
    return " or ".join(_of_type(name, schema, root, followed) for name in types)


def describe_value(value: Any, secret: bool = False) -> str:
    """Describes a value.

    Never contains a string, since a secret may have been passed to the wrong input.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean" if secret else f"boolean {json.dumps(value)}"
        case int() | float():
            return "a number" if secret else f"number {_short(json.dumps(value))}"
        case str():
            return "an empty string" if value == "" and not secret else "a string"
        case list():
            return "an array"
        case _:
            return "an object"


def resolve(schema: Any, root: Any) -> Any:
    """Returns the definition that a schema refers to, or the schema itself."""
    if not (isinstance(schema, Mapping) and isinstance(path := schema.get("$ref"), str)):
        return schema
    target = root
    for step in path.removeprefix("#").split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        target = target.get(key) if isinstance(target, Mapping) else None
    return schema if target is None else target


def _of_type(name: str, schema: Mapping[str, Any], root: Any, followed: tuple[str, ...]) -> str:
    match name:
        case "integer" | "number":
            return name + _bounds(schema, "minimum", "maximum")
        case "string":
            description = "string"
            if isinstance(text_format := schema.get("format"), str):
                description += f" in the format {text_format}"
            description += _bounds(schema, "minLength", "maxLength", "character")
            if isinstance(pattern := schema.get("pattern"), str):
                description += f" matching `{pattern}`"
            return description
        case "array":
            length = _bounds(schema, "minItems", "maxItems", "item")
            if "items" not in schema:
                return "array" + length
            items = describe_schema(schema["items"], root, followed)
            return f"array{length}, each {items}" if length else f"array of {items}"
        case "object":
            return "object" + _bounds(schema, "minProperties", "maxProperties", "key")
        case _:
            return name


def _bounds(schema: Mapping[str, Any], lower: str, upper: str, unit: str = "") -> str:
    """Describes bounds, without those that only result from a wide integer type."""
    least, most = (_bound(schema, key) for key in (lower, upper))
    if least is not None and most is not None:
        bounds = f" of {least}" if least == most else f" from {least} to {most}"
    elif least is not None:
        bounds = f" of at least {least}"
    elif most is not None:
        bounds = f" of at most {most}"
    else:
        return ""
    if not unit:
        return bounds
    count = least if most is None else most
    return f"{bounds} {unit}" if count == 1 else f"{bounds} {unit}s"


def _bound(schema: Mapping[str, Any], key: str) -> Any:
    bound = schema.get(key)
    is_of_type = "format" in schema and isinstance(bound, int) and abs(bound) >= _WIDE
    return None if is_of_type else bound


def _list(values: list[Any]) -> str:
    return ", ".join(json.dumps(value) for value in values)


def _short(text: str, longest: int = 40) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
