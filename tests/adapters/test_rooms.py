"""The folder for temporary plain bytes: its own for each process, emptied after a kill, never too deep for a socket."""

import os
import subprocess
import sys

from assistant.adapters.rooms import own_room

CODE = """
import sys, tempfile
from pathlib import Path
from assistant.adapters.rooms import own_room
room = own_room(Path(sys.argv[1]))
from ingest.sandbox import call, close
assert call(abs, -3) == 3
assert Path(tempfile.gettempdir()) == room
close()
"""


def test_readers_start_however_long_the_path_of_the_data_folder_is(tmp_path):
    deep = tmp_path / ("a long name for a folder " * 4)
    deep.mkdir()
    subprocess.run([sys.executable, "-c", CODE, str(deep)], check=True, timeout=60)


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_has_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("TMPDIR", "/tmp")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    room = own_room(tmp_path)
    left = room.with_name(room.name.replace(f"-{os.getpid()}", f"-{gone.pid}"))
    alive = room.with_name(room.name.replace(f"-{os.getpid()}", f"-{os.getppid()}"))
    for each in (left, alive):
        each.mkdir()
    own_room(tmp_path)
    assert not left.exists() and alive.exists() and room.exists()
