"""What changed between two texts, Chinese and English alike. Plain functions, tested with literals."""

import re
from difflib import SequenceMatcher

# A Chinese character is a word of its own here; Latin words and runs of blanks stay whole.
_TOKENS = re.compile(r"[\u3400-\u9fff]|\w+|\s+|[^\w\s]")
# Comparing word by word takes the square of the words: longer passages are compared as a whole.
WORDS_MAX = 3_000


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """The pieces of both texts in order: ("same" | "gone" | "new", text). Lines first, then words within them."""
    pieces: list[tuple[str, str]] = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left, right = "".join(before[a:b]), "".join(after[c:d])
        pieces += [("same", right)] if kind == "equal" else _words(left, right)
    return _joined(pieces)


def _words(old: str, new: str) -> list[tuple[str, str]]:
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    if max(len(before), len(after)) > WORDS_MAX:
        return [("gone", old), ("new", new)]
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left, right = "".join(before[a:b]), "".join(after[c:d])
        pieces += [("same", right)] if kind == "equal" else [("gone", left), ("new", right)]
    return pieces


def _joined(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for kind, text in pieces:
        if not text:
            continue
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + text)
        else:
            joined.append((kind, text))
    return joined
