"""The conditions a person can choose from, by title. What each needs is knowledge; this only names them."""

from __future__ import annotations

from assistant.actions.desk import Desk
from assistant.model.case import Dossier
from assistant.ui.words import language


def titles(desk: Desk) -> dict[str, str]:
    """Every condition's title in the language of the screen, by id, in order of the alphabet."""
    found = {file.id: str(getattr(file.title, language())) for file in desk.knowledge.pathways.all()}
    return dict(sorted(found.items(), key=lambda item: item[1].casefold()))


def in_papers(dossier: Dossier) -> list[str]:
    """Ids of the conditions that the papers speak of, most first; few, since each is a box to tick."""
    return list(dossier.told[:3])


def found_in(desk: Desk, words: str) -> list[str]:
    """Ids of the conditions that the words speak of, best first."""
    return [match.id for match in desk.knowledge.pathways.find(words)] if words.strip() else []
