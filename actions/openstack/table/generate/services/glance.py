"""Glance."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import glanceclient

from ..recorder import ENDPOINT, Recorder, Response, Session
from ..service import Service

LOCATIONS = "GET /v2/images/{image_id}, then PATCH /v2/images/{image_id} of its locations"
METADEF_UPDATE = "GET, then PUT of it with what is given put in, then GET again"


def _make(recorder: Recorder, _: str | None) -> Any:
    return glanceclient.Client("2", endpoint=ENDPOINT, session=Session(recorder))


@cache
def _schemas() -> dict[str, Any]:
    path = Path(__file__).parent.with_name("glance_schemas.json")
    schemas: dict[str, Any] = json.loads(path.read_text())
    return schemas


def _schema(method: str, url: str) -> Response | None:
    """Answers requests for the schemas with which glanceclient validates requests and responses."""
    schema = _schemas().get(url.removeprefix("/v2/schemas/"))
    return Response(200, schema) if schema is not None and method == "GET" else None


SERVICE = Service(
    namespace="glance",
    service_types=["image"],
    package="python-glanceclient",
    make=_make,
    aside=_schema,
    values={
        ("metadefs_namespace.create", "visibility"): ["public", "private"],
        ("metadefs_object.create", "properties"): [{}, {"p": {"title": "P", "type": "string"}}],
        ("image_members.update", "member_status"): ["accepted", "rejected", "pending"],
        ("tasks.create", "type"): ["import"],
        ("tasks.list", "sort_key"): ["id", "type", "status"],
        ("tasks.list", "sort_dir"): ["asc", "desc"],
        ("metadefs_namespace.list", "sort_key"): ["created_at", "namespace"],
        ("metadefs_namespace.list", "sort_dir"): ["asc", "desc"],
    },
    keywords={
        "metadefs_namespace.create": [
            "namespace",
            "display_name",
            "description",
            "visibility",
            "protected",
            "owner",
        ],
        "metadefs_object.create": ["name", "description", "required", "properties"],
        "metadefs_resource_type.associate": ["name", "prefix", "properties_target"],
        "tasks.create": ["type", "input"],
        "tasks.list": ["filters", "page_size", "marker", "sort_key", "sort_dir"],
        "metadefs_namespace.list": ["filters", "limit", "page_size", "marker", "sort_key", "sort_dir"],
    },
    custom={
        "images.create": "POST /v2/images with the keywords; `backend` becomes the header x-image-meta-store",
        "images.list": "GET /v2/images page by page: filters, a limit over all pages, several sort keys",
        "images.data": "GET /v2/images/{image_id}/file: bytes, with a check of their hash",
        "metadefs_namespace.update": METADEF_UPDATE,
        "metadefs_object.update": METADEF_UPDATE,
        "metadefs_property.update": METADEF_UPDATE,
        "metadefs_tag.update": METADEF_UPDATE,
        "schemas.get": "GET /v2/schemas/{schema_name}; the result is a Python object with the schema in it",
        "images.add_location": LOCATIONS,
        "images.delete_locations": LOCATIONS,
        "images.update_location": LOCATIONS,
        "images.upload": "PUT /v2/images/{image_id}/file: bytes",
        "images.update": "GET /v2/images/{image_id}, then PATCH with what differs, then GET again",
        "metadefs_property.create": "POST …/properties with the keywords, checked with the schema of the "
        "server",
        "metadefs_property.list": "GET …/properties; the result is a list of its members with their keys "
        "as names",
        "metadefs_tag.create_multiple": "POST …/tags with {tags: [{name}]} of `tags`; `append` is a header",
    },
)
