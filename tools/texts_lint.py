"""Rules for translated texts in Python: what a translator could not work with is found here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.paths import ROOT

NAMES = {"_"} | {f"{prefix}gettext{suffix}" for prefix in ("", "n", "p", "np") for suffix in ("", "_lazy", "_noop")}
NAMED = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*[a-zA-Z]|(?<!\{)\{(\w*)[^{}]*\}(?!\})")
ANONYMOUS = re.compile(r"(?<!%)(?:%%)*%[#0\- +]*[\d.]*[sdrfi]\b|(?<!\{)\{\}(?!\})")


def placeholders(text: str) -> list[str]:
    """Names of the values that a text has room for, in no order."""
    return sorted(one or other for one, other in NAMED.findall(text)) + ANONYMOUS.findall(text)


def faults(paths: Iterable[Path]) -> Iterator[str]:
    """One line per call of gettext whose text is no plain string, or whose values have no names."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name_of(node.func) in NAMES:
                for problem in problems(node):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}: {problem}"


def name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def problems(call: ast.Call) -> Iterator[str]:
    name = name_of(call.func)
    number = {"n": 2, "p": 2, "np": 3}.get(name.partition("gettext")[0], 1)
    for text in call.args[:number]:
        if isinstance(text, ast.JoinedStr):
            yield "an f-string cannot be translated; give the values names: gettext('… %(name)s') % {'name': …}"
        elif isinstance(text, ast.BinOp):
            yield "a text put together cannot be translated; write one string, and format its translation"
        elif isinstance(text, ast.Call):
            yield "a text that is formatted before it is translated is not found; format the translation"
        elif isinstance(text, ast.Constant) and isinstance(text.value, str) and len(ANONYMOUS.findall(text.value)) > 1:
            yield "several values without names: a translation could not put them in another order"
