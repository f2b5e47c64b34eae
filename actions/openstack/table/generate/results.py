"""Finds which part of the response a method returns, with marked bodies, and how it pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .exploration import NeedsCustomAction
from .invocation import Method
from .recorder import ENDPOINT, Reads, Recorder, Response

Result = dict[str, Any]

# Some clients validate responses with schemas: some require ids of this form, some refuse ids.
FIRST = {"id": "11111111-1111-4111-8111-111111111111", "name": "one"}
SECOND = {"id": "22222222-2222-4222-8222-222222222222", "name": "two"}
NAMED = [{"name": "one"}, {"name": "two"}]
NAMESPACES = [{"namespace": "one"}, {"namespace": "two"}]
LISTS: list[Any] = [[FIRST, SECOND], NAMED, NAMESPACES, [{"status": "success"}, {"status": "pending"}]]
SHAPES: list[Any] = [FIRST, *LISTS, {}, [{}, {}], "text"]
PLAIN: list[Any] = [
    {"other": "1"},
    FIRST,
    {"name": "one"},
    {"namespace": "one"},
    {"status": "accepted"},
    {"title": "one", "type": "string", "name": "one"},
    {"title": "one", "type": "string"},
    {"type": "import", "status": "success"},
    [FIRST, SECOND],
    None,
]


def result_of(method: Method, given: Mapping[str, Any]) -> Result:
    """The part of the body that the method returns."""
    tried = []
    for key in keys_read(method, given):
        for shape in SHAPES:
            body = {key: shape, "other": "1"}
            try:
                returned, recorder = answered(method, given, [body])
            except Exception as error:
                tried.append(f"{type(error).__name__}: {error}".splitlines()[0])
                continue
            if len(recorder.requests) > 1:
                raise NeedsCustomAction(several(recorder))
            if (found := explained(returned, body, key)) is not None:
                return found
            tried.append(f"{type(returned).__name__} {returned!r}"[:80])
    for plain in PLAIN:
        try:
            returned, recorder = answered(method, given, [plain])
        except Exception as error:
            tried.append(f"{type(error).__name__}: {error}".splitlines()[0])
            continue
        if len(recorder.requests) > 1:
            raise NeedsCustomAction(several(recorder))
        if (found := explained(returned, plain, None)) is not None:
            return found
        tried.append(f"{type(returned).__name__} {returned!r}"[:80])
    raise NeedsCustomAction("the result is made from the answer: " + "; ".join(tried[:2]))


def several(recorder: Recorder) -> str:
    asked = ", ".join(f"{one.method} /{'/'.join(one.path)}" for one in recorder.requests[:4])
    return f"makes {len(recorder.requests)} requests: {asked}"


def answered(
    method: Method, given: Mapping[str, Any], bodies: list[Any], status: int = 200
) -> tuple[Any, Recorder]:
    recorder = Recorder(answer=lambda number: Response(status, bodies[min(number, len(bodies) - 1)]))
    return method.call(recorder, given), recorder


def keys_read(method: Method, given: Mapping[str, Any]) -> list[str]:
    """The keys of the body that the client reads or requires."""
    found: list[str] = []
    for shape in (FIRST, [FIRST]):
        for _ in range(3):
            body = dict.fromkeys(found, shape)
            recorder = Recorder(answer=lambda _, body=body: Response(200, {**body, "other": "1"}))  # type: ignore[misc]
            missing: set[str] = set()
            try:
                method.call(recorder, given)
            except KeyError as error:
                missing = {error.args[0]} if error.args else set()
            except Exception:
                missing = set()
            for response in recorder.responses[:1]:
                missing |= response.reads.asked if response.reads is not None else set()
            new = [
                key
                for key in sorted(filter(is_text, missing))
                if key not in found and not key.endswith("_links")
            ]
            if not new:
                break
            found += new
    return found


def is_text(key: object) -> bool:
    return isinstance(key, str)


def explained(returned: Any, body: Any, key: str | None) -> Result | None:
    """The result that explains a returned value; None if the value is not a part of the body."""
    value = uncovered(returned)
    if isinstance(returned, tuple) and len(returned) == 2 and isinstance(returned[0], Response):
        inner = explained(returned[1], body, key)
        return inner and {**inner, "with_response": True}
    if isinstance(returned, bool):
        return {"kind": "status"}
    if value is None or value in ((), ""):
        return {"kind": "nothing"}
    if key is not None and isinstance(body, dict):
        if value == body[key]:
            many = isinstance(value, list) and not all(type(item) in (dict, Reads) for item in returned)
            return {"kind": "list" if many else "one", "key": key}
        if value == {key: body[key]}:
            return {"kind": "collection", "key": key}
        if value == [body]:
            return {"kind": "pages"}
    if value == body:
        return {"kind": "body"}
    return None


def uncovered(value: Any) -> Any:
    """The REST object in a client's resource."""
    if isinstance(value, list):
        return [uncovered(item) for item in value]
    if isinstance(value, dict):
        return dict(value)
    info = getattr(value, "_info", None)
    return dict(info) if isinstance(info, dict) else value


def paging_of(method: Method, given: Mapping[str, Any], result: Result) -> Result | None:
    """How the client requests further pages, if it does."""
    key = result.get("key")
    if key is None or result["kind"] not in ("list", "collection"):
        return None
    for one, other in LISTS:
        for by, next_key in (("links", f"{key}_links"), ("next", "next")):
            href = f"{ENDPOINT}/more?marker=first"
            first = {key: [one], next_key: [{"rel": "next", "href": href}] if by == "links" else href}
            try:
                _, recorder = answered(method, given, [first, {key: [other]}])
            except Exception:
                continue
            if len(recorder.requests) == 2:
                return {"by": by, "key": next_key} | bounds(method)
    if any(one.name == "limit" for one in method.inputs):
        try:
            _, recorder = answered(method, {**given, "limit": -1}, [{key: [FIRST]}, {key: []}])
        except Exception:
            return None
        if len(recorder.requests) == 2 and recorder.requests[1].query.get("marker") == [FIRST["id"]]:
            return {"by": "marker", "when": {"equals": ["limit", -1]}}
    return None


def bounds(method: Method) -> Result:
    """Inputs that limit paging."""
    names = {one.name for one in method.inputs}
    return {
        **({"limit": "limit"} if "limit" in names else {}),
        **({"all": "retrieve_all", "reverse": "page_reverse"} if "retrieve_all" in names else {}),
    }
