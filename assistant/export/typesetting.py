"""A Typst template and data in, a tagged PDF out. Data travel as JSON and are never read as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates"
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff\ue000-\uf8ff]"
)
NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.S)
STAND_IN = "▯"
ATTEMPTS = 12


def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF/UA-1 document. A character no font here can draw becomes an empty box: no page may fail for it."""
    import typst

    source = template.read_bytes()
    text = json.dumps(_printable(data), ensure_ascii=False)
    for attempt in range(ATTEMPTS):
        try:
            # The fonts inside Typst first: the same page on every machine. The machine's own only for other scripts.
            return bytes(
                typst.compile(
                    source,
                    sys_inputs={"data": text},
                    pdf_standards=["ua-1"],
                    ignore_system_fonts=attempt == 0,
                )
            )
        except typst.TypstError as error:
            missing = NO_GLYPH.search(str(error))
            if missing is None:
                raise
            if attempt:
                text = _without(text, missing.group(1), thoroughly=attempt > ATTEMPTS // 2)
    raise RuntimeError("no font for the text")


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value)
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(item) for item in value]
    return value


def _without(text: str, missing: str, *, thoroughly: bool) -> str:
    if thoroughly:
        return re.sub(r"[^\u0000-\u04ff\u2010-\u2044\u2070-\u2124\u2190-\u21ff\u2200-\u22ff]", STAND_IN, text)
    return re.sub(f"[{re.escape(missing)}]", STAND_IN, text)
