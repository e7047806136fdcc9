"""Whether a language model may be asked for a case: one is configured, the patient agreed, and budget is left."""

from __future__ import annotations

import re

from assistant.actions.desk import Desk
from assistant.model.case import Case
from assistant.ports import Model

BUDGET = 200_000  # characters of one case that may go to a model; a new conversation does not start it anew
SPENDING = ("chat", "propose")  # deeds whose target says how many characters were sent
_SENT = re.compile(r"\bsent=(\d+)")


def model_of(desk: Desk, case: Case) -> Model | None:
    """The model, when there is one, the patient agreed and the case has budget left."""
    return desk.model if desk.model and case.consented("model") and left(desk, case.id) > 0 else None


def left(desk: Desk, case_id: str) -> int:
    """Characters that may still go to a model, by the trail, which outlives the conversation."""
    told = [_SENT.search(each.target) for each in desk.store.trail(case_id) if each.deed in SPENDING]
    return BUDGET - sum(int(found.group(1)) for found in told if found)


__all__ = ["BUDGET", "left", "model_of"]
