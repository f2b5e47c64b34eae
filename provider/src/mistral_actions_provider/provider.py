"""The action provider, which Mistral loads by its entry point."""

from collections.abc import Iterable, Sequence
from typing import Any

from mistral.utils import filter_utils
from mistral_lib import actions
from oslo_config import cfg

from mistral_actions_provider import opts
from mistral_actions_provider.descriptor import CatalogActionDescriptor
from mistral_actions_provider.store import CatalogStore

opts.register(cfg.CONF)


class CatalogActionProvider(actions.ActionProvider):
    """Provides the actions of the catalogs in ``[mistral_actions] catalogs``."""

    def __init__(self, name: str = "mistral_actions") -> None:
        super().__init__(name)
        self._store = CatalogStore(lambda: cfg.CONF[opts.GROUP].catalogs)
        # Logs problems of the catalogs at start-up.
        self._store.entries()

    def find(self, action_name: str, namespace: str | None = None) -> CatalogActionDescriptor | None:
        """Returns the action with this name or alias, in every namespace."""
        entry = self._store.entries().get(action_name)
        return None if entry is None else CatalogActionDescriptor(action_name, entry)

    def find_all(
        self,
        namespace: str | None = None,
        limit: int | None = None,
        sort_fields: Sequence[str] | None = None,
        sort_dirs: Sequence[str] | None = None,
        filters: dict[str, Any] | None = None,
    ) -> list[CatalogActionDescriptor]:
        """Returns all actions, each under all of its names.

        Ignores ``limit``: the API applies it after it has searched the marker of a page in the actions of all
        providers, so that a truncated list would lose actions.
        """
        descriptors = [CatalogActionDescriptor(name, entry) for name, entry in self._store.entries().items()]
        found = [one for one in descriptors if filter_utils.match_filters(one, filters or {})]
        directions = sort_dirs or ["asc"] * len(sort_fields or ())
        return _sorted(found, zip(sort_fields or ["name"], directions or ["asc"], strict=False))


def _sorted(
    descriptors: list[CatalogActionDescriptor], fields: Iterable[tuple[str, str]]
) -> list[CatalogActionDescriptor]:
    for field, direction in reversed(list(fields)):

        def key(descriptor: CatalogActionDescriptor, field: str = field) -> tuple[bool, Any]:
            value = getattr(descriptor, field, None)
            return value is not None, 0 if value is None else value

        descriptors = sorted(descriptors, key=key, reverse=direction == "desc")
    return descriptors
