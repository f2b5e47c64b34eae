"""Makes the tables anew: `python -m generate [service …]` in the folder above."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from .services import SERVICES
from .table import table_of

FOLDER = Path(__file__).parent.parent


def main(wanted: Iterable[str]) -> None:
    with Pool(2, maxtasksperchild=1) as pool:
        for name, summary in pool.imap(written, list(wanted) or list(SERVICES), chunksize=1):
            print(f"{name}: {summary}")


def written(name: str) -> tuple[str, str]:
    table, vectors = table_of(SERVICES[name])
    save(FOLDER / f"{name}.json", table)
    save(FOLDER / "vectors" / f"{name}.json", vectors)
    lists = ("actions", "by_hand", "absent")
    return name, ", ".join(f"{len(table[one])} {one}" for one in lists)


def save(path: Path, value: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
