"""Keystone."""

from __future__ import annotations

from typing import Any

import keystoneclient.v3.client

from ..hints import CLIENT_HELPER
from ..recorder import ENDPOINT, Recorder, Session
from ..service import Service

INTERFACES = ["public", "admin", "internal"]
ROLE_GRANT = (
    " [/OS-INHERIT]/projects|domains/{id} or /system, then /users|groups/{id}"
    "/roles[/{role}][/inherited_to_projects]; refuses all but one of each"
)


def _make(recorder: Recorder, _: str | None) -> Any:
    return keystoneclient.v3.client.Client(endpoint=ENDPOINT, session=Session(recorder))


SERVICE = Service(
    namespace="keystone",
    service_types=["identity"],
    package="python-keystoneclient",
    make=_make,
    values={
        ("endpoints.create", "interface"): INTERFACES,
        ("endpoints.list", "interface"): INTERFACES,
        ("endpoints.update", "interface"): INTERFACES,
        ("role_assignments.list", "system"): ["all"],
    },
    custom={
        "*.build_url": CLIENT_HELPER,
        "users.update_password": "POST /users/{the caller's id}/password, {user: {password, "
        "original_password}}",
        "oauth1.access_tokens.create": "POST /OS-OAUTH1/access_token, signed as OAuth 1.0 has it",
        "oauth1.request_tokens.create": "POST /OS-OAUTH1/request_token, signed as OAuth 1.0 has it",
        "oauth1.request_tokens.authorize": "PUT /OS-OAUTH1/authorize/{request_token}, {roles: [{id}]}",
        "trusts.create": "POST /OS-TRUST/trusts; `expires_at` is a Python datetime, roles become objects",
        "roles.check": f"HEAD{ROLE_GRANT}",
        "roles.grant": f"PUT{ROLE_GRANT}",
        "roles.revoke": f"DELETE{ROLE_GRANT}",
        "roles.list": "GET /roles with filters, or the roles of one: the path of roles.grant without {role}",
    },
    search="asks the service for what has all the values; there must be exactly one",
)
