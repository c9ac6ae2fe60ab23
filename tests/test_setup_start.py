"""The first seconds of a make target: what is refused, and with which words."""

import ast
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

from tools.paths import ROOT


def bootstrap(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools.bootstrap", *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = bootstrap("run", PORT=str(port), HOST="")
    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        f"Port {port} cannot be used (Address already in use). Choose another one: make run PORT={port + 1}"
    ]


def test_a_port_that_is_no_number_is_refused() -> None:
    answer = bootstrap("run", PORT="http")
    assert (answer.returncode, answer.stderr) == (1, "PORT=http is not a port. Use a number from 1 to 65535.\n")


def test_an_unknown_target_is_refused() -> None:
    answer = bootstrap("fly")
    assert (answer.returncode, answer.stderr) == (1, "There is no target fly. `make help` lists them.\n")


def test_an_old_python_is_told_what_to_do() -> None:
    program = (
        "import sys; sys.version_info = (3, 9, 2); sys.version = '3.9.2';"
        "from tools import bootstrap; bootstrap.NAMES = (); sys.exit(bootstrap.main())"
    )
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.startswith("The portal runs on Python 3.11 or later; this is Python 3.9.2.")


def test_an_old_python_can_read_the_first_module() -> None:
    for name in ("__init__.py", "bootstrap.py"):
        ast.parse((ROOT / "tools" / name).read_text(), feature_version=(3, 7))


def test_help_lists_every_target() -> None:
    answer = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    assert [line.split()[0] for line in answer.stdout.splitlines()] == phony[1].split()


def pins(path: Path) -> set[str]:
    return set(re.findall(r"^[\w.\-\[\],]+==\S+", path.read_text(), re.MULTILINE))


def test_both_lock_files_have_the_same_pins() -> None:
    runtime = pins(ROOT / "requirements.txt")
    assert len(runtime) > 20
    assert runtime <= pins(ROOT / "requirements-dev.txt")
