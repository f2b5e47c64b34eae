"""Regenerates the tables: `python -m generate [namespace …]` in the folder above."""

from __future__ import annotations

import json
import os
import sys
import time
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from .service import mapping
from .services import SERVICES
from .table import PARTS, Generated, generate, table_of

FOLDER = Path(__file__).parent.parent


def main(selected: list[str]) -> None:
    namespaces = selected or list(SERVICES)
    tasks = [(namespace, name, path) for namespace in namespaces for name, path in mapping(namespace).items()]
    results: dict[str, list[Generated]] = {namespace: [] for namespace in namespaces}
    with Pool(min(4, os.cpu_count() or 1)) as pool:
        for (namespace, _, _), one in zip(tasks, pool.imap(run, tasks, chunksize=4), strict=True):
            results[namespace].append(one)
    for namespace, generated in results.items():
        table, vectors = table_of(SERVICES[namespace], generated)
        save(FOLDER / f"{namespace}.json", table)
        save(FOLDER / "vectors" / f"{namespace}.json", vectors)
        print(f"{namespace}: " + ", ".join(f"{len(table[part])} {part}" for part in PARTS))


def run(task: tuple[str, str, str]) -> Generated:
    namespace, name, path = task
    start = time.monotonic()
    generated = generate(SERVICES[namespace], name, path)
    if (took := time.monotonic() - start) > 10:
        print(f"{namespace}.{name} took {took:.0f} s", file=sys.stderr)
    return generated


def save(path: Path, value: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
