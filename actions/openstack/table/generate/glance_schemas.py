"""Prints the schemas that Glance serves below /v2/schemas.

Needs an environment with `glance`. `glance_schemas.json` is its output.
"""

from __future__ import annotations

import json
import sys

from glance.api.v2 import (
    image_members,
    images,
    metadef_namespaces,
    metadef_objects,
    metadef_properties,
    metadef_resource_types,
    metadef_tags,
    tasks,
)

SCHEMAS = {
    "image": images.get_schema,
    "member": image_members.get_schema,
    "task": tasks.get_task_schema,
    "metadefs/namespace": metadef_namespaces.get_schema,
    "metadefs/resource_type": metadef_resource_types.get_schema,
    "metadefs/property": metadef_properties.get_schema,
    "metadefs/object": metadef_objects.get_schema,
    "metadefs/tag": metadef_tags.get_schema,
}

json.dump({name: schema().raw() for name, schema in SCHEMAS.items()}, sys.stdout, indent=1, sort_keys=True)
print()
