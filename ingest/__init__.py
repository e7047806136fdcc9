"""Bytes in, documents out. Knows formats, nothing of cases; never raises for bad input, never touches a network."""

from ingest.document import Document, Ingested, Page, Problem, Span, Status
from ingest.inputs import Input, inputs
from ingest.limits import Limits
from ingest.reading import ingest, ingest_input

__all__ = [
    "Document",
    "Ingested",
    "Input",
    "Limits",
    "Page",
    "Problem",
    "Span",
    "Status",
    "ingest",
    "ingest_input",
    "inputs",
]
