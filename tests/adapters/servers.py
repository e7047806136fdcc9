"""Database servers for the tests: SQLite always; PostgreSQL from the system's packages, on a socket of its own."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def sqlite(folder: Path):
    yield f"sqlite:///{folder / 'store.sqlite'}"


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def postgresql(folder: Path):
    """A server with its own data folder, listening on a socket only. Runs as a user of its own when we are root."""
    binaries = _binaries()
    data, socket = folder / "pg", folder / "s"
    socket.mkdir()
    prefix = []
    if os.geteuid() == 0:
        for place in (folder, *folder.parents):
            if place.stat().st_uid == 0 and place != Path("/"):
                place.chmod(place.stat().st_mode | 0o011)
        shutil.chown(folder, "postgres")
        shutil.chown(socket, "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]
    run = {"check": True, "capture_output": True}
    subprocess.run([*prefix, binaries / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"], **run)
    options = f"-c listen_addresses='' -c unix_socket_directories='{socket}' -c fsync=off"
    subprocess.run(
        [*prefix, binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "pg.log", "-o", options, "start"], **run
    )
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={socket}"
    finally:
        subprocess.run([*prefix, binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **run)


def store_urls():
    """Every database the store is tried on. PostgreSQL is tried wherever its server is installed (`.ci/run` does)."""
    import pytest

    urls = [pytest.param(sqlite, id="sqlite")]
    if _binaries() is not None:
        urls.append(pytest.param(postgresql, id="postgresql"))
    return urls
