"""A plugin of SQLAlchemy for sqlite:///...?plugin=immediate: every transaction starts as a writer.

oslo.db starts each transaction with a plain BEGIN. If such a transaction reads and then writes, SQLite fails
it immediately ("database is locked", regardless of the timeout) after a write of another transaction.
Transactions that start as writers wait for each other instead.
"""

from typing import Any

import sqlalchemy
from sqlalchemy.engine import CreateEnginePlugin


class Immediate(CreateEnginePlugin):
    """Replaces BEGIN by BEGIN IMMEDIATE."""

    def update_url(self, url: Any) -> Any:
        """Removes the plugin from the URL."""
        return url.difference_update_query(["plugin"])

    def engine_created(self, engine: Any) -> None:
        """Registers a listener for the start of transactions."""

        @sqlalchemy.event.listens_for(engine, "before_cursor_execute", retval=True)
        def begin(
            _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
        ) -> tuple[str, Any]:
            return "BEGIN IMMEDIATE" if statement == "BEGIN" else statement, parameters
