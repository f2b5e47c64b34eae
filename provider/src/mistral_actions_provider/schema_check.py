"""Checks a value against a JSON Schema, and reports all problems without revealing secrets."""

import contextvars
import difflib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from referencing import Registry

from mistral_actions_provider import messages
from mistral_actions_provider.patterns import compile_as_rust
from mistral_actions_provider.secret_places import Path, secret_places

# The formats that the library checks like the executor, or less strictly. The executor checks all formats
# later.
_FORMATS = jsonschema.FormatChecker(["date", "email", "ipv4", "ipv6", "uuid"])


@dataclass(frozen=True)
class Problem:
    """A problem of a value."""

    pointer: str
    """JSON pointer to the problem (RFC 6901); empty for the value as a whole."""
    message: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}" if self.pointer else self.message


class SchemaCheck:
    """A compiled JSON Schema (draft 2020-12, self-contained).

    :param schema: the schema.
    :param secrets: members of the value that are secret, in addition to what the schema marks with
        ``writeOnly``. Messages contain only the type of a secret.
    :param is_input: true if the value is the input of an action; affects the messages.
    :raises jsonschema.exceptions.SchemaError: if the schema is invalid.
    """

    def __init__(self, schema: Any, secrets: Iterable[str] = (), *, is_input: bool = False) -> None:
        _Validator.check_schema(schema)
        self._schema = schema
        self._secrets = frozenset(secrets)
        self._is_input = is_input
        # The empty registry prevents the library from fetching external references.
        self._validator: Validator = _Validator(schema, registry=Registry(), format_checker=_FORMATS)

    def problems(self, value: Any) -> list[Problem]:
        """Returns all problems of a value, each once."""
        # Unknown keys come last; the sort is stable.
        errors = sorted(self._validator.iter_errors(value), key=_is_about_unknown_keys)
        if any(error.validator != "unevaluatedProperties" for error in errors):
            # The keys of an alternative that does not fit are not unknown keys.
            errors = [error for error in errors if error.validator != "unevaluatedProperties"]
        hidden = secret_places(value, self._schema) if errors else set()
        hidden |= {(name,) for name in self._secrets}
        problems = (self._problems_of(error, hidden) for error in errors)
        return list(dict.fromkeys(itertools.chain.from_iterable(problems)))

    def _problems_of(self, error: ValidationError, hidden: set[Path]) -> Iterator[Problem]:
        path = list(error.absolute_path)
        value: Any = error.instance
        schema: Any = error.schema
        match error.validator:
            case "required":
                for name in schema["required"]:
                    if name not in value:
                        expected = messages.describe_schema(
                            schema.get("properties", {}).get(name), self._schema
                        )
                        yield Problem(pointer([*path, name]), f"missing, expected {expected}")
            case _ if _is_about_unknown_keys(error):
                known = _known_names(schema, self._schema)
                for name in value:
                    if name not in known:
                        message = _unknown(name, known, is_input=self._is_input and not path)
                        yield Problem(pointer([*path, name]), message)
            case "not" | "oneOf" if rule := self._rule(error):
                yield Problem(pointer([*path, *rule[0]]), rule[1])
            case "anyOf" | "oneOf" if closest := _closest_alternative(error):
                for inner in closest:
                    yield from self._problems_of(inner, hidden)
            case _:
                yield Problem(pointer(path), self._mismatch(error, path, hidden))

    def _rule(self, error: ValidationError) -> tuple[list[str], str] | None:
        """Returns path and message of a rule about the inputs that are given together."""
        schema: Any = error.schema
        given: Any = error.instance
        one_of = error.validator == "oneOf"
        parts = schema["oneOf"] if one_of else [schema["not"]]
        if not all(isinstance(part, Mapping) and set(part) == {"required"} for part in parts):
            return None
        names = [name for part in parts for name in part["required"]]
        first, *others = names
        properties = self._schema.get("properties", {})
        quoted = [f"`{name}`" for name in names]
        if all(_alias_of(properties.get(name)) == first for name in others):
            if not any(name in given for name in names):
                expected = messages.describe_schema(properties.get(first), self._schema)
                return [first], f"missing, expected {expected}"
            aliases = [f"`{name}`" for name, one in properties.items() if _alias_of(one) == first]
            return [first], f"`{first}` (also called {' or '.join(aliases)}) is given twice"
        if one_of:
            return [], f"exactly one of {_join(quoted)} must be given"
        return [], f"{_join(quoted)} exclude each other"

    def _mismatch(self, error: ValidationError, path: list[str | int], hidden: set[Path]) -> str:
        expected = messages.describe_schema(error.schema, self._schema)
        if expected == "any value":
            expected = f"a value that satisfies `{error.validator}`"
        is_secret = any(tuple(path[:length]) in hidden for length in range(len(path) + 1))
        got = messages.describe_value(error.instance, secret=is_secret)
        return f"expected {expected}, got {got}"


def pointer(path: Iterable[str | int]) -> str:
    """Returns the JSON pointer of a path."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    if not isinstance(value, str):
        return
    compiled = compile_as_rust(pattern)
    if compiled and not compiled.search(value):
        yield ValidationError("does not match the pattern")


def _ref(validator: Any, reference: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    """Follows a reference, but not again for the same value: a type can consist of itself."""
    step = (reference, id(value))
    followed: tuple[tuple[str, int], ...] = _FOLLOWED.get()
    if step in followed:
        yield ValidationError("consists of itself")
        return
    # A list, because a generator would leave the variable set while its caller runs.
    token = _FOLLOWED.set((*followed, step))
    try:
        errors = list(_follow(validator, reference, value, schema))
    finally:
        _FOLLOWED.reset(token)
    yield from errors


_FOLLOWED: contextvars.ContextVar[tuple[tuple[str, int], ...]] = contextvars.ContextVar(
    "followed", default=()
)
_follow: Any = jsonschema.Draft202012Validator.VALIDATORS["$ref"]

_Validator: type[Validator] = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator, {"pattern": _pattern, "$ref": _ref}
)


def _is_about_unknown_keys(error: ValidationError) -> bool:
    return error.validator in ("additionalProperties", "unevaluatedProperties")


def _alias_of(schema: Any) -> str | None:
    """Returns the name of the input that a property is another name of: its schema refers to that input's."""
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    if not isinstance(reference, str) or not reference.startswith("#/properties/"):
        return None
    return reference.removeprefix("#/properties/").replace("~1", "/").replace("~0", "~")


def _known_names(schema: Any, root: Any, depth: int = 0) -> list[str]:
    """Returns the names that a schema, its parts and its alternatives describe, without aliases."""
    if not isinstance(schema, Mapping) or depth > 8:
        return []
    properties = schema.get("properties", {})
    names = [name for name, one in properties.items() if _alias_of(one) is None]
    parts = [part for keyword in ("allOf", "anyOf", "oneOf") for part in schema.get(keyword, [])]
    if "$ref" in schema:
        parts.append(messages.resolve(schema, root))
    for part in parts:
        names += _known_names(part, root, depth + 1)
    return list(dict.fromkeys(names))


def _join(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _unknown(name: str, known: list[str], *, is_input: bool) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    if not is_input:
        return f"unknown key{hint}"
    if not known:
        return "unknown input (the action takes no input)"
    return f"unknown input{hint} (the action takes {', '.join(f'`{one}`' for one in known)})"


def _closest_alternative(error: ValidationError) -> list[ValidationError]:
    """Returns the errors of the alternative with the value's type, if there is exactly one."""
    alternatives: dict[Any, list[ValidationError]] = {}
    for inner in error.context or []:
        alternatives.setdefault(inner.schema_path[0], []).append(inner)
    matching = [errors for errors in alternatives.values() if not any(map(_excludes_alternative, errors))]
    return matching[0] if len(matching) == 1 else []


def _excludes_alternative(error: ValidationError) -> bool:
    """Returns true if the value's type, the value itself or its tag does not match the alternative."""
    if not error.path:
        return error.validator in ("type", "const", "enum")
    return len(error.path) == 1 and error.validator == "const"
