"""Papers of the partner: a test of theirs that the list asks for bears their name, and is no paper of a stranger."""

from __future__ import annotations

from dataclasses import replace

from assistant.check.labs import results
from assistant.check.meeting import Verdict, judge
from assistant.check.shelf import Shelf
from assistant.model.gaps import GapState
from assistant.model.papers import Belongs
from knowledge.schema import Requirement


def of_partner(requirement: Requirement, verdict: Verdict, shelf: Shelf) -> Verdict:
    """The verdict, or that of the papers under another name where the line may be the partner's and nothing else is
    here. Their facts stay out of the patient's history."""
    if not requirement.partners or verdict.papers or verdict.state is not GapState.MISSING:
        return verdict
    theirs = [replace(paper, belongs=Belongs.YES) for paper in shelf.papers if paper.belongs is Belongs.OTHER]
    if not theirs:
        return verdict
    beside = Shelf(tuple(theirs), shelf.pathway, shelf.today)
    found = judge(requirement, beside, results(beside))
    return found if found.papers and found.mention is None else verdict


__all__ = ["of_partner"]
