"""Changes in genes as a laboratory writes them: the variant with its class, and the genes in which none was found."""

from __future__ import annotations

from assistant.extract import shapes
from assistant.extract.mentions import Mention
from assistant.extract.reading import Place
from assistant.extract.work import Work
from assistant.model.facts import DateRole, Fact, FactKind, When


def variant(work: Work, place: Place, name: Mention) -> Fact | None:
    """The variant behind the name of a gene, or that none was found in it."""
    term = name.of("marker") or name.term
    assert term is not None
    when = work.setting.when
    when = When(when.date, when.precision, DateRole.COLLECTED, when.ambiguous, when.written)
    line = work.text.find("\n", name.end)
    line = line if line >= 0 else len(work.text)
    found = shapes.said("variant").match(work.flat[name.end : line])
    test = work.text[name.start : name.end]
    if found:
        classes = shapes.said("variant_class")
        said = classes.search(work.flat, name.end + found.end(), min(len(work.text), line + 90)) or classes.search(
            work.flat, max(0, name.start - 60), name.start
        )
        start, end = name.end + found.start(1), name.end + found.end(1)
        value = work.text[start:end] + (f", {said[1]}" if said else "")
        return work.fact(
            FactKind.BIOMARKER,
            term.name,
            (name.start, end),
            "genes.variant",
            term=term,
            when=when,
            value=value,
            details={"test": test, "panel": term.group, "class": said[1] if said else ""},
        )
    none = shapes.said("no_variant").search(work.flat[place.start : name.start])
    if none:
        return work.fact(
            FactKind.BIOMARKER,
            term.name,
            (name.start, name.end),
            "genes.none",
            term=term,
            when=when,
            value="no variant found",
            details={"test": test, "panel": term.group, "because": none[0][:60]},
        )
    return None
