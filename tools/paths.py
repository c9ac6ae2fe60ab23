"""Where things lie in a checkout. Standard library only."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"

# Everything that make writes and that is not a package: databases, uploads, broker, logs, keys.
STATE = Path(os.environ.get("PORTAL_STATE") or ROOT / ".state").resolve()

# Names a state folder where its own path is too long or may not be read by the database's user.
STATE_KEY = hashlib.sha256(str(STATE).encode()).hexdigest()[:16]


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner may enter. One that exists keeps the permissions it has."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
    return path
