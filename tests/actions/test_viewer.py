"""The address of a study in the hospital's own viewer: filled in safely, and none where something it asks for lacks."""

from dataclasses import replace

import pytest

from assistant.actions.pictures import viewer
from ingest.document import Imaging
from tests.support import make_desk

STUDY = Imaging("1.2.3", "CT", "CHEST", "2026-01-02", "CT", (), accession="A 1&x=2/..")


@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("", ""),
        ("https://pacs.example/v?s={study_uid}", "https://pacs.example/v?s=1.2.3"),
        ("https://pacs.example/{accession}", "https://pacs.example/A%201%26x%3D2%2F.."),
    ],
)
def test_the_template_is_filled_in_safely(tmp_path, template, address):
    assert viewer(replace(make_desk(tmp_path), viewer=template), STUDY) == address


def test_without_what_it_asks_for_there_is_no_address(tmp_path):
    desk = replace(make_desk(tmp_path), viewer="https://pacs.example/v?a={accession}")
    assert viewer(desk, replace(STUDY, accession="")) == ""
