"""A process that is killed just before its n-th durable step: a commit that changed rows, a file opened for writing,
moved or removed, a sealed frame half written. So every state the disk can be left in is tried, not a few by luck."""

import faulthandler
import json
import os
import signal
import sys
import traceback
from pathlib import Path

from sqlalchemy import Engine, event

from assistant.adapters import sealed

_FILE_STEPS = {"os.rename", "os.remove", "os.link", "os.truncate"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Steps:
    """Counts the durable steps below `folder` and ends the process, as a power cut would, before number `last`."""

    def __init__(self, folder: Path, last: int | None) -> None:
        self.count, self._folder, self._last, self._changes = 0, str(folder), last, {}

    def watch(self) -> "Steps":
        event.listen(Engine, "commit", self._commit)
        sys.addaudithook(self._audit)
        write = sealed.SealedWriter._write

        def torn(writer, plain):
            write(writer, plain[: len(plain) // 2])
            self.step()
            write(writer, plain)

        sealed.SealedWriter._write = torn
        return self

    def step(self) -> None:
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def _commit(self, connection) -> None:
        raw = connection.connection.dbapi_connection
        changes, before = raw.total_changes, self._changes.get(id(raw), 0)
        self._changes[id(raw)] = changes
        if changes != before:
            self.step()

    def _audit(self, name, arguments) -> None:
        if name == "open":
            ours = isinstance(arguments[0], str) and (arguments[2] or 0) & _WRITING
        else:
            ours = name in _FILE_STEPS
        if ours and str(arguments[0]).startswith(self._folder):
            self.step()


def lives(folder: Path, life, last: int | None = None):
    """Runs `life(steps)` in a process of its own; what it gave back, or None when it was killed before step `last`."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            faulthandler.dump_traceback_later(60, exit=True)
            told = life(Steps(folder, last).watch())
            os.write(writing, json.dumps(told).encode())
            code = 0
        except BaseException:  # noqa: BLE001 - the parent is told
            os.write(writing, traceback.format_exc()[-3000:].encode())
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None
    assert os.WEXITSTATUS(status) == 0, said.decode()
    return json.loads(said)
