"""HTTP requests to services on loopback, without a proxy."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Response:
    """A response; the body is parsed if it is JSON, else text."""

    status: int
    headers: Mapping[str, str]
    body: Any


def send(
    method: str,
    url: str,
    body: object = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = 60,
) -> Response:
    """Sends a request. A body of bytes is sent unchanged, any other body as JSON."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    all_headers = {"Content-Type": "application/json", **(headers or {})}
    request = urllib.request.Request(url, data, all_headers, method=method)
    try:
        response = _direct.open(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        text = response.read().decode(errors="replace")
    try:
        content = json.loads(text)
    except ValueError:
        content = text
    return Response(response.status, response.headers, content)


def responds(url: str) -> bool:
    """Returns whether a URL responds with any status below 500."""
    return send("GET", url, timeout=5).status < 500
