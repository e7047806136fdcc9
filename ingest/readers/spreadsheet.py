"""Reads tables kept in Excel or OpenDocument: each sheet a page (long ones more), a row on one line, values as stored.

Runs no formula: a cell shows the value that was saved with it.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import python_calamine as calamine

from ingest.document import Document, Page
from ingest.errors import rejected, trouble
from ingest.limits import Limits
from ingest.readers.text import clean, paginate
from ingest.sniff import sniff

READER = "spreadsheet/1"

_BROKEN = (calamine.CalamineError, OSError, ValueError, OverflowError)


def read(path: Path, name: str, limits: Limits) -> list[Document]:
    """All sheets as one document."""
    pages: list[Page] = []
    left = limits.text_chars
    try:
        book = calamine.load_workbook(str(path))
        for title in book.sheet_names:
            text = _sheet(title, book.get_sheet_by_name(title), left)
            left -= len(text)
            pages += paginate(text)
            if left <= 0:
                break
    except calamine.PasswordError:
        raise rejected("office-password", name) from None
    except _BROKEN:
        raise rejected("office-broken", name) from None
    if not pages:
        raise rejected("no-record", name)
    numbered = tuple(replace(page, number=number) for number, page in enumerate(pages, 1))
    problems = () if left > 0 else (trouble("text-limit", name, page=len(numbered)),)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return [Document(digest, digest, name, sniff(path), numbered, READER, problems)]


def _sheet(title: str, sheet: Any, most: int) -> str:
    """The filled rows, below the sheet's name; "" for a sheet that holds nothing."""
    lines: list[str] = []
    size = 0
    for row in sheet.iter_rows():
        line = "  ".join(shown for cell in row if (shown := _shown(cell)))
        if line:
            lines.append(line)
            size += len(line) + 1
        if size > most:
            break
    return clean("\n".join([title, *lines]))[:most] if lines else ""


def _shown(cell: Any) -> str:
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, float):
        return f"{cell:.15g}"  # as many digits as a sheet holds
    return " ".join(str(cell).split())
