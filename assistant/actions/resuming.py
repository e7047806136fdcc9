"""What was asked for and never came to its end, after a kill, a full disk or a database that was away.

The store is the queue: an upload that is not read, a signed case without a package, a delivery without a receipt, an
erasing that was journalled. The engine of background work only runs what is asked; losing its own tables loses nothing.
"""

from __future__ import annotations

from assistant.actions import delivering, erasing, handing, reading
from assistant.actions.desk import Desk


def resume(desk: Desk) -> None:
    """Asks for all of it again. Doing it twice, or in two processes at once, does it once."""
    erasing.go_on(desk)
    reading.go_on(desk)
    handing.go_on(desk)
    delivering.go_on(desk)


__all__ = ["resume"]
