"""One server and one browser for the journey's tests."""

import os
import shutil

import httpx
import pytest
from playwright.sync_api import sync_playwright

from tests.journey.serving import Server

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("journey")
    server = Server(folder / "data", folder / "log").start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def sampled(server):
    """The server with the sample patient and one account for each role."""
    httpx.post(f"{server.url}/welcome", data={"what": "sample"}, timeout=60)
    return server


@pytest.fixture(scope="module")
def browser():
    chromium = os.environ.get("CHROMIUM", "") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "the journey needs Chromium: bash .ci/setup test installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()
