"""What the tools print, and how they give up. Standard library only."""

from __future__ import annotations

import errno
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDED_TO_START = 200 * 1024**2


class GiveUp(Exception):
    """A sentence for the person at the keyboard: what happened and what to do. Ends the command with status 1."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def need_space(folder: Path, size: int = NEEDED_TO_START) -> None:
    """Refuse to begin when the disk of `folder` has less than `size` bytes left."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < size:
        raise GiveUp(disk_full(folder, size))


def disk_full(folder: Path, size: int = NEEDED_TO_START) -> str:
    free = shutil.disk_usage(folder).free // 1024**2
    return (
        f"The disk that holds {folder} is full: {free} MB are left, {size // 1024**2} MB are needed. "
        "Make room and start again."
    )


@contextmanager
def readable_failures(folder: Path) -> Iterator[None]:
    """Turn GiveUp and a full disk into one line and status 1 instead of a traceback."""
    try:
        yield
    except GiveUp as reason:
        say(str(reason))
        sys.exit(1)
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        say(disk_full(folder))
        sys.exit(1)
