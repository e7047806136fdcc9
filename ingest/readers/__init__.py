"""Which reader reads which kind of content. Readers are imported when first needed: each brings heavy libraries.

A reader is a module with `read(path, name, limits) -> list[Document]` that raises only `ingest.errors.Rejected`.
Those whose files hold others (PDF, e-mail, letters) have `attached(path, into, budget, password) -> list[Member]`.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from ingest import sniff

_MODULES: dict[str, str] = {
    sniff.PDF: "pdf",
    sniff.TEXT: "text",
    sniff.JSON: "text",
    sniff.HTML: "html",
    sniff.RTF: "office",
    sniff.DOCX: "office",
    sniff.ODT: "office",
    sniff.OLE: "ole",
    sniff.XLSX: "spreadsheet",
    sniff.ODS: "spreadsheet",
    sniff.EMAIL: "email",
    sniff.CCDA: "ccda",
    sniff.FHIR_JSON: "fhir",
    sniff.FHIR_XML: "fhir",
    sniff.DICOM: "dicom",
    **dict.fromkeys(sniff.IMAGES, "image"),
}


def reader(media_type: str) -> ModuleType | None:
    """The reader's module, or None when nobody reads that kind."""
    module = _MODULES.get(media_type)
    return import_module(f"ingest.readers.{module}") if module else None
