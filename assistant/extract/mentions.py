"""Names of ills, drugs, operations and tests in a text: vocabulary, built names, the text's own abbreviations.

Finds what is named, never whether it is so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.extract import shapes
from assistant.extract.abbreviations import abbreviations
from assistant.extract.eponyms import described, eponyms
from assistant.extract.grammar import Grammar, grammar, sort_of
from knowledge import Knowledge
from knowledge.lexicon import Hit, Lexicon, Term
from knowledge.plain import plain


class Mention(NamedTuple):
    """A name at `start:end`; `kind` is a lexicon kind (problem, medication, chemical, procedure, lab, …)."""

    start: int
    end: int
    kind: str
    name: str
    term: Term | None = None
    rule: str = "words"
    also: tuple[Term, ...] = ()  # other meanings of the same wording

    def of(self, *kinds: str) -> Term | None:
        for term in self.also:
            if term.kind in kinds:
                return term
        return None


ILLS = ("problem", "symptom")
DRUGS = ("medication", "drug_class", "regimen", "chemical")


BEHIND = (" ", "s", ",")  # what begins the words behind a name that belong to it
ENZYME = re.compile(r"[ -]([a-z]{3,}ase)\b")
TITLE = re.compile(r"\.\s*[A-Z*\[]")
NUMBER = re.compile(r"-\d{3}")
PLACE = re.compile(r"[A-Z][a-z]+,\s*$")
WORD = re.compile(r"[a-z0-9][a-z0-9'-]*")


def find(text: str, flat: str, lexicon: Lexicon, given: Sequence[Mention] = ()) -> list[Mention]:
    """All names of a page, left to right, not overlapping; `given` are names that somebody else found on it."""
    rules = grammar(lexicon)
    hits = lexicon.find(text, flat)
    found = [mention for hit in hits for mention in _of_hit(text, flat, hit, rules)]
    found += [_drug_first(mention, found) for mention in _built(flat, found, rules)]
    for start, end, name in eponyms(text, flat):
        found.append(Mention(start, end, "problem", name, None, "built"))
    for start, end, name in described(flat, lexicon):
        found.append(Mention(start, end, "symptom", name, lexicon.look_up(name, "symptom"), "words"))
    chosen = _choose([*found, *given])
    short = [
        mention._replace(start=start, end=end, rule="abbreviation", also=())
        for start, end, mention in abbreviations(text, flat, chosen, rules.parts | rules.degree)
    ]
    return _choose([*chosen, *short]) if short else chosen


def _drug_first(built: Mention, known: list[Mention]) -> Mention:
    """ "Antibiotic therapy" is the drug, not an operation."""
    if built.kind == "procedure" and built.term is not None and built.term.group in ("treatment", "operation"):
        for drug in known:
            if drug.kind in DRUGS and built.start <= drug.start and drug.end <= built.end:
                return drug._replace(end=built.end)
    return built


def mentions(text: str, knowledge: Knowledge) -> list[Mention]:
    """Names in a text, for whoever has only a text: kinds problem, symptom, medication, chemical, procedure, …"""
    return find(text, plain(text), knowledge.lexicon)


def _of_hit(text: str, flat: str, hit: Hit, rules: Grammar) -> Iterator[Mention]:
    first = hit.terms[0]
    if first.kind in DRUGS and _enzyme(flat, hit.end, rules):
        return
    if hit.end - hit.start == 2 and text[hit.start : hit.end] in rules.places and PLACE.search(text[: hit.start][-30:]):
        return
    if text[max(0, hit.start - 1) : hit.start] == "-" and NUMBER.match(text, hit.end):
        return  # letters within the number of an order, "TM-PT-3319"
    if text[hit.start : hit.end] in rules.titles and TITLE.match(text, hit.end):
        return
    if first.kind == "chemical" and flat[hit.start : hit.end].endswith(rules.drug_endings):
        first = first._replace(kind="medication")
    if first.kind in ILLS:
        yield _grown(_lined(text, flat, hit), hit.start, hit.end, first, rules, hit.terms)
    else:
        given = _given(flat, hit) if first.kind == "lab" else None
        yield given or Mention(hit.start, hit.end, first.kind, first.name, first, "words", hit.terms)


def _enzyme(flat: str, end: int, rules: Grammar) -> bool:
    """A substance before a word in -ase names what acts on it, "citrate synthase"."""
    behind = ENZYME.match(flat, end)
    return behind is not None and behind[1] not in rules.never


def _given(flat: str, hit: Hit) -> Mention | None:
    """What is measured and also taken, where the words beside it say that it is taken ("oral iron")."""
    form = shapes.said("given_behind").match(flat, hit.end)
    drug = hit.of(*DRUGS)
    if drug is None:
        return form and Mention(
            hit.start, form.end(), "medication", flat[hit.start : form.end()], None, "words", hit.terms
        )
    dosed = form or shapes.said("dose_behind").match(flat, hit.end)
    if dosed or shapes.said("given_before").search(flat, max(0, hit.start - 40), hit.start):
        return Mention(hit.start, hit.end, drug.kind, drug.name, drug, "words", hit.terms)
    return None


def _lined(text: str, flat: str, hit: Hit) -> str:
    """The page with the line breaks around a hit that begin something new, so that a name does not grow across them."""
    first, last = text.rfind("\n", 0, hit.start), text.find("\n", hit.end)
    if last >= 0 and last - hit.end < 4 and text[last + 1 : last + 2].isupper():
        flat = flat[:last] + "\n" + flat[last + 1 :]
    if first >= 0 and hit.start - first < 40 and text[first + 1 : first + 2].isupper():
        flat = flat[:first] + "\n" + flat[first + 1 :]
    return flat


def _grown(
    flat: str, start: int, end: int, term: Term | None, rules: Grammar, also: tuple[Term, ...] = (), kind: str = ""
) -> Mention:
    """The illness with the words that belong to its name on both sides."""
    begin = _trimmed(flat, _left(flat, start, rules), start, rules)
    behind = rules.behind.match(flat, end) if flat.startswith(BEHIND, end) else None
    if behind is None and flat.startswith(" ", end):
        behind = rules.of_spanish.match(flat, flat.rfind(" ", begin, end) + 1 or begin)
    stop = behind.end() if behind and "\n" not in flat[end : behind.end()] else end
    whole = flat[begin:stop]
    grown = begin != start or stop != end
    name = _name(whole, rules) if grown or term is None else term.name
    chosen = None if grown else term
    if term is not None and grown and begin == start and term.name != flat[start:end]:
        name = term.name
    return Mention(
        begin,
        stop,
        kind or (term.kind if term else "problem"),
        name,
        chosen,
        "words" if term else "built",
        also if not grown else (),
    )


def _left(flat: str, start: int, rules: Grammar) -> int:
    """Where the words in front that belong to the name begin."""
    begin = start
    while begin > 1 and start - begin < 70 and flat[begin - 1] in " -/":
        last = begin - 1 if flat[begin - 2] not in " " else begin - 2
        first = max(flat.rfind(" ", 0, last), flat.rfind("\n", 0, last)) + 1
        word = flat[first:last]
        if "-" in word and flat[begin - 1] == "-":
            first, word = first + word.rfind("-") + 1, word[word.rfind("-") + 1 :]
        if not word or not word[0].isalnum() or not (word[-1].isalnum()) or word in rules.kin:
            break
        earlier = flat.rfind(" ", 0, max(0, first - 1)) + 1
        if earlier < first and flat[earlier:last] in rules.parts:
            begin = earlier
        elif (
            word in rules.parts
            or word in rules.degree
            or word.endswith(rules.hyphens)
            or (len(word) > 4 and word.endswith(rules.shapes) and word not in rules.not_shapes and word[0].isalpha())
        ):
            begin = first
        else:
            break
    return begin


def _trimmed(flat: str, begin: int, start: int, rules: Grammar) -> int:
    """Leading words of degree, side and change do not belong to the name."""
    while begin < start:
        word = re.match(r"[^ ]+", flat[begin:start])
        if word is None:
            begin += 1
        elif word[0].strip("-,/") in rules.trim:
            begin += word.end() + 1
        else:
            break
    return min(begin, start)


def _name(whole: str, rules: Grammar) -> str:
    words = [word for word in whole.split() if word.strip(",") not in rules.degree and word != "the"]
    while words and words[0].strip(",") in rules.trim:
        words.pop(0)
    if words and words[-1] not in rules.kinds and words[-1][:-1] in rules.kinds and words[-1].endswith("s"):
        words[-1] = words[-1][:-1]
    elif words and words[-1] not in rules.kinds and words[-1][:-2] in rules.kinds and words[-1].endswith("es"):
        words[-1] = words[-1][:-2]
    return " ".join(words).strip(" -/,") or whole


def _built(flat: str, known: list[Mention], rules: Grammar) -> Iterator[Mention]:
    """Names that no list holds but whose parts say what they are."""
    taken = sorted((mention.start, mention.end) for mention in known)
    index = 0
    for start, word, sort in _telling(flat, rules):
        end = start + len(word)
        while index < len(taken) and taken[index][1] <= start:
            index += 1
        if index < len(taken) and taken[index][0] <= start and end <= taken[index][1]:
            continue
        made = _of_word(flat, start, end, sort, rules)
        if made is not None:
            yield made


def _telling(flat: str, rules: Grammar) -> Iterator[tuple[int, str, str]]:
    """(start, word, sort) of the words that may name something by themselves, in order."""
    pieces, telling, dull = flat.split(), rules.telling, rules.dull
    if len(dull) + len(telling) > MOST_WORDS:  # papers share most words, but not their numbers
        dull.clear()
        telling.clear()
    for piece in set(pieces).difference(dull).difference(telling):
        if parts := _parts(piece, rules):
            telling[piece] = parts
        else:
            dull.add(piece)
    reached = 0
    for piece in [piece for piece in pieces if piece in telling]:
        start = flat.index(piece, reached)
        while flat[start - 1 : start] not in " " or flat[start + len(piece) : start + len(piece) + 1] not in " ":
            start = flat.index(piece, start + 1)
        reached = start + len(piece)
        for offset, word, sort in telling[piece]:
            yield start + offset, word, sort


def _parts(written: str, rules: Grammar) -> list[tuple[int, str, str]]:
    """(offset, word, sort) of the telling words between two spaces ("pain/nausea,")."""
    words = [(match.start(), match[0].rstrip("'-")) for match in WORD.finditer(written)]
    return [(offset, word, sort) for offset, word in words if (sort := sort_of(word, rules))]


MOST_WORDS = 50_000


def _of_word(flat: str, start: int, end: int, sort: str, rules: Grammar) -> Mention | None:
    if sort == "ill":
        return _grown(flat, start, end, None, rules)
    if sort in ("procedure", "medication"):
        return Mention(start, end, sort, flat[start:end], None, "built")
    if sort == "procedure head":
        first = _trimmed(flat, _left(flat, start, rules), start, rules)
        if first == start:
            return None
        name = _name(flat[first:end], rules)
        term = Term(name, "procedure", group=rules.procedure_heads[flat[start:end]], source="built")
        return Mention(first, end, "procedure", name, term, "built")
    head = sort.removeprefix("head ")
    mention = _grown(flat, start, end, None, rules, kind=rules.kinds[head])
    bare = head in rules.weak and head not in rules.alone and (mention.start, mention.end) == (start, end)
    return None if bare else mention


def _choose(found: list[Mention]) -> list[Mention]:
    """Leftmost longest; a listed wording before a built one of the same reach."""
    ranked = sorted(found, key=lambda mention: (mention.start - mention.end, mention.rule != "words", mention.start))
    chosen: list[Mention] = []
    starts: list[int] = []
    for mention in ranked:
        place = bisect_left(starts, mention.end)  # those before it begin before this one ends
        if place == 0 or chosen[place - 1].end <= mention.start:
            starts.insert(place, mention.start)
            chosen.insert(place, mention)
    return chosen
