"""Synthesis of the simplest template that yields the observed value of every example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .functions import ABSENT, FUNCTIONS, InvalidInput, ident, identity, same
from .language import KINDS, holds

# Inputs, and the value that was seen with them.
Example = tuple[dict[str, Any], Any]


# Number of conditions tried for a choice, most discriminating first.
TRIED = 24


class NoTemplate(Exception):
    """No template yields the examples."""


@dataclass(frozen=True)
class Synthesis:
    """Synthesis of templates whose values are compared directly or as query parameters."""

    shown: Callable[[Any], Any] = identity

    def template(self, examples: Sequence[Example], depth: int = 2) -> Any:
        """The template of a value that may be absent."""
        found = self._constant(examples)
        if found is not None:
            return found[0]
        for leaf in self._leaves(examples):
            return leaf
        if not any(value is ABSENT for _, value in examples):
            structure = self._structure(examples, depth)
            if structure is not None:
                return structure
        if depth > 0:
            return self._choice(examples, depth)
        raise NoTemplate(f"such as {[value for _, value in examples][:3]}")

    def _constant(self, examples: Sequence[Example]) -> tuple[Any] | None:
        first = examples[0][1]
        if not all(same(value, first) for _, value in examples):
            return None
        # A query parameter is observed as the list of its values.
        if self.shown is not identity and isinstance(first, list) and len(first) == 1:
            return (first[0],)
        return (first,)

    def _leaves(self, examples: Sequence[Example]) -> Iterator[Any]:
        for name in names(examples):
            for word, function in FUNCTIONS.items():
                for guard in (None, "given", "true"):
                    if self._fits(examples, name, function, guard):
                        leaf: dict[str, Any] = {"$in": name}
                        if word != "value":
                            leaf["as"] = word
                        if guard is not None:
                            leaf["if"] = guard
                        yield leaf

    def _fits(
        self, examples: Sequence[Example], name: str, function: Callable[[Any], Any], guard: str | None
    ) -> bool:
        for inputs, seen in examples:
            given = inputs.get(name, ABSENT)
            try:
                if given is ABSENT or (guard and not holds({guard: name}, inputs)):
                    value = ABSENT
                else:
                    value = self.shown(function(given))
            except InvalidInput:
                return False
            if not same(value, seen):
                return False
        return True

    def _structure(self, examples: Sequence[Example], depth: int) -> Any:
        values = [value for _, value in examples]
        if all(isinstance(value, dict) for value in values):
            return self._object(examples, depth)
        if all(isinstance(value, list) for value in values):
            return self._each(examples) or self._list(examples, depth)
        return None

    def _object(self, examples: Sequence[Example], depth: int) -> Any:
        template: dict[str, Any] = {}
        keys: dict[str, None] = {}
        for _, value in examples:
            keys.update(dict.fromkeys(value))
        merges = []
        for name in names(examples):
            own = {key for inputs, _ in examples if type(inputs.get(name)) is dict for key in inputs[name]}
            if own & keys.keys():
                merges.append(self._merge(examples, name, own))
                keys = {key: None for key in keys if key not in own}
        for key in sorted(keys):
            template[key] = self.template(
                [(inputs, value.get(key, ABSENT)) for inputs, value in examples], depth
            )
        if merges:
            template["$merge"] = merges
        return template

    def _merge(self, examples: Sequence[Example], name: str, own: set[str]) -> Any:
        for omit in (None, "null", "false"):
            for word in ("value", "id"):
                source = {
                    "from": name,
                    **({"omit": omit} if omit else {}),
                    **({} if word == "value" else {"as": word}),
                }
                if all(self._merges(inputs, value, source, own) for inputs, value in examples):
                    return source
        raise NoTemplate(f"the members of {name}")

    def _merges(
        self, inputs: dict[str, Any], seen: dict[str, Any], source: dict[str, Any], own: set[str]
    ) -> bool:
        from .language import merged

        try:
            members = {key: self.shown(value) for key, value in merged(source, inputs).items()}
        except InvalidInput:
            return False
        members = {key: value for key, value in members.items() if value is not ABSENT}
        return same(members, {key: value for key, value in seen.items() if key in own})

    def _list(self, examples: Sequence[Example], depth: int) -> Any:
        if self.shown is not identity:
            return None
        longest = max(len(value) for _, value in examples)
        if len({len(value) for _, value in examples}) == 1 and longest:
            return [
                self.template([(inputs, value[at]) for inputs, value in examples], depth)
                for at in range(longest)
            ]
        return None

    def _each(self, examples: Sequence[Example]) -> Any:
        for name in names(examples):
            lists = [
                (inputs[name], inputs, value)
                for inputs, value in examples
                if isinstance(inputs.get(name), list)
            ]
            if len(lists) != len(examples) or any(len(given) != len(seen) for given, _, seen in lists):
                continue
            items = [
                ({**inputs, "$item": one}, seen_one)
                for given, inputs, seen in lists
                for one, seen_one in zip(given, seen, strict=True)
            ]
            if len(items) < 2:
                continue
            try:
                return {"$each": name, "to": Synthesis().template(items, 0)}
            except NoTemplate:
                continue
        return None

    def _choice(self, examples: Sequence[Example], depth: int) -> Any:
        failure: NoTemplate | None = None
        for condition in self._ordered(examples)[:TRIED]:
            yes = [example for example in examples if holds(condition, example[0])]
            no = [example for example in examples if not holds(condition, example[0])]
            if not yes or not no:
                continue
            try:
                choice: dict[str, Any] = {"$if": condition}
                for word, part in (("then", yes), ("else", no)):
                    if not all(value is ABSENT for _, value in part):
                        choice[word] = self.template(part, depth - 1)
                return choice
            except NoTemplate as error:
                failure = failure or error
        raise failure or NoTemplate(f"such as {[value for _, value in examples][:3]}")

    def _ordered(self, examples: Sequence[Example]) -> list[dict[str, Any]]:
        """Conditions, sorted by how well they separate values of different origins."""
        origins = [(inputs, self._origin(inputs, value)) for inputs, value in examples]

        def wrong(condition: dict[str, Any]) -> int:
            sides: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
            for inputs, origin in origins:
                sides[holds(condition, inputs)][origin] += 1
            return sum(side.total() - max(side.values()) for side in sides if side)

        return sorted(conditions(examples), key=wrong)

    def _origin(self, inputs: dict[str, Any], value: Any) -> str:
        """The input that a value comes from, else its shape."""
        if value is not ABSENT and value not in (None, True, False, "", 0):
            for name, given in inputs.items():
                for function in (identity, ident):
                    try:
                        if given is not ABSENT and same(self.shown(function(given)), value):
                            return name
                    except InvalidInput:
                        continue
        return shape(value)


def shape(value: Any) -> str:
    if value is ABSENT:
        return "absent"
    if isinstance(value, dict):
        return "object " + " ".join(sorted(value))
    if isinstance(value, list):
        return "list"
    return "scalar"


def names(examples: Sequence[Example]) -> list[str]:
    found: dict[str, None] = {}
    for inputs, _ in examples:
        found.update(dict.fromkeys(inputs))
    # The element of a list is preferred to the other inputs.
    return sorted(found, key=lambda name: name != "$item")


def conditions(examples: Sequence[Example]) -> Iterator[dict[str, Any]]:
    """Conditions that hold for some of the examples."""
    for name in names(examples):
        for word in ("true", "given"):
            if varies({word: name}, examples):
                yield {word: name}
        if varies({"present": name}, examples):
            yield {"present": name}
        for value in compared(name, examples):
            if varies({"equals": [name, value]}, examples):
                yield {"equals": [name, value]}
        for kind in KINDS:
            if varies({"is": [name, kind]}, examples):
                yield {"is": [name, kind]}


def compared(name: str, examples: Sequence[Example]) -> list[Any]:
    """Values that clients may compare with: words and flags that recur in the examples."""
    seen: Counter[str | int] = Counter()
    for inputs, _ in examples:
        value = inputs.get(name)
        if value is True or value == -1 or (isinstance(value, str) and value and "-" not in value.strip("-")):
            seen[value] += 1
    return [value for value, count in seen.items() if count > 1 or value in (True, -1)]


def varies(condition: dict[str, Any], examples: Sequence[Example]) -> bool:
    first = holds(condition, examples[0][0])
    return any(holds(condition, inputs) is not first for inputs, _ in examples)
