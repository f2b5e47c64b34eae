"""Kinds of values to try for an input: a JSON type, with a suffix after a colon for special cases."""

from __future__ import annotations

from typing import Any


class Ref(dict[str, Any]):
    """An object with an id. The clients' `getid` reads only the id."""

    @property
    def id(self) -> Any:
        return self["id"]

    def __deepcopy__(self, _: Any) -> Ref:
        return Ref(self)


# In the order in which they are tried, most usual first.
KINDS = (
    "string",
    "string:digits",
    "string:odd",
    "string:word",
    "integer",
    "number",
    "boolean",
    "array",
    "array:objects",
    "object",
    "object:mixed",
    "object:falsy",
    "object:deep",
    "object:id",
    "null",
    "string:empty",
    "integer:zero",
    "integer:minus",
    "array:empty",
    "object:empty",
)

FALSY = ("null", "string:empty", "integer:zero", "array:empty", "object:empty")


def value(kind: str, name: str, salt: int) -> Any:
    """A value that differs from the values of all other inputs."""
    key = "extra" if name == "**" else name.replace(".", "_")
    match kind:
        case "string":
            return f"{key}-{salt}"
        case "string:digits":
            return str(10000 + salt * 37 + sum(map(ord, key)))
        case "string:odd":
            return f"{key} é+{salt}"
        case "string:word":
            return ["true", "False", "yes", "no"][salt % 4]
        case "integer":
            return 100 + salt * 41 + sum(map(ord, key))
        case "number":
            return 0.5 + salt * 41 + sum(map(ord, key))
        case "boolean":
            return salt % 2 == 0
        case "array":
            return [f"{key}-{salt}-{index}" for index in range(1 + salt % 3)]
        case "array:objects":
            return [{f"{key}_o{salt}": f"{key}-{salt}-{index}"} for index in range(1 + salt % 3)]
        case "object":
            return {f"{key}_{letter}{salt}": f"{key}-{salt}-{letter}" for letter in "abc"[: 1 + salt % 3]}
        case "object:mixed":
            return {f"{key}_a{salt}": f"{key}-{salt}", f"{key}_i{salt}": 7 + salt, f"{key}_t{salt}": True}
        case "object:falsy":
            falsy: dict[str, Any] = {"n": None, "f": False, "z": 0, "e": ""}
            return {
                f"{key}_a{salt}": f"{key}-{salt}",
                **{f"{key}_{one}{salt}": no for one, no in falsy.items()},
            }
        case "object:deep":
            deep: dict[str, Any] = {"l": [f"{key}-{salt}-p", f"{key}-{salt}-q"], "o": {"deep": salt}}
            return {
                f"{key}_a{salt}": f"{key}-{salt}",
                **{f"{key}_{one}{salt}": it for one, it in deep.items()},
            }
        case "object:id":
            return Ref({"id": f"{key}-id-{salt}", f"{key}_m{salt}": salt})
        case "null":
            return None
        case "string:empty":
            return ""
        case "integer:zero":
            return 0
        case "integer:minus":
            return -1
        case "array:empty":
            return []
        case "object:empty":
            return {}
    raise ValueError(kind)
