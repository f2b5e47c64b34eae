"""What cannot be found out: values that clients insist on, and methods that are no row whatever they do."""

from __future__ import annotations

from typing import Any

SORTS: list[Any] = ["name", "name:asc, id", ["id", "name:desc"], "created_at:desc", ["size"]]

# Service, method, input: the values to try instead of made-up ones.
VALUES: dict[tuple[str, str, str], list[Any]] = {
    ("nova", "servers.get_vnc_console", "console_type"): ["novnc", "xvpvnc"],
    ("nova", "servers.get_spice_console", "console_type"): ["spice-html5"],
    ("nova", "servers.get_rdp_console", "console_type"): ["rdp-html5"],
    ("nova", "servers.get_serial_console", "console_type"): ["serial"],
    ("cinder", "volume_snapshots.create", "force"): [True],
    **{
        ("keystone", f"endpoints.{method}", "interface"): ["public", "admin", "internal"]
        for method in ("create", "list", "update")
    },
    ("glance", "metadefs_namespace.create", "visibility"): ["public", "private"],
    ("glance", "metadefs_object.create", "properties"): [{}, {"p": {"title": "P", "type": "string"}}],
    ("glance", "image_members.update", "member_status"): ["accepted", "rejected", "pending"],
    ("glance", "tasks.create", "type"): ["import"],
    ("glance", "tasks.list", "sort_key"): ["id", "type", "status"],
    ("glance", "tasks.list", "sort_dir"): ["asc", "desc"],
    ("glance", "metadefs_namespace.list", "sort_key"): ["created_at", "namespace"],
    ("glance", "metadefs_namespace.list", "sort_dir"): ["asc", "desc"],
    **{("keystone", f"roles.{method}", "system"): ["all"] for method in ("check", "grant", "list", "revoke")},
    ("keystone", "role_assignments.list", "system"): ["all"],
    **{
        ("cinder", f"{manager}.list", "sort"): SORTS
        for manager in ("backups", "transfers", "volume_snapshots", "volumes")
    },
}

# Names that methods look for among their keywords. Only these have an effect there.
KEYWORDS: dict[tuple[str, str], list[str]] = {
    ("nova", "flavor_access.list"): ["flavor"],
    ("glance", "metadefs_namespace.create"): [
        "namespace",
        "display_name",
        "description",
        "visibility",
        "protected",
        "owner",
    ],
    ("glance", "metadefs_object.create"): ["name", "description", "required", "properties"],
    ("glance", "metadefs_resource_type.associate"): ["name", "prefix", "properties_target"],
    ("glance", "tasks.create"): ["type", "input"],
    ("glance", "tasks.list"): ["filters", "page_size", "marker", "sort_key", "sort_dir"],
    ("glance", "metadefs_namespace.list"): [
        "filters",
        "limit",
        "page_size",
        "marker",
        "sort_key",
        "sort_dir",
    ],
}

# Of these, the values are examples and not all there are.
OPEN = {"sort", "properties"}

# Inputs that the clients have and refuse at the microversion in question.
UNUSABLE: set[tuple[str, str, str]] = set()

# Inputs whose values must not be shown.
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

FIND = "lists with filters, then compares what comes back with all that was asked for"
FILTER = "asks the service for what has all the values; there must be exactly one"
KEYS = "one DELETE for each key"
ROOT = "asks for the versions at the root of the service, outside the endpoint"
OTHER = "asks another service than its own"

# Service, method: why it is written by hand, where that is decided and not found.
BY_HAND: dict[tuple[str, str], str] = {
    ("nova", "glance.list"): f"{OTHER}: GET /v2/images of the image service",
    ("nova", "glance.find_image"): f"{OTHER}: GET /v2/images of the image service, by id, then by name",
    (
        "nova",
        "neutron.find_network",
    ): f"{OTHER}: GET /v2.0/networks of the network service, by id, then by name",
    ("nova", "servers.delete_meta"): f"{KEYS}: /servers/{{server}}/metadata/{{key}}",
    ("nova", "servers.set_meta_item"): "PUT /servers/{server}/metadata/{key} with {meta: {key: value}}",
    ("nova", "hypervisors.uptime"): "GET /os-hypervisors/{hypervisor}; the result is five of the members",
    ("nova", "servers.create"): "POST /servers with networks, block devices and files made from the inputs",
    (
        "nova",
        "servers.get_password",
    ): "GET /servers/{server}/os-server-password; decrypts the result with the key",
    (
        "nova",
        "servers.rebuild",
    ): "POST /servers/{server}/action with files and user data made from the inputs",
    ("nova", "servers.unshelve"): "POST /servers/{server}/action; a null zone is not the same as none",
    (
        "keystone",
        "users.update_password",
    ): "POST /users/{the caller's id}/password, {user: {password, original_password}}",
    ("keystone", "oauth1.access_tokens.create"): "POST /OS-OAUTH1/access_token, signed as OAuth 1.0 has it",
    ("keystone", "oauth1.request_tokens.create"): "POST /OS-OAUTH1/request_token, signed as OAuth 1.0 has it",
    (
        "keystone",
        "oauth1.request_tokens.authorize",
    ): "PUT /OS-OAUTH1/authorize/{request_token}, {roles: [{id}]}",
    (
        "nova",
        "usage.get",
    ): "takes Python datetimes: GET /os-simple-tenant-usage/{tenant_id}?start&end&limit&marker",
    (
        "nova",
        "usage.list",
    ): "takes Python datetimes: GET /os-simple-tenant-usage?start&end&detailed&limit&marker",
    ("nova", "versions.get_current"): ROOT,
    ("nova", "versions.list"): ROOT,
    (
        "keystone",
        "trusts.create",
    ): "POST /OS-TRUST/trusts; `expires_at` is a Python datetime, roles become objects",
    (
        "glance",
        "images.create",
    ): "POST /v2/images with the keywords; `backend` becomes the header x-image-meta-store",
    (
        "glance",
        "images.list",
    ): "GET /v2/images page by page: filters, a limit over all pages, several sort keys",
    ("glance", "images.data"): "GET /v2/images/{image_id}/file: bytes, with a check of their hash",
    **{
        ("glance", f"metadefs_{kind}.update"): "GET, then PUT of it with what is given put in, then GET again"
        for kind in ("namespace", "object", "property", "tag")
    },
    (
        "glance",
        "schemas.get",
    ): "GET /v2/schemas/{schema_name}; the result is a Python object with the schema in it",
    **{
        (
            "glance",
            f"images.{method}",
        ): "GET /v2/images/{image_id}, then PATCH /v2/images/{image_id} of its locations"
        for method in ("add_location", "delete_locations", "update_location")
    },
    ("glance", "images.upload"): "PUT /v2/images/{image_id}/file: bytes",
    ("glance", "images.update"): "GET /v2/images/{image_id}, then PATCH with what differs, then GET again",
    (
        "glance",
        "metadefs_property.create",
    ): "POST …/properties with the keywords, checked with the schema of the server",
    (
        "glance",
        "metadefs_property.list",
    ): "GET …/properties; the result is a list of its members with their keys as names",
    (
        "glance",
        "metadefs_tag.create_multiple",
    ): "POST …/tags with {tags: [{name}]} of `tags`; `append` is a header",
    **{
        (
            "keystone",
            f"roles.{name}",
        ): f"{verb} [/OS-INHERIT]/projects|domains/{{id}} or /system, then /users|groups/{{id}}"
        "/roles[/{role}][/inherited_to_projects]; refuses all but one of each"
        for name, verb in (("check", "HEAD"), ("grant", "PUT"), ("revoke", "DELETE"))
    },
    (
        "keystone",
        "roles.list",
    ): "GET /roles with filters, or the roles of one: the path of roles.grant without {role}",
    (
        "cinder",
        "pools.list",
    ): "GET /scheduler-stats/get_pools; if `detailed` is true, with detail=True, and the "
    "members of each pool's `capabilities` are moved up into it",
    ("cinder", "volume_snapshots.delete_metadata"): f"{KEYS}: /snapshots/{{snapshot}}/metadata/{{key}}",
    ("cinder", "volumes.delete_metadata"): f"{KEYS}: /volumes/{{volume}}/metadata/{{key}}",
    ("cinder", "volumes.delete_image_metadata"): "one POST of os-unset_image_metadata for each key",
    ("cinder", "volume_encryption_types.list"): "GET /types, then GET /types/{id}/encryption of each",
}

# The member of each element of a list that is the resource itself.
ITEMS = {("nova", "keypairs.list"): "keypair"}

REST_DOCS = "Further members of the request's body."
REST = {"neutron": "Filters, and `fields`, `limit`, `marker`, `sort_key`, `sort_dir` and `page_reverse`."}


def by_hand(service: str, path: str) -> str | None:
    """Why a method is written by hand, if that is decided."""
    if path.endswith((".find", ".findall")):
        return FILTER if service == "keystone" else FIND
    if path.endswith(".convert_into_with_meta"):
        return "makes no request: wraps the item that it is given"
    if service == "neutron" and path.endswith("_ext"):
        return "any method on any path: `path` is /v2.0{path}, and for a resource has a place (%s) for `id`"
    if path.endswith(".build_url") or path.startswith("extend_"):
        return "makes no request: a helper of the client, reachable by accident"
    return BY_HAND.get((service, path))
