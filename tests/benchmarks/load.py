"""Many patients at once on one server: each signs up, loads the page with its files, and goes through the screens.

`python -m tests.benchmarks load`; `PEOPLE`, `ROUNDS`, and `THINK` (seconds between steps, "5-10"; 0: none at all).
A step is one screen of a tab that stays open, as people work; a reload is a new session, as a closed laptop makes it.
"""

import os
import random
import re
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

from assistant.actions import cases
from assistant.settings import from_environment
from assistant.wiring import wire
from tests.benchmarks.upload import memory
from tests.journey.serving import Server
from tests.journey.visitor import Tab, Visitor

PAPER = b"CT CHEST\nImpression: 8 mm nodule in the right upper lobe.\n" * 20
SCREENS = ("tasks", "details", "why", "papers", "check", "missing", "matters", "questions", "chat", "status")


def seconds_of(pid: int) -> float:
    """Processor time the process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Crowd:
    """What everybody waited for, by the name of the step, and what went wrong, by its class."""

    def __init__(self, url: str, think: tuple[float, float]) -> None:
        self.url, self._think = url, think
        self.waited: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []

    def step(self, name: str, deed):
        time.sleep(random.uniform(*self._think))
        begun = time.perf_counter()
        result = deed()
        self.waited[name].append(time.perf_counter() - begun)
        return result

    def visit(self, number: int, rounds: int, case_of) -> None:
        """One person."""
        try:
            time.sleep(random.uniform(0, self._think[1]))  # they do not all come in the same moment
            visitor = Visitor(self.url)
            self.step("sign up", lambda: visitor.sign_up(f"person{number}"))
            self.step("first page, files", lambda: page_files(visitor))
            case = case_of(f"person{number}")
            for turn in range(rounds):
                tab = Tab(visitor)
                self.step("reload", lambda tab=tab: tab.screen("tasks", f"case={case}"))
                for page in SCREENS:
                    self.step("step", lambda tab=tab, page=page: tab.screen(page, f"case={case}"))
                paper = PAPER + f"{number}-{turn}".encode()
                self.step("upload", lambda paper=paper: visitor.upload(case, {"ct.txt": paper}))
                tab.close()
        except Exception as error:  # noqa: BLE001 - counted, by its class
            self.errors.append(f"{type(error).__name__} {str(error)[:60]}")


def page_files(visitor: Visitor) -> None:
    """The page and what it names, as a browser that has never been here."""
    html = visitor.http.get("/", headers={"Accept": "text/html"}).text
    for address in re.findall(r'(?:src|href)="\./(static/[^"]+)"', html):
        visitor.http.get(f"/{address}").raise_for_status()


def run() -> None:
    people, rounds = int(os.environ.get("PEOPLE", "50")), int(os.environ.get("ROUNDS", "2"))
    low, _, high = os.environ.get("THINK", "0").partition("-")
    think = (float(low), float(high or low))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = Server(folder / "data", folder / "log").start()
        try:
            _measure(server, people, rounds, think)
        finally:
            server.kill()


def _measure(server: Server, people: int, rounds: int, think: tuple[float, float]) -> None:
    Visitor(server.url).welcome()
    desk = wire(from_environment(server.data), background=False)

    def case_of(who: str) -> str:
        return cases.start(desk, desk.store.account_named(who).actor, "en").id

    first = Visitor(server.url).sign_up("first")
    with Tab(first) as tab:
        for page in SCREENS:  # each screen's module is imported once in the life of a server
            tab.screen(page, f"case={case_of('first')}")
    time.sleep(5)
    pid = server._process.pid
    idle, used, begun = memory(pid), seconds_of(pid), time.perf_counter()
    crowd = Crowd(server.url, think)
    threads = [threading.Thread(target=crowd.visit, args=(n, rounds, case_of)) for n in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, used = time.perf_counter() - begun, seconds_of(pid) - used
    print(f"{people} people, {rounds} rounds each, {think[0]:g}-{think[1]:g} s between steps, {took:.0f} s in all")
    print(f"errors: {len(crowd.errors)} {crowd.errors[:3]}")
    for step, seconds in crowd.waited.items():
        ordered = sorted(seconds)
        p95 = ordered[max(0, int(len(ordered) * 0.95) - 1)]
        print(f"{step:<18} {len(ordered):>4} times, median {statistics.median(ordered):.2f} s, p95 {p95:.2f} s")
    steps = sum(map(len, crowd.waited.values()))
    print(f"server: {used:.1f} s of processor time, {used / steps * 1000:.0f} ms a step; {used / took:.2f} cores")
    now = memory(pid)
    print(f"server memory: {idle} MB after one visitor, {now} MB after all ({(now - idle) / people:.1f} MB a person)")
