"""Nova."""

from __future__ import annotations

from typing import Any

import novaclient
import novaclient.api_versions
import novaclient.client

from ..hints import ONE_DELETE_PER_KEY, OTHER_SERVICE, VERSIONS_AT_ROOT
from ..recorder import ENDPOINT, Recorder, Session
from ..service import Service, versions_down_from


def _make(recorder: Recorder, version: str | None) -> Any:
    return novaclient.client.Client(version, endpoint_override=ENDPOINT, session=Session(recorder))


SERVICE = Service(
    namespace="nova",
    service_types=["compute"],
    package="python-novaclient",
    make=_make,
    versions=versions_down_from(novaclient.API_MAX_VERSION.get_string()),
    api_versions=novaclient.api_versions,
    too_old=(novaclient.exceptions.VersionNotFoundForAPIMethod, novaclient.exceptions.UnsupportedVersion),
    values={
        ("servers.get_vnc_console", "console_type"): ["novnc", "xvpvnc"],
        ("servers.get_spice_console", "console_type"): ["spice-html5"],
        ("servers.get_rdp_console", "console_type"): ["rdp-html5"],
        ("servers.get_serial_console", "console_type"): ["serial"],
    },
    keywords={"flavor_access.list": ["flavor"]},
    items={"keypairs.list": "keypair"},
    custom={
        "*.convert_into_with_meta": "makes no request: wraps the item that it is given",
        "glance.list": f"{OTHER_SERVICE}: GET /v2/images of the image service",
        "glance.find_image": f"{OTHER_SERVICE}: GET /v2/images of the image service, by id, then by name",
        "neutron.find_network": f"{OTHER_SERVICE}: GET /v2.0/networks of the network service, by id, "
        "then by name",
        "servers.delete_meta": f"{ONE_DELETE_PER_KEY}: /servers/{{server}}/metadata/{{key}}",
        "servers.set_meta_item": "PUT /servers/{server}/metadata/{key} with {meta: {key: value}}",
        "hypervisors.uptime": "GET /os-hypervisors/{hypervisor}; the result is five of the members",
        "servers.create": "POST /servers with networks, block devices and files made from the inputs",
        "servers.get_password": "GET /servers/{server}/os-server-password; decrypts the result with the key",
        "servers.rebuild": "POST /servers/{server}/action with files and user data made from the inputs",
        "servers.unshelve": "POST /servers/{server}/action; a null zone is not the same as none",
        "usage.get": "takes Python datetimes: GET /os-simple-tenant-usage/{tenant_id}?start&end&limit&marker",
        "usage.list": "takes Python datetimes: GET /os-simple-tenant-usage?start&end&detailed&limit&marker",
        "versions.get_current": VERSIONS_AT_ROOT,
        "versions.list": VERSIONS_AT_ROOT,
    },
)
