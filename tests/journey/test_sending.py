"""Sending a large paper from a real browser over a slow line."""

import os

from playwright.sync_api import expect

from tests.journey.walker import PHONE, WAIT, case_of, enter

MEGABYTES = 24


def test_a_tab_closed_while_sending_goes_on_from_where_it_was_when_the_same_file_is_chosen_again(
    browser, sampled, tmp_path
) -> None:
    paper = tmp_path / "long.pdf"
    paper.write_bytes(b"%PDF-1.4\n" + os.urandom(MEGABYTES * 1_000_000))
    elena = enter(browser, sampled, "Elena", viewport=PHONE)
    case = case_of(elena)
    elena.page.on("dialog", lambda dialog: dialog.accept())
    elena.go(f"/papers?case={case}")
    elena.at("papers.title")
    line = elena.page.context.new_cdp_session(elena.page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 4_000_000}
    line.send("Network.emulateNetworkConditions", slow)
    with elena.page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        elena.page.locator("input.pick-files").set_input_files(paper)
    elena.page.reload()
    elena.reads(elena.w("upload.cut"))
    with elena.page.expect_request(lambda request: request.method == "PATCH") as first:
        elena.page.locator("input.pick-files").set_input_files(paper)
    assert int(first.value.headers["upload-offset"]) > 0
    expect(elena.page.locator("h3", has_text="long.pdf")).to_be_visible(timeout=WAIT)
