"""Whether a name is another name, or a part, of what the case is about. Judges words, never medicine."""

from __future__ import annotations

from assistant.view.clauses import Scene
from knowledge.history import load_history
from knowledge.kinds import fold
from knowledge.layouts import broad_words


def is_of_main(name: str, scene: Scene) -> bool:
    """Whether `name` shares a telling word with what the papers or the patient say the case is about."""
    history, goal = scene.dossier.history, scene.dossier.case.goal
    main = next((entry.name for entry in history.entries if entry.id == history.main), "")
    words = telling(name)
    for other in filter(None, (main, goal.condition, *scene.dossier.pathway_titles)):
        about = telling(other)
        if about and words and (words <= about or about <= words or (words & about) - broad_words()):
            return True
    return False


def telling(name: str) -> set[str]:
    """The words of a name that tell one illness from another."""
    history = load_history()
    bare = history.narrowing.sub(" ", history.qualifiers.sub(" ", fold(name)))
    return {word for word in bare.split() if word not in history.sides and len(word) > 2}
