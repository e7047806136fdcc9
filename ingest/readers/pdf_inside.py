"""Files attached inside a PDF, taken out as documents of their own."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium

from ingest.archive import Budget, Member, keep, label
from ingest.readers.pdf_open import opened


def attached(path: Path, into: Path, budget: Budget, password: str | None = None) -> list[Member]:
    """The attachments, each written into the folder `into` under a number."""
    members: list[Member] = []
    with opened(path, path.name, password) as pdf:
        for index in range(pdf.count_attachments()):
            try:
                attachment = pdf.get_attachment(index)
                name, data = attachment.get_name(), bytes(attachment.get_data())
            except (pdfium.PdfiumError, ValueError):
                continue
            shown = label(name.rsplit("/", 1)[-1]) or f"attachment {index + 1}"
            members.append(keep(data, shown, into / f"{index:04d}", path.name, budget))
    return members
