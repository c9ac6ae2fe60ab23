"""Chinese into words. jieba's dictionary takes about a second: read at the first text, once per process."""

import functools
import threading
from collections.abc import Iterable
from typing import Any

from initiatives.rules.similar import words

_loading = threading.Lock()


def cut(run: str) -> list[str]:
    """The words of an unbroken Chinese run, the longest reading."""
    return list(_cutter().cut(run, HMM=False))


def parts(word: str) -> list[str]:
    """Dictionary words inside a longer word, so that 住房公积金 also meets 公积金."""
    if len(word) < 3:
        return []
    known = _cutter().FREQ
    found = {word[i : i + n] for n in (2, 3) for i in range(len(word) - n + 1) if n < len(word)}
    return sorted(part for part in found if known.get(part))


def learn(names: Iterable[str]) -> None:
    """Names of departments and products as words of their own."""
    cutter = _cutter()
    for name in names:
        cutter.add_word(name)


def _cutter() -> Any:
    with _loading:
        return _loaded()


@functools.cache
def _loaded() -> Any:
    import jieba  # noqa: PLC0415  (its import and dictionary cost more than the start of a process may)

    cutter = jieba.Tokenizer()
    # By hand: `initialize()` would read and write a cache file in the folder for temporary files, where anybody may
    # put one, and marshal runs what it reads.
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    for word in words.groups_zh():
        if len(word) > 1:
            cutter.add_word(word)
    return cutter
