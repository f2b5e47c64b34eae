"""A Keystone session that records requests and returns prepared responses, without a network."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import requests
from keystoneauth1 import session, token_endpoint
from requests.utils import requote_uri

ENDPOINT = "http://service.invalid/base"

# Headers of the transport and of microversions, which are not part of templates.
ORDINARY_HEADERS = {
    "accept",
    "content-type",
    "openstack-api-version",
    "user-agent",
    "x-auth-token",
    "x-openstack-nova-api-version",
    "x-openstack-request-id",
}


class Reads(dict[str, Any]):
    """A JSON object that records which of its keys are read."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


class Response(requests.Response):
    """A response whose body the client can read as text and as JSON."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__()
        self.status_code = status
        if body is not None:
            self.headers["Content-Type"] = "application/json"
        self.raw = None
        self._content = b"" if body is None else json.dumps(body).encode()
        self.reads = Reads(body) if isinstance(body, dict) else None
        self.body = body

    def json(self, **_: Any) -> Any:
        if self.body is None:
            raise ValueError("no body")
        return self.body if self.reads is None else self.reads


@dataclass(frozen=True)
class Request:
    """A request in the form in which templates are compared with the client."""

    method: str
    path: tuple[str, ...]
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any


def plain(value: Any) -> Any:
    """The value after a round trip through JSON."""
    return json.loads(json.dumps(value))


def parsed(url: str, method: str, kwargs: dict[str, Any]) -> Request:
    """Parses a request as a server does."""
    if url.startswith(ENDPOINT):
        url = url[len(ENDPOINT) :]
    if url.startswith("http"):
        raise OtherServer(url)
    # `requests` quotes characters that a client leaves unquoted, but not `#` and `?` in ids.
    parts = urlsplit(requote_uri(url))
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    given = [(written(name).lower(), written(value)) for name, value in (kwargs.get("headers") or {}).items()]
    headers = {name: value for name, value in given if name not in ORDINARY_HEADERS}
    body = kwargs.get("json")
    data = kwargs.get("data")
    if body is None and data:
        body = json.loads(data) if isinstance(data, str | bytes) else list(data)
    path = tuple(unquote(segment) for segment in parts.path.strip("/").split("/"))
    return Request(method, path, query, headers, plain(body))


def written(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


class OtherServer(Exception):
    """The client sends a request to another server than its endpoint."""


@dataclass
class Recorder:
    """The recorded requests and the prepared responses."""

    answer: Callable[[int], Response] = lambda _: Response(200, {})
    requests: list[Request] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    # Answers requests that are not recorded, such as those for schemas.
    aside: Callable[[str, str], Response | None] = lambda _method, _url: None


class Session(session.Session):
    """A session that sends requests to the recorder."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(auth=token_endpoint.Token(ENDPOINT, "token"))
        self.recorder = recorder

    def request(self, url: str, method: str, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        if (aside := self.recorder.aside(method, url)) is not None:
            return aside
        if len(self.recorder.requests) > 20:
            raise RuntimeError("the client does not stop sending requests")
        self.recorder.requests.append(parsed(url, method, kwargs))
        response = self.recorder.answer(len(self.recorder.requests) - 1)
        self.recorder.responses.append(response)
        return response
