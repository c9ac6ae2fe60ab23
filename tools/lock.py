"""`make lock`: pin requirements*.in and package.json anew. uv has a folder of its own; it is no package of ours.

Pins that still fit stay; the word --upgrade (make lock ARGS=--upgrade) takes the newest of all.
"""

from __future__ import annotations

import subprocess
import sys
import venv

from tools.install import DEVELOPMENT, RUNTIME, command, npm
from tools.paths import STATE, private_folder
from tools.say import readable_failures

UV = "uv==0.13.9"
HOME = STATE / "lock"


def main() -> None:
    with readable_failures(STATE):
        private_folder(STATE)
        python = HOME / "bin" / "python"
        if not python.exists():
            venv.EnvBuilder(with_pip=True, symlinks=True).create(HOME)
        quiet = ["--quiet", "--disable-pip-version-check"]
        command(
            [str(python), "-m", "pip", "install", *quiet, UV], "uv could not be installed; pip's reason stands above."
        )
        # The development set first: it contains the other one, which then takes the same pins.
        compile_lock(str(python), "requirements-dev.in", DEVELOPMENT)
        compile_lock(str(python), "requirements.in", RUNTIME, "-c", DEVELOPMENT)
        compile_lock(str(python), "bench/peer/requirements.in", "bench/peer/requirements.txt")
        command([*npm(), "install", "--package-lock-only"], "package-lock.json could not be made.")


def compile_lock(python: str, source: str, target: str, *words: str) -> None:
    """Hashes for every file of every pin, and no address of the index they came from."""
    plain = ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--python-version", "3.11", "--quiet"]
    command(
        [python, "-m", "uv", "pip", "compile", *plain, *sys.argv[1:], source, *words, "-o", target],
        f"{target} could not be made; uv's reason stands above.",
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
