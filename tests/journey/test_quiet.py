"""One visit to a real server: nobody outside this machine is asked for anything, and no log knows the patient."""

import json
import time

import pytest

from assistant.actions import cases, chatting
from assistant.model.case import PaperState
from assistant.model.people import Person
from assistant.settings import from_environment
from assistant.wiring import wire
from tests.journey.serving import Server
from tests.journey.visitor import Visitor
from tests.support import PASSWORD

GUARD = """
import json, os, sys

HERE = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "", None)

def _note(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        address = args[1] if event in ("socket.connect", "socket.sendto") else args[0]
        host = address[0] if isinstance(address, tuple) else address
        if isinstance(host, bytes):
            host = host.decode("ascii", "replace")
        if host in HERE or (isinstance(host, str) and host.startswith("/")):
            return
        with open(os.environ["GUARD_FILE"], "a") as file:
            file.write(json.dumps([event, str(host)]) + "\\n")

sys.addaudithook(_note)
with open(os.environ["GUARD_FILE"], "a"):
    pass
"""

CANARIES = ("Zebedea", "Quillfeather", "1951-07-09", "zebedea", "xylocarpa", "canaryfile", "wrong-pass-canary")
PAPER = b"""CONSULT NOTE
Patient: Zebedea Quillfeather   DOB: 1951-07-09
Medications: metformin 500 mg twice daily.
Assessment: xylocarpa of the left knee.
"""


@pytest.fixture(scope="module")
def visited(tmp_path_factory):
    """The files a visit left: what the guard saw, what was logged. The visit goes through every door."""
    folder = tmp_path_factory.mktemp("quiet")
    (folder / "guard").mkdir()
    (folder / "guard" / "sitecustomize.py").write_text(GUARD)
    seen, log = folder / "seen", folder / "log"
    environment = {"PYTHONPATH": str(folder / "guard"), "GUARD_FILE": str(seen)}
    server = Server(folder / "data", log, **environment).start()
    visitor = Visitor(server.url).welcome().sign_up("zebedea")
    visitor.http.post("/sign-in", data={"name": "zebedea", "password": "wrong-pass-canary"})
    desk = wire(from_environment(server.data), background=False)
    actor = desk.store.account_named("zebedea").actor
    case = cases.start(desk, actor, "en")
    cases.tell(desk, actor, case.id, patient=Person(name="Zebedea Quillfeather", birth_date="1951-07-09"))
    visitor.upload(case.id, {"canaryfile.txt": PAPER, "canaryfile broken.pdf": b"%PDF-1.7 Zebedea broken"})
    deadline = time.monotonic() + 90
    while any(u.state in (PaperState.UPLOADED, PaperState.READING) for u in desk.store.case(case.id).uploads):
        assert time.monotonic() < deadline, "not read in time"
        time.sleep(0.3)
    shown = b""
    for page in ("", "tasks", "papers", "facts", "chat", "missing", "nowhere"):
        shown += b"".join(each.SerializeToString() for each in visitor.screen(page, f"case={case.id}"))
    assert b"canaryfile" in shown and b"Add your papers" in shown, "the screens were really run"
    visitor.screen("tasks", "case=unknown-Zebedea")
    chatting.ask(desk, actor, case.id, "I am Zebedea. What is xylocarpa?", "en")
    for address in ("everything.zip", "summary.pdf", "package.zip", "page/Zebedea/1.png", "original/Zebedea"):
        visitor.http.get(f"/case/{case.id}/{address}")
    visitor.http.get("/sign-in?next=/Zebedea")
    server.stop()
    return seen, log


def test_no_socket_but_loopback_is_opened_and_no_name_looked_up(visited):
    seen, _ = visited
    assert seen.exists(), "the guard was not in place"
    strangers = [json.loads(line) for line in seen.read_text().splitlines()]
    assert strangers == []


def test_no_log_line_knows_the_patient_the_file_or_what_was_typed(visited):
    _, log = visited
    said = log.read_text(errors="replace")
    assert [word for word in (*CANARIES, PASSWORD) if word in said] == []


def test_the_guard_itself_sees_a_stranger(tmp_path):
    import os
    import subprocess
    import sys

    (tmp_path / "sitecustomize.py").write_text(GUARD)
    code = (
        "import socket; s = socket.socket(); s.settimeout(0.1)\ntry: s.connect(('192.0.2.1', 9))\nexcept OSError: pass"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "GUARD_FILE": str(tmp_path / "seen")}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert json.loads((tmp_path / "seen").read_text()) == ["socket.connect", "192.0.2.1"]
