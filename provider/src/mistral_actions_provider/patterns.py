"""Regular expressions of a schema, in the syntax of Rust's ``regex-lite``."""

import functools
import re
import warnings

# Python accepts these with another meaning.
_RUST_ONLY = re.compile(r"\\[<>]|\\[bB]\{|\[\[:")


@functools.lru_cache(maxsize=1024)
def compile_as_rust(pattern: str) -> re.Pattern[str] | None:
    """Compiles a pattern; returns ``None`` if it has another meaning in Python.

    In ``regex-lite``, ``\\d``, ``\\w``, ``\\s`` and ``(?i)`` match ASCII only.
    """
    if _RUST_ONLY.search(pattern):
        return None
    try:
        with warnings.catch_warnings():
            # Python warns about a "Possible nested set" if it reads a class differently.
            warnings.simplefilter("error", FutureWarning)
            return re.compile(pattern, re.ASCII)
    except (re.error, FutureWarning, RecursionError, OverflowError):
        return None
