"""Turns off what libraries would send or say by themselves. Called first by `app.py`, the command and the tests."""

from __future__ import annotations

import logging
import os

_OFF = {
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "CHROMA_TELEMETRY": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    # two numeric threads fight on small machines: five to eight times slower (measured, README)
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
}

_LOUD = ("pydicom", "pypdf", "chromadb", "httpx", "openai", "rapidocr", "RapidOCR", "sqlalchemy", "fontTools")


def quiet() -> None:
    """No tracing, no telemetry, no library log below ERROR (they name files and quote content)."""
    os.environ.update(_OFF)
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL)
