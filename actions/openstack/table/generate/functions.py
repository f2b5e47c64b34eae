"""Functions that templates apply to one value. `src/table/function.rs` defines the same functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from oslo_utils import strutils


class Absent:
    """Type of `ABSENT`, a value that is left out."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


class InvalidInput(Exception):
    """A function does not accept the value."""


def text(value: Any) -> str:
    """`str()` of a scalar."""
    if isinstance(value, list | dict) or value is ABSENT:
        raise InvalidInput
    return str(value)


def identity(value: Any) -> Any:
    return value


def ident(value: Any) -> Any:
    """The `id` of an object; any other value unchanged."""
    if isinstance(value, dict):
        if "id" not in value:
            raise InvalidInput
        return value["id"]
    return value


def ident_text(value: Any) -> str:
    return text(ident(value))


def integer(value: Any) -> int:
    """`int()`."""
    if isinstance(value, bool | int):
        return int(value)
    if isinstance(value, str) and value.strip().lstrip("+-").isdecimal() and value.strip().isascii():
        return int(value)
    raise InvalidInput


def number(value: Any) -> float:
    """`float()`."""
    if isinstance(value, bool | int | float):
        return float(value)
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return float(value)
    raise InvalidInput


def truth(value: Any) -> bool:
    """`bool()`."""
    if value is ABSENT:
        raise InvalidInput
    return bool(value)


def truth_number(value: Any) -> int:
    return int(truth(value))


def boolean(value: Any) -> bool:
    """`bool_from_string()`."""
    if isinstance(value, list | dict) or value is ABSENT:
        raise InvalidInput
    return bool(strutils.bool_from_string(value))


def sort(value: Any) -> str:
    """cinderclient's sort keys with directions; the API names `name` `display_name`."""
    if not isinstance(value, str | list):
        raise InvalidInput
    items = [item for item in value.split(",") if item] if isinstance(value, str) else value
    return ",".join(map(sort_key, items))


def sort_key(item: Any) -> str:
    if not isinstance(item, str):
        raise InvalidInput
    key, colon, direction = item.partition(":")
    key = {"name": "display_name"}.get(key.strip(), key.strip())
    return f"{key}:{direction.strip()}" if colon and direction else key


def revision(value: Any) -> str:
    """The condition of neutronclient that a resource still has a revision."""
    return f"revision_number={text(value)}"


# The simplest first: the first that fits is taken.
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "value": identity,
    "id": ident,
    "integer": integer,
    "number": number,
    "truth": truth,
    "truth-number": truth_number,
    "boolean": boolean,
    "sort": sort,
    "revision": revision,
}


def query_values(value: Any) -> Any:
    """The values of a query parameter, as with `urlencode(doseq=True)`."""
    if value is ABSENT:
        return ABSENT
    if isinstance(value, list):
        return [text(item) for item in value] or ABSENT
    return [text(value)]


def same(left: Any, right: Any) -> bool:
    """Equality of JSON values, where `1` is not `true`."""
    if left is ABSENT or right is ABSENT:
        return left is right
    if type(left) is not type(right) and not (
        isinstance(left, dict | list) and isinstance(right, dict | list)
    ):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)
