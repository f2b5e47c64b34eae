"""The part of Keystone's REST API that the setup needs."""

from typing import Any

from . import http
from .errors import Failure

REGION = "RegionOne"
DOMAIN = "Default"
# The password of every account.
PASSWORD = "secret"
# The project of the services' accounts.
SERVICE_PROJECT = "service"


class Session:
    """A session: a token requested with a password, and requests with this token."""

    def __init__(self, auth_url: str, user: str, project: str) -> None:
        self._url = auth_url
        domain = {"name": DOMAIN}
        login = {"name": user, "domain": domain, "password": PASSWORD}
        body = {
            "identity": {"methods": ["password"], "password": {"user": login}},
            "scope": {"project": {"name": project, "domain": domain}},
        }
        response = http.send("POST", auth_url + "/auth/tokens", {"auth": body})
        if response.status != 201:
            raise Failure(f"cannot log in as {user} at {auth_url}: {response.status} {response.body}")
        self.token = response.headers["X-Subject-Token"]
        self.project_id: str = response.body["token"]["project"]["id"]

    def send(self, method: str, url: str, body: object = None, **headers: str) -> Any:
        """Sends a request to any service, or to Keystone if the URL is only a path."""
        at = self._url + url if url.startswith("/") else url
        response = http.send(method, at, body, {"X-Auth-Token": self.token, **headers})
        if response.status >= 400:
            raise Failure(f"{method} {at}: {response.status} {response.body}")
        return response.body

    def put_endpoint(self, name: str, kind: str, url: str) -> None:
        """Adds a service to the catalog, or changes its URL."""
        services = self.send("GET", f"/services?type={kind}")["services"]
        if not services:
            service = {"service": {"name": name, "type": kind}}
            services = [self.send("POST", "/services", service)["service"]]
        service_id = services[0]["id"]
        endpoints = self.send("GET", f"/endpoints?service_id={service_id}")["endpoints"]
        known = {endpoint["interface"]: endpoint["id"] for endpoint in endpoints}
        for interface in ("public", "internal", "admin"):
            endpoint = {"service_id": service_id, "interface": interface, "url": url, "region_id": REGION}
            if interface in known:
                self.send("PATCH", f"/endpoints/{known[interface]}", {"endpoint": endpoint})
            else:
                self.send("POST", "/endpoints", {"endpoint": endpoint})


def account(auth_url: str, user: str) -> dict[str, object]:
    """Returns the options of oslo.config with which a service logs in."""
    return {
        "auth_url": auth_url,
        "auth_type": "password",
        "username": user,
        "password": PASSWORD,
        "project_name": SERVICE_PROJECT,
        "user_domain_name": DOMAIN,
        "project_domain_name": DOMAIN,
        "region_name": REGION,
    }
