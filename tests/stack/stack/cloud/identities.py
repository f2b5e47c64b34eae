"""Users and roles, the service catalog, and the resources for a first server."""

from ..keystone import DOMAIN, PASSWORD, REGION, SERVICE_PROJECT, Session

# Services with their own accounts.
ACCOUNTS = ("nova", "placement", "glance", "cinder", "neutron", "mistral")


def create(url: dict[str, str]) -> Session:
    """Creates accounts of services, the catalog, and an unprivileged user with a project.

    Returns the administrator's session.
    """
    admin = Session(url["keystone"], "admin", "admin")
    users(admin, SERVICE_PROJECT, ACCOUNTS, ("admin", "service"))
    users(admin, "demo", ("demo-user",), ("member",))
    for name, kind, at in (
        ("keystone", "identity", url["keystone"]),
        ("nova", "compute", url["nova"]),
        ("placement", "placement", url["placement"]),
        ("glance", "image", url["glance"]),
        ("neutron", "network", url["neutron"]),
        ("cinder", "block-storage", url["cinder"]),
        ("cinderv3", "volumev3", url["cinder"] + "/%(project_id)s"),
    ):
        admin.put_endpoint(name, kind, at)
    return admin


def users(admin: Session, project: str, names: tuple[str, ...], granted: tuple[str, ...]) -> None:
    """Creates a project, and users with roles in it."""
    roles = {role["name"]: role["id"] for role in admin.send("GET", "/roles")["roles"]}
    body = {"project": {"name": project}}
    project_id = admin.send("POST", "/projects", body)["project"]["id"]
    for name in names:
        user = {"name": name, "password": PASSWORD, "default_project_id": project_id}
        user_id = admin.send("POST", "/users", {"user": user})["user"]["id"]
        for role in granted:
            admin.send("PUT", f"/projects/{project_id}/users/{user_id}/roles/{roles[role]}")


def create_resources(admin: Session, demo: Session, url: dict[str, str]) -> dict[str, str]:
    """Creates the resources from which both users can boot a server; returns variables with their ids."""
    flavor = {"name": "live.small", "ram": 64, "vcpus": 1, "disk": 1}
    flavor_id = admin.send("POST", url["nova"] + "/flavors", {"flavor": flavor})["flavor"]["id"]
    images = url["glance"] + "/v2/images"
    formats = {"disk_format": "raw", "container_format": "bare"}
    image = {"name": "live-image", "visibility": "public", **formats}
    image_id = admin.send("POST", images, image)["id"]
    binary = {"Content-Type": "application/octet-stream"}
    admin.send("PUT", f"{images}/{image_id}/file", bytes(1024), **binary)
    networks = url["neutron"] + "/v2.0/networks"
    network = {"name": "live-net", "shared": True, "project_id": demo.project_id}
    network_id = admin.send("POST", networks, {"network": network})["network"]["id"]
    subnet = {
        "name": "live-subnet",
        "network_id": network_id,
        "project_id": demo.project_id,
        "ip_version": 4,
        "cidr": "10.9.0.0/24",
    }
    subnets = url["neutron"] + "/v2.0/subnets"
    return {
        "CLOUD_FLAVOR_ID": flavor_id,
        "CLOUD_IMAGE_ID": image_id,
        "CLOUD_NETWORK_ID": network_id,
        "CLOUD_SUBNET_ID": admin.send("POST", subnets, {"subnet": subnet})["subnet"]["id"],
    }


def login(prefix: str, auth_url: str, user: str, project: str, project_id: str) -> dict[str, str]:
    """Returns the variables with which OpenStack's clients log in."""
    variables = {
        "USERNAME": user,
        "PASSWORD": PASSWORD,
        "PROJECT_NAME": project,
        "PROJECT_ID": project_id,
        "USER_DOMAIN_NAME": DOMAIN,
        "PROJECT_DOMAIN_NAME": DOMAIN,
        "AUTH_URL": auth_url,
        "REGION_NAME": REGION,
        "IDENTITY_API_VERSION": "3",
    }
    return {f"{prefix}OS_{name}": value for name, value in variables.items()}
