"""Regular expressions of a schema, which are written for Rust's ``regex-lite``."""

import functools
import re
import warnings

# These mean something else to Python, without an error.
_RUST_ONLY = re.compile(r"\\[<>]|\\[bB]\{|\[\[:")


@functools.lru_cache(maxsize=1024)
def compile_as_rust(pattern: str) -> re.Pattern[str] | None:
    """Compiles a pattern, or returns nothing if Python would read it differently.

    ``regex-lite`` knows ``\\d``, ``\\w``, ``\\s`` and ``(?i)`` for ASCII only.
    """
    if _RUST_ONLY.search(pattern):
        return None
    try:
        with warnings.catch_warnings():
            # "Possible nested set" is how Python says that it reads a class differently.
            warnings.simplefilter("error", FutureWarning)
            return re.compile(pattern, re.ASCII)
    except (re.error, FutureWarning, RecursionError, OverflowError):
        return None
