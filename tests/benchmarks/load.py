"""Many patients at once on one server: each signs up, opens screens over the websocket, and uploads a paper.

`python -m tests.benchmarks load`; `PEOPLE` and `ROUNDS` for another size.
"""

import os
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
from tests.journey.visitor import Visitor

PAPER = b"CT CHEST\nImpression: 8 mm nodule in the right upper lobe.\n" * 20


def visit(url: str, number: int, rounds: int, case_of, noted: dict[str, list[float]], errors: list[str]) -> None:
    """One person: what they wait for is noted under the name of the step."""

    def step(name: str, deed):
        begun = time.perf_counter()
        result = deed()
        noted[name].append(time.perf_counter() - begun)
        return result

    try:
        visitor = Visitor(url)
        step("sign up", lambda: visitor.sign_up(f"person{number}"))
        case = case_of(f"person{number}")
        for turn in range(rounds):
            for page in ("tasks", "papers", "details"):
                step("screen", lambda page=page: visitor.screen(page, f"case={case}"))
            paper = PAPER + f"{number}-{turn}".encode()
            step("upload", lambda paper=paper: visitor.upload(case, {"ct.txt": paper}))
            time.sleep(1)
    except Exception as error:  # noqa: BLE001 - counted, by its class
        errors.append(f"{type(error).__name__} {str(error)[:60]}")


def run() -> None:
    people, rounds = int(os.environ.get("PEOPLE", "50")), int(os.environ.get("ROUNDS", "2"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = Server(folder / "data", folder / "log").start()
        Visitor(server.url).welcome()
        desk = wire(from_environment(server.data), background=False)

        def case_of(who: str) -> str:
            return cases.start(desk, desk.store.account_named(who).actor, "en").id

        Visitor(server.url).sign_up("first").screen()
        idle = memory(server._process.pid)
        noted: dict[str, list[float]] = defaultdict(list)
        errors: list[str] = []
        threads = [
            threading.Thread(target=visit, args=(server.url, n, rounds, case_of, noted, errors)) for n in range(people)
        ]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
            time.sleep(0.2)  # they do not all come in the same moment
        for thread in threads:
            thread.join()
        took = time.perf_counter() - begun
        print(f"{people} people, {rounds} rounds each, {took:.0f} s, errors: {len(errors)} {errors[:3]}")
        for step, seconds in noted.items():
            ordered = sorted(seconds)
            p95 = ordered[int(len(ordered) * 0.95) - 1] if len(ordered) > 1 else ordered[0]
            print(f"{step:<10} {len(ordered):>4} times, median {statistics.median(ordered):.2f} s, p95 {p95:.2f} s")
        now = memory(server._process.pid)
        print(
            f"server memory: {idle} MB after one visitor, {now} MB after all ({(now - idle) / people:.1f} MB a person)"
        )
        server.kill()
