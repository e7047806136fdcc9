"""The limits of reading, in one frozen value. Every refusal names the limit it met."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds. Defaults suit a 2-core machine with 8 GiB (reference: OWASP ASVS 5.0 ch. 5)."""

    file_bytes: int = 2048 * MIB
    document_bytes: int = 200 * MIB  # anything but an archive or a disc
    xml_bytes: int = 50 * MIB
    pages: int = 5_000
    page_pixels: int = 25_000_000
    image_pixels: int = 150_000_000
    members: int = 20_000
    expanded_bytes: int = 4096 * MIB
    expansion_ratio: int = 100  # above 100 MiB
    nesting: int = 3
    seconds: float = 120.0  # of processor between two signs of progress
    page_seconds: float = 30.0  # the same for one page of a PDF or one file of many
    memory_bytes: int = 1280 * MIB  # address space a reading process may add
    text_chars: int = 20_000_000
    fact_chars: int = 3_000_000  # of one document that are searched for facts: about 1,200 pages, 6 to 20 s
    ocr_pages: int = 300
    ocr_seconds: float = 480.0  # for all recognised pages of one file; what is left over is said to be unread


STANDARD = Limits()
