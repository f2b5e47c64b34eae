"""Keystone's REST API, as far as setting up needs it."""

from typing import Any

from . import http
from .errors import Failure

REGION = "RegionOne"
DOMAIN = "Default"
# Of every account that is made here.
PASSWORD = "secret"
# The project of the services' own accounts.
SERVICE_PROJECT = "service"


class Session:
    """A login with a password, and requests made with its token."""

    def __init__(self, auth_url: str, user: str, project: str) -> None:
        self._url = auth_url
        domain = {"name": DOMAIN}
        login = {"name": user, "domain": domain, "password": PASSWORD}
        body = {
            "identity": {"methods": ["password"], "password": {"user": login}},
            "scope": {"project": {"name": project, "domain": domain}},
        }
        answer = http.send("POST", auth_url + "/auth/tokens", {"auth": body})
        if answer.status != 201:
            raise Failure(f"login as {user} at {auth_url}: {answer.status} {answer.body}")
        self.token = answer.headers["X-Subject-Token"]
        self.project_id: str = answer.body["token"]["project"]["id"]

    def send(self, method: str, url: str, body: object = None, **headers: str) -> Any:
        """A request to Keystone, if the URL is only a path, or to any service."""
        at = self._url + url if url.startswith("/") else url
        answer = http.send(method, at, body, {"X-Auth-Token": self.token, **headers})
        if answer.status >= 400:
            raise Failure(f"{method} {at}: {answer.status} {answer.body}")
        return answer.body

    def put_endpoint(self, name: str, kind: str, url: str) -> None:
        """Puts a service into the catalog, or moves it to another URL."""
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
    """How a service logs in with an account of its own, in the words of oslo.config."""
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
