"""The case in a few lines: what it is about, what papers say of it in their own words, what is still missing."""

from __future__ import annotations

from assistant.chat.asked import Asked, Found, reading
from assistant.chat.case_facts import lower, step
from assistant.chat.case_papers import held_papers, named_kinds, papers, scans
from assistant.chat.lookup import meanings
from assistant.chat.quotes import of_evidence, told
from assistant.chat.wording import fit
from knowledge.patterns import plain
from knowledge.searching import terms

PARTS = ("proof", "problem", "stage", "done", "plan")  # of the line that introduces the patient
WORDS, ROOM = 16, 46  # of one quotation, of all of them
FIRST = 3  # missing things that are named


def summary(asked: Asked) -> Found:
    """Quotations of the parts that introduce the patient, each once, and the first things that are missing."""
    history, dossier = asked.dossier.history, asked.dossier
    held = held_papers(asked)
    if not held:
        return Found(asked.say("nothing_yet") + reading(asked), empty=True)
    said = {saying.part: saying for saying in reversed(history.introduction) if saying.evidence}
    shown = [part for part in PARTS if part in said and not (part == "problem" and "proof" in said)]
    quotes = [quote for part in shown if (quote := of_evidence(asked, said[part].evidence[0], WORDS))]
    gaps = sorted(dossier.gaps, key=lambda gap: gap.rank)
    labels = fit([lower(gap.label.rstrip(".")) for gap in gaps[:FIRST]], 18)
    condition = dossier.case.goal.condition or asked.list(dossier.pathway_titles) or "…"
    left = asked.more(len(gaps), len(labels))
    values = {"condition": condition, "n": len(held), "gaps": asked.list(labels), "left": left}
    if not quotes:
        key = "summary_bare" if gaps else "papers"
        return Found(asked.say(key, items="", more="", **values) + reading(asked))
    return told(asked, "summary" if gaps else "summary_whole", quotes, ROOM, **values)


def have(asked: Asked) -> Found | None:
    """Whether a paper that is named is here; if not, whether it is on the list of what is missing."""
    here = papers(asked) if named_kinds(asked) else None
    scanned = any(kind.search(plain(asked.text).replace("|", " ")) for kind in asked.talk.modalities)
    here = here or (scans(asked) if scanned else None)
    if here and not here.empty:
        return here
    return _missing_named(asked) or here


def _missing_named(asked: Asked) -> Found | None:
    words = meanings(asked)
    for gap in sorted(asked.dossier.gaps, key=lambda gap: gap.rank):
        held = {stem for language in ("en", "es") for stem in terms(gap.label, language)}
        if words and sum(bool(each & held) for each in words) * 2 > len(words):
            who = step(asked, gap).rstrip(".")
            return Found(asked.say("not_here_missing", items=gap.label.rstrip("."), who=who), empty=True)
    return None
