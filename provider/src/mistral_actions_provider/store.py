"""The configured catalogs, reloaded when they change."""

import glob
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from oslo_log import log as logging

from mistral_actions_provider import catalog
from mistral_actions_provider.catalog import CatalogEntry

LOG = logging.getLogger(__name__)

# Identifies a version of a file without reading it; None for a missing file.
_Fingerprint = tuple[int, int, int, int] | None


@dataclass
class _File:
    fingerprint: _Fingerprint
    entries: list[CatalogEntry] = field(default_factory=list)


class CatalogStore:
    """All actions of all catalogs, by name and alias.

    A problem of a catalog is logged once and never raised, so that Mistral continues without the catalog. If
    a file becomes invalid, its last valid version stays in use.

    :param configured: returns the files, directories and glob patterns; called at each access.
    """

    def __init__(self, configured: Callable[[], Sequence[str]]) -> None:
        self._configured = configured
        self._lock = threading.Lock()
        self._files: dict[str, _File] = {}
        self._found: dict[str, list[str]] = {}
        self._entries: Mapping[str, CatalogEntry] = {}

    def entries(self) -> Mapping[str, CatalogEntry]:
        """Returns the current actions by name; an action has an entry for each of its names."""
        with self._lock:
            if self._refresh():
                self._entries = self._merge()
                count = len({entry.name for entry in self._entries.values()})
                LOG.info("Number of actions in the catalogs: %d", count)
            return self._entries

    def _refresh(self) -> bool:
        """Reloads changed files. Returns true if any file has changed."""
        before = self._files
        paths = dict.fromkeys(path for one in self._configured() for path in self._find(one))
        self._files = {path: self._read(path, before.get(path)) for path in paths}
        # The order matters too, since the first of two actions with one name is used.
        return list(before.items()) != list(self._files.items())

    def _find(self, configured: str) -> list[str]:
        configured = os.path.expanduser(configured)
        known = self._found.get(configured)
        if os.path.isdir(configured):
            found = sorted(glob.glob(os.path.join(glob.escape(configured), "*.json")))
        elif os.path.exists(configured) or not glob.has_magic(configured):
            # A missing folder keeps its files, each of which is reported as missing.
            found = known or [configured]
        else:
            found = sorted(glob.glob(configured, recursive=True))
        if not found and known != found:
            LOG.error("Catalog %s: no files found", configured)
        self._found[configured] = found
        return found

    def _read(self, path: str, known: _File | None) -> _File:
        fingerprint = _fingerprint(path)
        if known and known.fingerprint == fingerprint:
            return known
        try:
            with open(path, "rb") as file:
                return _File(fingerprint, catalog.parse(file.read()))
        except Exception as error:  # noqa: BLE001 - no problem of a catalog may stop Mistral
            LOG.error(
                "Catalog %s: %s%s",
                path,
                error.strerror if isinstance(error, OSError) else error,
                "; its last valid version stays in use" if known and known.entries else "",
            )
            return _File(fingerprint, known.entries if known else [])

    def _merge(self) -> Mapping[str, CatalogEntry]:
        entries: dict[str, CatalogEntry] = {}
        origins: dict[str, str] = {}
        for path, file in self._files.items():
            for entry in file.entries:
                for name in _names_to_add(entry, path, entries, origins):
                    entries[name] = entry
                    origins[name] = path
        return entries


def _names_to_add(
    entry: CatalogEntry, path: str, entries: Mapping[str, CatalogEntry], origins: Mapping[str, str]
) -> Iterator[str]:
    for name in (entry.name, *entry.aliases):
        if name not in entries:
            yield name
            continue
        # Two binaries may link the same pack: equal definitions are allowed.
        if entries[name].definition != entry.definition:
            LOG.error(
                "Catalog %s: action `%s` is ignored: %s has a different action of this name",
                path,
                name,
                origins[name],
            )
        if name == entry.name:
            return


def _fingerprint(path: str) -> _Fingerprint:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
