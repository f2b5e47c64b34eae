"""A small OpenStack in which only the hypervisor, the volume backend and the binding of ports are fake."""

from ..folder import Folder

# Services with an API, each with the path of its URL.
PATHS = {
    "keystone": "/v3",
    "nova": "/v2.1",
    "placement": "",
    "glance": "",
    "cinder": "/v3",
    "neutron": "",
}


def urls(folder: Folder) -> dict[str, str]:
    """Returns the URLs of the APIs."""
    return {name: f"http://127.0.0.1:{folder.port[name]}{path}" for name, path in PATHS.items()}
