"""The secrets in a value, which its schema marks with ``writeOnly``.

The rules equal the executor's (``runtime/src/json_schema/secrets.rs``).
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mistral_actions_provider import messages
from mistral_actions_provider.patterns import compile_as_rust

Path = tuple[str | int, ...]

# Number of references and alternatives that lead from a value to its schema. Bounds recursive types.
_MAX_STEPS = 16


def secret_places(value: Any, schema: Any) -> set[Path]:
    """Returns the paths of the secrets in a value.

    Where the schema has alternatives, all count that the value may be of, or all if it may be of none.
    """
    return set(_places(value, schema, schema, (), 0))


def mask(value: Any, schema: Any) -> Any:
    """Returns a value with its secrets replaced by asterisks."""
    places = secret_places(value, schema)

    def masked(part: Any, path: Path) -> Any:
        if path in places:
            return "***"
        if isinstance(part, Mapping):
            return {key: masked(member, (*path, key)) for key, member in part.items()}
        if isinstance(part, list):
            return [masked(item, (*path, index)) for index, item in enumerate(part)]
        return part

    return masked(value, ())


def _places(value: Any, schema: Any, root: Any, path: Path, steps: int) -> Iterator[Path]:
    if not isinstance(schema, Mapping):
        return
    if schema.get("writeOnly") is True:
        if value is not None:
            yield path
        return
    if steps <= _MAX_STEPS:
        same = [*_parts(schema, root), *(schema[key] for key in ("if", "then", "else") if key in schema)]
        alternatives = _alternatives(schema)
        possible = [one for one in alternatives if _may_describe(one, value, root)]
        same += possible or alternatives
        if isinstance(value, Mapping):
            dependent = _map(schema, "dependentSchemas")
            same += [one for key, one in dependent.items() if key in value]
        for one in same:
            yield from _places(value, one, root, path, steps + 1)
    for step, inner, one in _inside(value, schema):
        yield from _places(inner, one, root, (*path, step), 0)


def _inside(value: Any, schema: Mapping[str, Any]) -> Iterator[tuple[str | int, Any, Any]]:
    """Returns the members or items of a value with their schemas."""
    if isinstance(value, Mapping):
        properties = _map(schema, "properties")
        patterns = _map(schema, "patternProperties").items()
        for key, member in value.items():
            described = [properties[key]] if key in properties else []
            described += [one for pattern, one in patterns if _matches(pattern, key)]
            rest = ("additionalProperties", "unevaluatedProperties")
            for one in described or [schema.get(keyword) for keyword in rest]:
                yield key, member, one
    elif isinstance(value, list):
        by_index = _list(schema, "prefixItems")
        for index, item in enumerate(value):
            first = by_index[index] if index < len(by_index) else schema.get("items")
            for one in (first, schema.get("unevaluatedItems"), schema.get("contains")):
                yield index, item, one


def _may_describe(schema: Any, value: Any, root: Any) -> bool:
    """Returns true if a value may be of an alternative, by its type and its tag."""
    schema = _resolved(schema, root)
    if not isinstance(schema, Mapping):
        return True
    if "const" in schema:
        return bool(schema["const"] == value)
    types = _types(schema, root, 0)
    if types is not None and not any(_is_of(value, name) for name in types):
        return False
    tags = {key: one["const"] for key, one in _map(schema, "properties").items() if _has_const(one)}
    return not isinstance(value, Mapping) or all(value.get(key, tag) == tag for key, tag in tags.items())


def _types(schema: Any, root: Any, depth: int) -> list[str] | None:
    """Returns the types that a schema allows; ``None`` if it allows all."""
    if not isinstance(schema, Mapping) or depth > _MAX_STEPS:
        return None
    if isinstance(types := schema.get("type"), str | list):
        return [types] if isinstance(types, str) else types
    if "const" in schema or isinstance(schema.get("enum"), list):
        values = [schema["const"]] if "const" in schema else schema["enum"]
        return [name for name, is_of in _TYPES.items() if any(map(is_of, values))]
    if alternatives := _alternatives(schema):
        all_types = [_types(one, root, depth + 1) for one in alternatives]
        known = [types for types in all_types if types is not None]
        return list(itertools.chain(*known)) if len(known) == len(all_types) else None
    found = (_types(one, root, depth + 1) for one in _parts(schema, root))
    return next((types for types in found if types is not None), None)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "number": _is_number,
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, Mapping),
}


def _is_of(value: Any, name: Any) -> bool:
    return name not in _TYPES or _TYPES[name](value)


def _has_const(schema: Any) -> bool:
    return isinstance(schema, Mapping) and "const" in schema


def _resolved(schema: Any, root: Any) -> Any:
    for _ in range(_MAX_STEPS):
        target = messages.resolve(schema, root)
        if target is schema:
            break
        schema = target
    return schema


def _parts(schema: Mapping[str, Any], root: Any) -> list[Any]:
    target = messages.resolve(schema, root)
    return [*([] if target is schema else [target]), *_list(schema, "allOf")]


def _alternatives(schema: Mapping[str, Any]) -> list[Any]:
    return [*_list(schema, "anyOf"), *_list(schema, "oneOf")]


def _matches(pattern: str, key: str) -> bool:
    compiled = compile_as_rust(pattern)
    return compiled is None or compiled.search(key) is not None


def _map(schema: Mapping[str, Any], keyword: str) -> Mapping[str, Any]:
    found = schema.get(keyword)
    return found if isinstance(found, Mapping) else {}


def _list(schema: Mapping[str, Any], keyword: str) -> list[Any]:
    found = schema.get(keyword)
    return found if isinstance(found, list) else []
