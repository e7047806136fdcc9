"""Which slices of a series are not there: by their numbers, their places, and the counts the files themselves state."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ingest.readers.dicom_instance import Instance, number, position

_LARGEST_GAP = 5_000


def acquisition_of(instance: Instance) -> str:
    """The number of the acquisition it was taken in."""
    return instance.get("AcquisitionNumber")


def stated(ordered: list[Instance], taken: Counter[str]) -> int:
    """How many pictures the files themselves say the series has; 0 where they do not say.

    By the count of the series (0020,1209), or by those of its acquisitions (0020,1002), which another series may hold
    parts of: `taken` counts the pictures of each in the whole study.
    """
    whole = max((number(each.get("NumberOfSeriesRelatedInstances")) or 0 for each in ordered), default=0)
    if whole:
        return whole
    total = 0
    for acquisition, count in Counter(map(acquisition_of, ordered)).items():
        said = {number(each.get("ImagesInAcquisition")) or 0 for each in ordered if acquisition_of(each) == acquisition}
        sure = acquisition and len(said) == 1 and acquisition in taken
        total += count + (max(0, max(said) - taken[acquisition]) if sure else 0)
    return total


def missing(ordered: list[Instance], wanted: int = 0) -> tuple[int, ...]:
    """Instance numbers absent: between the first and the last, and before or after where `wanted` are more."""
    within = _missing_within(ordered)
    short = min(wanted - len(ordered) - len(within), _LARGEST_GAP)
    if short <= 0 or any((number(each.get("NumberOfFrames")) or 1) > 1 for each in ordered):
        return within
    numbers = [numeral for each in ordered if (numeral := number(each.get("InstanceNumber"))) is not None]
    low, high = min(numbers, default=1), max(numbers, default=0)
    before = list(range(1, low))[-short:]
    after = range(high + 1, high + 1 + short - len(before))
    return tuple(sorted({*before, *within, *after}))


def late_starts(instances: Sequence[Instance]) -> dict[str, int]:
    """Series that begin with a number above 1 where no other series of the study ends: by UID, that number."""
    numbers: dict[str, set[int]] = {}
    for each in instances:
        numeral = number(each.get("InstanceNumber"))
        if each.kind == "images" and numeral is not None:
            numbers.setdefault(each.get("SeriesInstanceUID"), set()).add(numeral)
    return {
        uid: min(own)
        for uid, own in numbers.items()
        if len(own) > 2 and min(own) > 1 and not any(min(own) - 1 in other for other in numbers.values())
    }


def _missing_within(ordered: list[Instance]) -> tuple[int, ...]:
    """Instance numbers absent between the first and the last.

    Numbers that are skipped while the slices lie evenly are a habit of the scanner, not a loss; slices that leave a
    hole while the numbers run on are counted by their place in the stack.
    """
    numbers = [numeral for each in ordered if (numeral := number(each.get("InstanceNumber"))) is not None]
    places = [place for each in ordered if (place := position(each)) is not None]
    by_place = _holes(places) if len(places) == len(ordered) else None
    if len(numbers) == len(ordered) and len(set(numbers)) == len(numbers) and len(numbers) > 1:
        low, high = min(numbers), max(numbers)
        if high - low + 1 - len(numbers) > _LARGEST_GAP:
            return ()
        absent = tuple(sorted(set(range(low, high + 1)) - set(numbers)))
        if absent:
            return () if by_place == [] else absent
        return tuple(low + hole for hole in by_place or ())
    return tuple(1 + hole for hole in by_place or ())


def _holes(places: list[float]) -> list[int] | None:
    """Positions absent from an even stack, counted from its start; None when the stack is not even enough to tell."""
    stack = sorted({round(place, 2) for place in places})
    if len(stack) != len(places) or len(stack) < 4:
        return None
    steps = [after - before for before, after in pairwise(stack)]
    step = statistics.median(steps)
    if step <= 0.01:
        return None
    holes: list[int] = []
    count = 0
    for each in steps:
        times = round(each / step)
        if times < 1 or times > 200 or abs(each - times * step) > 0.2 * step:
            return None
        holes += range(count + 1, count + times)
        count += times
    return holes
