"""Requests to services on loopback, never through a proxy."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Answer:
    """What a service says; the body as JSON if it is, else as text."""

    status: int
    headers: Mapping[str, str]
    body: Any


def send(
    method: str,
    url: str,
    body: object = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = 60,
) -> Answer:
    """One request. The body is sent as JSON, bytes as they are."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    all_headers = {"Content-Type": "application/json", **(headers or {})}
    request = urllib.request.Request(url, data, all_headers, method=method)
    try:
        response = _direct.open(request, timeout=timeout)
    except urllib.error.HTTPError as refusal:
        response = refusal
    with response:
        text = response.read().decode(errors="replace")
    try:
        content = json.loads(text)
    except ValueError:
        content = text
    return Answer(response.status, response.headers, content)


def answers(url: str) -> bool:
    """Whether a URL answers, and be it with a refusal."""
    return send("GET", url, timeout=5).status < 500
