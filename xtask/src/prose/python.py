"""Prints the strings of Python files that people read, each as a line of JSON: [file, line, text].

Standard input is a JSON array of [text, is_test]. Outside of tests every string counts; in tests only docstrings,
the messages of `assert` and the arguments of exceptions. An argument of an f-string becomes `x`.
"""

import ast
import json
import sys


def docstrings(tree):
    """Yields the string nodes that are documentation."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def messages(tree):
    """Yields the nodes below which strings are messages, even in a test."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and node.msg:
            yield node.msg
        elif isinstance(node, ast.Raise) and node.exc:
            yield node.exc


def strings(tree):
    """Yields (line, text) of every string below a node."""
    parts = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            texts = (part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
            parts.update(map(id, node.values))
            yield node.lineno, "".join(texts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.lineno, node.value


def main():
    for file, (text, is_test) in enumerate(json.load(sys.stdin)):
        tree = ast.parse(text)
        roots = [*docstrings(tree), *messages(tree)] if is_test else [tree]
        found = {entry for root in roots for entry in strings(root)}
        for line, value in sorted(found):
            print(json.dumps([file, line, value]))


main()
