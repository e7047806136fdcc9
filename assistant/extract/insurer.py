"""What an insurer's paper about the patient names: the operation or test that was asked for. Nothing there is done,
and nothing is an illness said by a doctor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.extract import shapes
from assistant.extract.operations import operations
from assistant.extract.work import Work
from assistant.model.facts import Assertion, Fact, FactKind, When


def requests(work: Work) -> Iterator[Fact]:
    """The operations and tests in lines that tell a decision or a request, as planned."""
    for fact in operations(work):
        first = work.text.rfind("\n", 0, fact.span.start) + 1
        last = work.text.find("\n", fact.span.end)
        line = work.flat[first : last if last >= 0 else len(work.flat)]
        if fact.kind is FactKind.PROCEDURE and shapes.said("insurer_decides").search(line):
            yield replace(fact, assertion=Assertion.PLANNED, when=When())  # its dates are those of the approval
