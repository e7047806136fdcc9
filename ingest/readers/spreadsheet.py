"""Reads tables kept in Excel or OpenDocument: each sheet a page (long ones more), a row on one line, values as stored.

Runs no formula: a cell shows the value that was saved with it.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
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
    try:
        with _quiet():
            pages, left = _pages(path, limits.text_chars)
    except calamine.PasswordError:
        raise rejected("office-password", name) from None
    except _BROKEN:
        raise rejected("office-broken", name) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how its library, which is in Rust, ends on damage
            raise
        raise rejected("office-broken", name) from None
    if not pages:
        raise rejected("no-record", name)
    numbered = tuple(replace(page, number=number) for number, page in enumerate(pages, 1))
    problems = () if left > 0 else (trouble("text-limit", name, page=len(numbered)),)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return [Document(digest, digest, name, sniff(path), numbered, READER, problems)]


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing on the error stream meanwhile: on damage the library writes there what it met."""
    kept = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _pages(path: Path, left: int) -> tuple[list[Page], int]:
    """The pages, and how many more characters there might have been."""
    pages: list[Page] = []
    book = calamine.load_workbook(str(path))
    for title in book.sheet_names:
        text = _sheet(title, book.get_sheet_by_name(title), left)
        left -= len(text)
        pages += paginate(text)
        if left <= 0:
            break
    return pages, left


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
