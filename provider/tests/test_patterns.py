"""Patterns in Rust's syntax; those with another meaning in Python are left to the executor."""

import pytest

from mistral_actions_provider.patterns import compile_as_rust


@pytest.mark.parametrize(
    ("pattern", "accepted", "refused"),
    [("^[a-z-]+$", "vm-", "VM"), (r"^\d+$", "12", "١٢"), (r"^\W$", "é", "e"), ("b", "abc", "xyz")],
)
def test_common_patterns_are_compiled(pattern: str, accepted: str, refused: str) -> None:
    compiled = compile_as_rust(pattern)
    assert compiled
    assert compiled.search(accepted)
    assert not compiled.search(refused)


@pytest.mark.parametrize(
    "pattern", [r"\<vm", r"vm\b{end}", r"[[:alpha:]]", r"a\z", r"(?U)a+", r"[a-z&&[^b]]", r"\p{L}", "["]
)
def test_rust_only_patterns_are_not_compiled(pattern: str) -> None:
    assert compile_as_rust(pattern) is None
