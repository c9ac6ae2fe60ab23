"""One spelling for what is the same: full width and case, Traditional and Simplified characters."""

import functools
import importlib.util
import re
import unicodedata
from pathlib import Path

HAN = "\u3400-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:['’][^\W_{HAN}]+)*")
_HAN = re.compile(rf"[{HAN}]")


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().translate(_to_simplified())


def runs(folded: str) -> list[str]:
    """Words and unbroken Chinese runs of a folded text."""
    return _RUN.findall(folded)


def is_han(run: str) -> bool:
    return bool(_HAN.match(run))


@functools.cache
def _to_simplified() -> dict[int, str]:
    """Character by character: OpenCC's converter reads phrases as well, which takes a hundred times as long."""
    found = importlib.util.find_spec("opencc")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("opencc")
    lines = (Path(found.origin).parent / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line)
    return {ord(traditional): simplified.split(" ")[0] for traditional, simplified in pairs}
