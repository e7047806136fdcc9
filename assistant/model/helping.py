"""Helpers of a case: who the patient asked in, what they may see, and the open invitations. Never a link's secret."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Share(StrEnum):
    """What a helper may see and do. The patient chooses, and may change their mind."""

    ALL = "all"  # everything the patient sees
    NO_RESULTS = "no_results"  # answers and papers, but no results, diagnoses or opinion
    PAPERS = "papers"  # only adding papers: the list of what is there and what is missing


@dataclass(frozen=True, slots=True)
class Helping:
    """One helper's access. The account alone is in `Case.helpers`; without a row here it sees all."""

    account: str
    share: Share
    since: str
    name: str = ""  # as the patient calls them


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link; only the hash of its secret is kept."""

    id: str
    token_hash: str
    share: Share
    name: str
    at: str
    until: str
    used: str = ""  # ISO time
    revoked: str = ""  # ISO time

    def open(self, now: str) -> bool:
        return not self.used and not self.revoked and now < self.until
