"""The first step of every make target: find a Python that is new enough, set up, hand over.

Written for Python 3.7, so that an old Python prints a sentence and not a SyntaxError.
"""

from __future__ import annotations

import os
import shutil
import sys

OLDEST = (3, 11)
NAMES = ("python3.11", "python3.12", "python3.13", "python3.14", "python3")


def newer_python() -> str | None:
    """Path of a Python that is new enough, when the one that runs this is too old."""
    for name in NAMES:
        path = shutil.which(name)
        if path and os.path.realpath(path) != os.path.realpath(sys.executable) and is_new_enough(path):
            return path
    return None


def is_new_enough(path: str) -> bool:
    return os.spawnl(os.P_WAIT, path, path, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})") == 0


def main() -> int:
    if sys.version_info < OLDEST:
        path = newer_python()
        if path:
            os.execv(path, [path, "-m", "tools.bootstrap", *sys.argv[1:]])
        print(
            f"The portal runs on Python {OLDEST[0]}.{OLDEST[1]} or later; this is Python {sys.version.split()[0]}. "
            "Install a newer one (Debian 12 and Ubuntu 24.04 bring it) or name it: make run PYTHON=/path/to/python3.11",
            file=sys.stderr,
        )
        return 1
    # Here and not above: the module is in today's Python, which an old one cannot even read.
    from tools import install  # noqa: PLC0415

    return install.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
