"""What cannot be guessed: values that clients insist on, and methods that are no row whatever they ask for."""

from __future__ import annotations

from typing import Any

# Service, method, input: the values to try instead of made-up ones.
VALUES: dict[tuple[str, str, str], list[Any]] = {}

# Inputs that the clients have and refuse at the microversion in question.
UNUSABLE: set[tuple[str, str, str]] = set()

# Service, method: why it is written by hand, where that is decided and not found.
BY_HAND: dict[tuple[str, str], str] = {}

REST_DOCS = "Further members of the request's body."
REST: dict[str, str] = {"neutron": "Filters, and `fields`, `limit`, `marker`, `sort_key`, `sort_dir` and `page_reverse`."}

VNC = ["novnc", "xvpvnc"]
VALUES |= {
    ("nova", "servers.get_vnc_console", "console_type"): ["novnc", "xvpvnc"],
    ("nova", "servers.get_spice_console", "console_type"): ["spice-html5"],
    ("nova", "servers.get_rdp_console", "console_type"): ["rdp-html5"],
    ("nova", "servers.get_serial_console", "console_type"): ["serial"],
}
