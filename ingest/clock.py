"""The processor time a reading process may spend between two signs of progress. The system ends it when that is spent,
so that a parser that turns for ever is stopped long before the time allowed for recognising a long fax is over.
"""

from __future__ import annotations

import signal

_confined = False


def confine() -> None:
    """Says that this process may be ended: called once in a worker, never in the server."""
    global _confined
    _confined = True


def allow(seconds: float) -> None:
    """A new allowance, replacing what was left of the last; nothing outside a worker. Zero takes the limit away."""
    if _confined:
        signal.setitimer(signal.ITIMER_PROF, seconds)
