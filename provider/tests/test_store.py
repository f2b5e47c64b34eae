"""Catalogs: search, reloading, and problems."""

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mistral_actions_provider.store import CatalogStore
from tests.conftest import entry, write_catalog


@pytest.fixture
def errors(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Returns a function that returns the errors logged since its last call."""

    def take() -> list[str]:
        messages = [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]
        caplog.clear()
        return messages

    return take


def names(store: CatalogStore) -> list[str]:
    return sorted(store.entries())


def store_of(*paths: Path | str) -> CatalogStore:
    return CatalogStore(lambda: [str(path) for path in paths])


def test_files_directories_and_patterns(tmp_path: Path, errors: Callable[[], list[str]]) -> None:
    (tmp_path / "all").mkdir()
    file = write_catalog(tmp_path / "one.catalog", entry("a.one"))
    write_catalog(tmp_path / "all" / "two.json", entry("a.two"))
    (tmp_path / "all" / "README").write_text("not a catalog")
    write_catalog(tmp_path / "x-three.json", entry("a.three"))
    store = store_of(file, tmp_path / "all", tmp_path / "x-*.json")
    assert names(store) == ["a.one", "a.three", "a.two"]
    assert errors() == []


def test_changed_files_are_reloaded(tmp_path: Path) -> None:
    file = write_catalog(tmp_path / "one.json", entry("a.one"))
    store = store_of(tmp_path)
    assert names(store) == ["a.one"]
    write_catalog(file, entry("a.changed"))
    assert names(store) == ["a.changed"]
    write_catalog(tmp_path / "two.json", entry("a.two"))
    assert names(store) == ["a.changed", "a.two"]
    file.unlink()
    assert names(store) == ["a.two"]


def test_replaced_file_of_same_size_and_time_is_reloaded(tmp_path: Path) -> None:
    file = write_catalog(tmp_path / "one.json", entry("a.one"))
    os.utime(file, (1, 1))
    store = store_of(file)
    assert names(store) == ["a.one"]
    other = write_catalog(tmp_path / "other", entry("a.two"))
    os.utime(other, (1, 1))
    other.replace(file)
    assert names(store) == ["a.two"]


def test_unchanged_files_are_not_reloaded(tmp_path: Path) -> None:
    store = store_of(write_catalog(tmp_path / "one.json", entry("a.one")))
    assert store.entries() is store.entries()


def test_broken_catalog_keeps_its_last_valid_version(tmp_path: Path, errors: Callable[[], list[str]]) -> None:
    file = write_catalog(tmp_path / "one.json", entry("a.one"))
    store = store_of(file)
    assert names(store) == ["a.one"]
    file.write_text("{")
    assert names(store) == names(store) == ["a.one"]
    (error,) = errors()
    assert error.startswith(f"Catalog {file}: not JSON: ")
    assert error.endswith("; its last valid version stays in use")
    file.unlink()
    assert names(store) == names(store) == ["a.one"]
    (error,) = errors()
    assert error == (f"Catalog {file}: No such file or directory; its last valid version stays in use")
    write_catalog(file, entry("a.two"))
    assert names(store) == ["a.two"]


def test_missing_folder_keeps_its_catalogs(tmp_path: Path, errors: Callable[[], list[str]]) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    write_catalog(folder / "one.json", entry("a.one"))
    store = store_of(folder)
    assert names(store) == ["a.one"]
    folder.rename(tmp_path / "elsewhere")
    assert names(store) == ["a.one"]
    (error,) = errors()
    assert str(folder / "one.json") in error
    (tmp_path / "elsewhere").rename(folder)
    assert names(store) == ["a.one"]
    assert errors() == []


def test_missing_files_are_logged_once(tmp_path: Path, errors: Callable[[], list[str]]) -> None:
    store = store_of(tmp_path / "no.json", tmp_path / "no-*.json", tmp_path)
    assert names(store) == names(store) == []
    assert errors() == [
        f"Catalog {tmp_path}/no-*.json: no files found",
        f"Catalog {tmp_path}: no files found",
        f"Catalog {tmp_path}/no.json: No such file or directory",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"\xff\xfe{", "not JSON: "),
        ("[]", "expected object, got an array"),
        ('{"catalog_version": 2}', "catalog version 2 is not supported, expected 1"),
        ('{"catalog_version": 1}', "/actions: missing, expected array of object"),
        (
            json.dumps({"catalog_version": 1, "actions": [{"name": "a.b", "is_sync": 1}]}),
            "/actions/0/is_sync: expected boolean, got number 1; "
            "/actions/0/params_spec: missing, expected string; "
            "/actions/0/input: missing, expected any value",
        ),
        (
            json.dumps({"catalog_version": 1, "actions": [entry("a.b"), entry("c.d", aliases=["a.b"])]}),
            "action `a.b` is defined twice",
        ),
        (
            json.dumps({"catalog_version": 1, "actions": [entry("a.b", input={"type": "text"})]}),
            "/actions/0/input/type: action `a.b`: invalid JSON Schema: 'text' is not valid",
        ),
        ("[" * 100_000, "maximum recursion depth exceeded"),
    ],
)
def test_catalog_problems_are_logged(
    tmp_path: Path, errors: Callable[[], list[str]], text: str | bytes, reason: str
) -> None:
    file, good = tmp_path / "bad.json", write_catalog(tmp_path / "good.json", entry("good.one"))
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    assert names(store_of(file, good)) == ["good.one"]
    (error,) = errors()
    assert error.startswith(f"Catalog {file}: {reason}")
    assert len(error) < 500


def test_long_list_of_problems_is_truncated(tmp_path: Path, errors: Callable[[], list[str]]) -> None:
    file = tmp_path / "bad.json"
    file.write_text(json.dumps({"catalog_version": 1, "actions": [1] * 50}))
    assert names(store_of(file)) == []
    (error,) = errors()
    assert "/actions/19: expected object, got number 1; and 30 more" in error


def test_first_action_of_a_name_is_used(tmp_path: Path, errors: Callable[[], list[str]]) -> None:
    first = write_catalog(
        tmp_path / "1.json", entry("a.same", params_spec="one"), entry("a.b", aliases=["a.old"])
    )
    second = write_catalog(
        tmp_path / "2.json",
        entry("a.same", params_spec="two", aliases=["a.gone"]),
        entry("a.new", aliases=["a.old"]),
    )
    entries = store_of(first, second).entries()
    assert sorted(entries) == ["a.b", "a.new", "a.old", "a.same"]
    assert (entries["a.same"].params_spec, entries["a.old"].name) == ("one", "a.b")
    assert errors() == [
        f"Catalog {second}: action `{name}` is ignored: {first} has a different action of this name"
        for name in ("a.same", "a.old")
    ]


def test_equal_actions_in_two_catalogs_are_allowed(tmp_path: Path, errors: Callable[[], list[str]]) -> None:
    shared = entry("std.echo", aliases=["std.say"])
    first = write_catalog(tmp_path / "1.json", shared, entry("a.one"))
    second = write_catalog(tmp_path / "2.json", shared, entry("a.two"))
    assert names(store_of(first, second)) == ["a.one", "a.two", "std.echo", "std.say"]
    assert errors() == []
