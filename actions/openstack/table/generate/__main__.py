"""Makes the tables anew: `python -m generate [service …]` in the folder above."""

from __future__ import annotations

import json
import os
import sys
import time
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from .services import SERVICES, mapping
from .table import Found, found_for, table_of

FOLDER = Path(__file__).parent.parent


def main(wanted: list[str]) -> None:
    services = wanted or list(SERVICES)
    tasks = [(service, name, path) for service in services for name, path in mapping(service).items()]
    found: dict[str, list[Found]] = {service: [] for service in services}
    with Pool(min(4, os.cpu_count() or 1)) as pool:
        for (service, _, _), one in zip(tasks, pool.imap(find, tasks, chunksize=4), strict=True):
            found[service].append(one)
    for service, all_found in found.items():
        table, vectors = table_of(SERVICES[service], all_found)
        save(FOLDER / f"{service}.json", table)
        save(FOLDER / "vectors" / f"{service}.json", vectors)
        print(
            f"{service}: " + ", ".join(f"{len(table[one])} {one}" for one in ("actions", "by_hand", "absent"))
        )


def find(task: tuple[str, str, str]) -> Found:
    service, name, path = task
    start = time.monotonic()
    found = found_for(SERVICES[service], name, path)
    if (took := time.monotonic() - start) > 10:
        print(f"{service}.{name} took {took:.0f} s", file=sys.stderr)
    return found


def save(path: Path, value: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
