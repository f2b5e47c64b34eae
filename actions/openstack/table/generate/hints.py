"""Facts about inputs and reasons for custom actions that several services share."""

from __future__ import annotations

# Inputs whose values in `Service.values` are examples and not a complete list.
OPEN = {"sort", "properties"}

# Inputs whose values must not be displayed.
SECRET = {
    "admin_pass",
    "auth_key",
    "blob",
    "consumer_secret",
    "old_password",
    "new_password",
    "original_password",
    "password",
    "private_key",
    "request_secret",
}

COMPARING_SEARCH = "lists with filters, then compares what comes back with all that was asked for"
ONE_DELETE_PER_KEY = "one DELETE for each key"
VERSIONS_AT_ROOT = "asks for the versions at the root of the service, outside the endpoint"
OTHER_SERVICE = "asks another service than its own"
CLIENT_HELPER = "makes no request: a helper of the client, reachable by accident"
