"""Follows the papers: a record they speak of, with its date, is looked for; if it is not here, we say who wrote of it.

Looks for what was done or is awaited; asks about what was ordered of late; never for what was denied.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.check.awaited import came_later
from assistant.check.dates import older_than
from assistant.check.heads import date_of, place_named, same_time
from assistant.check.pathway_gaps import Judged
from assistant.check.pictures import modalities, shown
from assistant.check.shelf import Mention, Shelf
from assistant.check.text import has, places, set_aside
from assistant.check.wording import Words, gap
from assistant.model.gaps import Gap, GapState, Need
from assistant.model.papers import DocumentKind, Paper
from knowledge.schema import Mention as Spoken

_SILENT = (DocumentKind.INSURANCE, DocumentKind.CONSENT, DocumentKind.OTHER)


def spoken_of(judged: Judged, shelf: Shelf, words: Words) -> Iterator[Gap]:
    """One gap for each dated record that papers speak of and that is not among them."""
    told: list[tuple[str, str, frozenset[str]]] = []
    for key, spoken in shelf.pathway.shared.mentions.items():
        for mention in sorted(shelf.mentions(spoken.words), key=lambda m: m.date, reverse=True):
            if not _worth(spoken, mention, shelf):
                continue
            what = _codes(mention, shelf) if spoken.kind == "image" else frozenset()
            if mention.status == "planned" and (
                _came(spoken, mention, what, shelf) or _names_it(spoken, what, judged, shelf)
            ):
                continue
            if _have(spoken, mention, what, shelf) or _told(key, mention.date, what, told):
                continue
            if _quoted(spoken, mention, judged) or _asked_for(spoken, mention, judged):
                continue
            told.append((key, mention.date, what))
            yield _gap(key, spoken, mention, shelf, words)


def _quoted(spoken: Spoken, mention: Mention, judged: Judged) -> bool:
    """Whether a gap of the pathway rests on the sentence already."""
    return any(
        (spoken.only_pending or kind == spoken.kind)
        and (span.document, span.page) == (mention.paper.document.id, mention.page)
        and span.start < mention.end
        and mention.start < span.end
        for kind, span in judged.quoted
    )


def _asked_for(spoken: Spoken, mention: Mention, judged: Judged) -> bool:
    """Whether a line of the pathway asks for this very record already, or for one whose date nobody gives."""
    word = mention.paper.document.page(mention.page).text[mention.at : mention.at + _WORD]
    for requirement, verdict in judged.open.values():
        if spoken.only_pending:  # the whole report is asked for, and with it the part that was still to come
            if requirement.kind == "report" and verdict.mention and has(requirement.mention, word):
                return True
            continue
        papers = {kind for find in requirement.find for kind in find.kinds}
        same = verdict.mention and requirement.kind == spoken.kind != "image" and bool(papers & set(spoken.kinds))
        if requirement.item != spoken.item and not same:
            continue
        if not verdict.date or same_time(verdict.date, mention.date, 31):
            return True
    return False


_WORD = 24  # characters that hold the word of a mention


def _worth(spoken: Spoken, mention: Mention, shelf: Shelf) -> bool:
    silent = mention.paper.kind in _SILENT and not shelf.is_order(mention.paper)
    if silent or set_aside(spoken.words, spoken.not_words, mention.text):
        return False
    if mention.status == "planned":
        late = not older_than(date_of(mention.paper), shelf.today, _ORDERED_MONTHS)
        if mention.paper.kind is DocumentKind.PATIENT_NOTE or mention.date > shelf.today:
            return False
        ordered = shelf.is_order(mention.paper) or has(shelf.cues.ordered, mention.text)
        return spoken.ordered_too and late and ordered
    if mention.status not in ("done", "pending"):
        return False
    if spoken.needs_date and len(mention.date) < 7:
        return False
    if spoken.only_pending and mention.status != "pending":
        return False
    if mention.paper.kind is DocumentKind.PATIENT_NOTE and not spoken.patient_too:
        return False
    return not older_than(mention.date, shelf.today, spoken.within_months)


_ORDERED_MONTHS = 6  # an older order was followed or dropped


def _came(spoken: Spoken, mention: Mention, what: frozenset[str], shelf: Shelf) -> bool:
    """Whether a paper of the kind that was ordered is of a later day than the order."""
    written = date_of(mention.paper)
    return any(
        (paper.kind.value in spoken.kinds if what else has(spoken.words, shelf.head(paper)))
        and paper.id != mention.paper.id
        and date_of(paper) >= written
        and (not what or bool(shown(paper, shelf).modality & what))
        for paper in shelf.counted
    )


def _names_it(spoken: Spoken, what: frozenset[str], judged: Judged, shelf: Shelf) -> bool:
    """Whether the pathway's own list holds the same record, or a picture of that sort: wanted, or taken that way. An
    MRI that was ordered is not the CT that is here, though one line asks for either."""
    asked = [(requirement, None) for requirement, _ in judged.asked if "prior_imaging" not in requirement.when]
    rows = [*judged.open.values(), *judged.met.values(), *asked]
    return any(
        requirement.item == spoken.item
        or (
            any(what & set(find.modality) for find in requirement.find)
            and (verdict is None or not verdict.papers or any(what & shown(p, shelf).modality for p in verdict.papers))
        )
        for requirement, verdict in rows
    )


def _codes(mention: Mention, shelf: Shelf) -> frozenset[str]:
    page = mention.paper.document.page(mention.page).text
    return modalities(page[max(mention.start, mention.at - 5) : mention.at + 40], shelf.pathway.shared)


def _have(spoken: Spoken, mention: Mention, what: frozenset[str], shelf: Shelf) -> bool:
    if spoken.only_pending:
        return came_later(spoken, mention, shelf)
    days = max(spoken.days, 31) if len(mention.date) < 10 else spoken.days
    return any(
        (paper.kind.value in spoken.kinds or has(spoken.words, paper.description.title))
        and same_time(mention.date, date_of(paper), days)
        and (not what or not shown(paper, shelf).modality or bool(shown(paper, shelf).modality & what))
        for paper in shelf.counted
    ) or _is_itself(spoken, mention)


def _is_itself(spoken: Spoken, mention: Mention) -> bool:
    paper: Paper = mention.paper
    return paper.kind.value in spoken.kinds and (
        not date_of(paper) or same_time(mention.date, date_of(paper), spoken.days)
    )


def _told(key: str, date: str, what: frozenset[str], told: list[tuple[str, str, frozenset[str]]]) -> bool:
    if not date:
        return any(k == key and not d for k, d, _ in told)
    return any(k == key and same_time(d, date, 21) and (not what or not w or what & w) for k, d, w in told)


_STATES = {"pending": (GapState.INCOMPLETE, "pending"), "planned": (GapState.UNCONFIRMED, "planned")}


def _gap(key: str, spoken: Spoken, mention: Mention, shelf: Shelf, words: Words) -> Gap:
    state, note = _STATES.get(mention.status, (GapState.MISSING, "spoken_of"))
    label, date = spoken.label.of(words.language), words.date(mention.date)
    if spoken.only_pending or (state is GapState.UNCONFIRMED and not date):  # no day tells which one is meant
        label, date = words.say("awaited_label", label=label, quote=_clause(mention, shelf)), ""
    return gap(
        shelf,
        words,
        item=f"mentioned-{key.replace('_', '-')}",
        subject=f"{mention.paper.id}|{mention.page}" if spoken.only_pending else mention.date[:7],
        state=state,
        need=Need.RECOMMENDED,
        label=words.say("dated", title=label, date=date) if date else label,
        why=f"{spoken.why.of(words.language)} {words.say(note)}",
        who=shelf.pathway.shared.who[spoken.who].of(words.language),
        kind=spoken.kind,
        rank=11_000,
        facility=place_named(mention.text, mention.paper, shelf.cues),
        evidence=mention.evidence,
        date=mention.date,
    )


def _clause(mention: Mention, shelf: Shelf) -> str:
    """The words that say what is awaited. Of a long sentence (a table runs into it) from the line that says so on; of
    one that only says "addendum to follow", the words before it too."""
    page = mention.paper.document.page(mention.page).text
    start, end = mention.start, mention.end
    if len(mention.text.split()) > _CLAUSE:
        said = places(shelf.cues.pending, mention.text)
        line = page.rfind("\n", start, start + said[0][0]) if said else -1
        start = line + 1 if line >= 0 else mention.at
    words = page[start:end].split()
    before = page[:start].split() if len(words) < _TELLING else []
    words = [*before[-_TELLING:], *words]
    return " ".join(words[:_CLAUSE]).rstrip(".;") + (" …" if len(words) > _CLAUSE else "")


_CLAUSE = 14  # words
_TELLING = 4  # words, with fewer nobody knows what is meant
