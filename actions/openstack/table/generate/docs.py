"""Documentation of methods and parameters from docstrings."""

from __future__ import annotations

import re

FIELD = re.compile(r"^\s*:(?:param|type|return|returns|rtype|raises|raise|parameter)\b", re.M)
PARAM = re.compile(r"^:param(?:eter)?\s+(?:[\w.]+\s+)?(\w+)\s*:\s*(.*?)(?=^\s*:\w+|^\s*$|\Z)", re.M | re.S)
ROLE = re.compile(r":[a-z:]+:`~?([^`<>]+?)(?:\s*<[^`]*>)?`")

# Documentation of common parameters that the client does not document.
COMMON = {
    "body": "Body of the request, as the API reference of the service has it.",
    "retrieve_all": "Whether to follow the links to further pages; if false, the result is a list of pages.",
    "search_opts": "Filters: names and values that become parameters of the query.",
    "detailed": "Whether to ask for all details.",
    "limit": "How many to return at most.",
    "marker": "Id of the last one of the previous page.",
    "sort": "Order: keys with directions, `key:asc,key:desc`.",
    "name": "Name.",
    "description": "Description.",
    "metadata": "Keys and values to attach.",
    "revision_number": "Only if the resource still has this revision.",
    "tenant_id": "Id of the project.",
    "project_id": "Id of the project.",
    "user_id": "Id of the user.",
}


def summary(docs: str, name: str) -> str:
    """The first paragraph, on one line."""
    docs = docs.strip()
    if FIELD.match(docs):
        docs = ""
    first = FIELD.split(docs)[0].strip().split("\n\n")[0]
    text = cleaned(first)
    return text or words(name.split(".")[-1]).capitalize() + " (" + name.rpartition(".")[0] + ")."


def parameters(docs: str) -> dict[str, str]:
    """The documented parameters and their documentation."""
    return {name: text for name, raw in PARAM.findall(docs) if (text := cleaned(raw))}


def of_input(name: str, found: dict[str, str], in_path: bool) -> str:
    """Documentation of an input: the client's, or one made from its name."""
    if name in found:
        return found[name][0].upper() + found[name][1:]
    if name in COMMON:
        return COMMON[name]
    if name.endswith("_id"):
        return f"Id of the {words(name[:-3])}."
    if name.endswith("_ids"):
        return f"Ids of the {words(name[:-4])}s."
    if in_path and "name" not in name:
        return f"Id of the {words(name)}."
    return f"{words(name).capitalize()}."


def cleaned(text: str) -> str:
    """Removes Sphinx markup and line breaks."""
    text = ROLE.sub(lambda role: f"`{role.group(1).strip()}`", text)
    return " ".join(text.replace("``", "`").split())


def words(name: str) -> str:
    return name.replace("_", " ").strip()
