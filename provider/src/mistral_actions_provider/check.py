"""Checks a value against a JSON Schema and says all that is wrong, without telling secrets."""

import difflib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from referencing import Registry

from mistral_actions_provider import words
from mistral_actions_provider.patterns import compile_as_rust

# The formats that the standard library checks as the executor does, or less strictly. The executor
# checks all; a format that is left out here is only found out later.
_FORMATS = jsonschema.FormatChecker(["date", "email", "ipv4", "ipv6", "uuid"])


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong."""

    pointer: str
    """Where, as a JSON pointer (RFC 6901); empty for the value as a whole."""
    message: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}" if self.pointer else self.message


class SchemaCheck:
    """A JSON Schema (draft 2020-12, self-contained), ready to check values.

    :param schema: the schema.
    :param secrets: members of the value of which only the type may be told. With ``writeOnly`` anywhere
        deeper in the schema, only types are told at all.
    :param is_input: whether the value is the input of an action, for the words.
    :raises jsonschema.exceptions.SchemaError: if it is no valid schema.
    """

    def __init__(self, schema: Any, secrets: Iterable[str] = (), *, is_input: bool = False) -> None:
        _Validator.check_schema(schema)
        self._schema = schema
        self._secrets = frozenset(secrets)
        self._hides_all = _has_nested_write_only(schema)
        self._is_input = is_input
        # The empty registry keeps the library from fetching what a schema refers to.
        self._validator: Validator = _Validator(schema, registry=Registry(), format_checker=_FORMATS)

    def problems(self, value: Any) -> list[Problem]:
        """All that is wrong with a value, each thing once."""
        # What nobody asked for comes last; the sort is stable.
        errors = sorted(self._validator.iter_errors(value), key=_is_about_unknown_keys)
        return list(dict.fromkeys(itertools.chain.from_iterable(map(self._problems_of, errors))))

    def _problems_of(self, error: ValidationError) -> Iterator[Problem]:
        path = list(error.absolute_path)
        value: Any = error.instance
        schema: Any = error.schema
        match error.validator:
            case "required":
                for name in schema["required"]:
                    if name not in value:
                        takes = words.expected(schema.get("properties", {}).get(name), self._schema)
                        yield Problem(pointer([*path, name]), f"missing, expected {takes}")
            case _ if _is_about_unknown_keys(error):
                known = list(schema.get("properties", {}))
                for name in value:
                    if name not in known:
                        message = _unknown(name, known, is_input=self._is_input and not path)
                        yield Problem(pointer([*path, name]), message)
            case "anyOf" | "oneOf" if closest := _closest_alternative(error):
                for inner in closest:
                    yield from self._problems_of(inner)
            case _:
                yield Problem(pointer(path), self._mismatch(error, path))

    def _mismatch(self, error: ValidationError, path: list[str | int]) -> str:
        takes = words.expected(error.schema, self._schema)
        if takes == "any value":
            takes = f"a value that satisfies `{error.validator}`"
        is_secret = self._hides_all or (bool(path) and path[0] in self._secrets)
        got = words.given(error.instance, secret=is_secret)
        return f"expected {takes}, got {got}"


def pointer(path: Iterable[str | int]) -> str:
    """The JSON pointer of a path."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    if not isinstance(value, str):
        return
    compiled = compile_as_rust(pattern)
    if compiled and not compiled.search(value):
        yield ValidationError("does not match the pattern")


_Validator: type[Validator] = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator, {"pattern": _pattern}
)


def _is_about_unknown_keys(error: ValidationError) -> bool:
    return error.validator in ("additionalProperties", "unevaluatedProperties")


def _unknown(name: str, known: list[str], *, is_input: bool) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    if not is_input:
        return f"unknown key{hint}"
    if not known:
        return "unknown input (the action takes no input)"
    return f"unknown input{hint} (the action takes {', '.join(f'`{one}`' for one in known)})"


def _closest_alternative(error: ValidationError) -> list[ValidationError]:
    """The errors of the one alternative that is of the right type, if there is exactly one."""
    alternatives: dict[Any, list[ValidationError]] = {}
    for inner in error.context or []:
        alternatives.setdefault(inner.schema_path[0], []).append(inner)
    fitting = [errors for errors in alternatives.values() if not any(map(_is_of_another_kind, errors))]
    return fitting[0] if len(fitting) == 1 else []


def _is_of_another_kind(error: ValidationError) -> bool:
    """Whether an error says that the value is of another kind: by its type, its value or its tag."""
    if not error.path:
        return error.validator in ("type", "const", "enum")
    return len(error.path) == 1 and error.validator == "const"


def _has_nested_write_only(schema: Any) -> bool:
    """Whether anything but an input as a whole is ``writeOnly``."""
    if not isinstance(schema, Mapping):
        return False
    inputs = schema.get("properties", {})
    inside = [one for schema in inputs.values() if isinstance(schema, Mapping) for one in schema.values()]
    return _has_write_only([*inside, {**schema, "properties": None}])


def _has_write_only(schema: Any) -> bool:
    if isinstance(schema, list):
        return any(map(_has_write_only, schema))
    if not isinstance(schema, Mapping):
        return False
    return schema.get("writeOnly") is True or any(map(_has_write_only, schema.values()))
