"""A study of 2,000 files through a real server: time, and what the server's memory does meanwhile.

`python -m tests.benchmarks upload`; `FILES` and `MEGABYTES` for another size.
"""

import os
import tempfile
import threading
import time
from pathlib import Path

from assistant.actions import cases
from assistant.settings import from_environment
from assistant.wiring import wire
from tests.journey.serving import Server
from tests.journey.visitor import CHUNK, Visitor


def memory(pid: int) -> int:
    """Resident MB of one process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def slice_file(number: int, size: int) -> bytes:
    """A file that opens as DICOM does and differs from every other."""
    head = b"\0" * 128 + b"DICM" + number.to_bytes(8, "big")
    return head + os.urandom(1024) * max(1, (size - len(head)) // 1024)


def run() -> None:
    files, megabytes = int(os.environ.get("FILES", "2000")), int(os.environ.get("MEGABYTES", "1000"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = Server(folder / "data", folder / "log").start()
        visitor = Visitor(server.url).welcome().sign_up("elena")
        desk = wire(from_environment(server.data), background=False)
        case = cases.start(desk, desk.store.account_named("elena").actor, "en")
        time.sleep(8)
        pid, most, stop = server._process.pid, [0], threading.Event()
        idle = memory(pid)

        def look() -> None:
            while not stop.wait(0.1):
                most[0] = max(most[0], memory(pid))

        threading.Thread(target=look, daemon=True).start()
        size = megabytes * 2**20 // files
        listed = [{"path": f"CD/IM{n:05d}", "size": len(slice_file(n, size))} for n in range(files)]
        begun = time.perf_counter()
        answer = visitor.http.post(f"/upload/{case.id}", json={"files": listed}).json()
        where = f"/upload/{case.id}/{answer['upload']}"
        for number in range(files):
            data = slice_file(number, size)
            for start in range(0, len(data), CHUNK):
                part = data[start : start + CHUNK]
                offset = {"Upload-Offset": str(start)}
                assert visitor.http.patch(f"{where}/{number}", content=part, headers=offset).status_code == 200
        sent = time.perf_counter()
        done = visitor.http.post(where, timeout=600)
        assert done.status_code == 200, done.text
        finished = time.perf_counter()
        stop.set()
        total = sum(each["size"] for each in listed) / 2**20
        print(
            f"{files} files, {total:.0f} MB: sent in {sent - begun:.1f} s ({total / (sent - begun):.0f} MB/s, ", end=""
        )
        print(f"{files / (sent - begun):.0f} files/s), recorded in {finished - sent:.1f} s")
        print(f"server memory: idle {idle} MB, at most {most[0]} MB, growth {most[0] - idle} MB")
        server.kill()
