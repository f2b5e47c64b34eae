"""A plugin of SQLAlchemy for sqlite:///...?plugin=immediate: every transaction begins as a writer.

oslo.db begins all with a plain BEGIN. Where such a transaction reads first and then writes, SQLite
fails it at once ("database is locked", whatever the timeout) if another writer came in between.
Those that begin as writers queue instead.
"""

from typing import Any

import sqlalchemy
from sqlalchemy.engine import CreateEnginePlugin


class Immediate(CreateEnginePlugin):
    """The plugin."""

    def update_url(self, url: Any) -> Any:
        """Takes itself out of the URL."""
        return url.difference_update_query(["plugin"])

    def engine_created(self, engine: Any) -> None:
        """Listens for the beginning of transactions."""

        @sqlalchemy.event.listens_for(engine, "before_cursor_execute", retval=True)
        def begin(
            _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
        ) -> tuple[str, Any]:
            return "BEGIN IMMEDIATE" if statement == "BEGIN" else statement, parameters
