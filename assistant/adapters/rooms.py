"""Temporary plain bytes: a folder for each process in the data folder, emptied at the next start after a kill."""

from __future__ import annotations

import multiprocessing.util
import os
import shutil
import socket
import tempfile
from pathlib import Path


def own_room(folder: Path) -> Path:
    """Makes this process's folder for temporary files, the default for it and the processes it starts."""
    multiprocessing.util.get_temp_dir()  # its sockets stay under a short path: 108 characters are all a socket may have
    host, rooms = socket.gethostname(), folder / "tmp"
    rooms.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in rooms.glob(f"{host}-*"):
        if not _alive(left.name.rpartition("-")[2]):
            shutil.rmtree(left, ignore_errors=True)
    room = rooms / f"{host}-{os.getpid()}"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(mode=0o700)
    os.environ["TMPDIR"] = tempfile.tempdir = str(room)
    return room


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True
