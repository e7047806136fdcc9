"""What a sentence asserts of a mention: present, absent, possible, conditional, historical, family, planned.

ConText-like (Harkema 2009): cues of `words/context.yml` reach forward or back to a stop. Never looks past its sentence
except for the heading it stands under, and never decides what a mention is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.extract import kin, shapes
from assistant.extract.framing import answer, closings, label, openings, signed, signs
from assistant.model.facts import Assertion
from knowledge import load
from knowledge.lexicon import Cue, Lexicon
from knowledge.plain import plain

PAST_SECTIONS = frozenset({"past_history", "surgical_history", "past_treatments"})
NEAR_WORDS = 3
REACH = 90


class Judgement(NamedTuple):
    """What the sentence says, and which words made it so."""

    assertion: Assertion
    because: str = ""
    relation: str = ""
    negated: bool = False
    past: bool = False


PRESENT = Judgement(Assertion.PRESENT)
ANSWERS = {"no": Judgement(Assertion.ABSENT, "answered no", negated=True), "yes": PRESENT}
PLANNABLE = ("procedure", "medication", "drug_class", "regimen", "device", "vaccine", "marker", "lab")
WEIGHT = {
    "absent": Assertion.ABSENT,
    "possible": Assertion.POSSIBLE,
    "conditional": Assertion.CONDITIONAL,
    "planned": Assertion.PLANNED,
}


class Sentence:
    """A sentence with its cues, read once and asked for each of its mentions."""

    __slots__ = (
        "_after_it",
        "_asked",
        "_before_it",
        "_clauses",
        "_family",
        "_past",
        "_signs",
        "_stops",
        "flat",
        "lead",
        "lexicon",
        "relatives",
        "section",
    )

    def __init__(
        self,
        flat: str,
        lexicon: Lexicon,
        section: str,
        cues: list[Cue],
        relatives: list[kin.Relative],
        lead: Judgement = PRESENT,
    ) -> None:
        self.flat = flat
        self.lead = lead  # what the line says under which this one stands in a list
        self.lexicon = lexicon
        self.section = section
        self.relatives = relatives
        self._asked: bool | None = None
        self._signs: list[int] | None = None
        self._clauses: list[int] | None = None
        self._before_it: list[Cue] = []
        self._after_it: list[Cue] = []
        self._past: list[Cue] = []
        self._family: list[Cue] = []
        self._stops: list[Cue] = []
        kept = {"historical": self._past, "family": self._family, "stop": self._stops, "pseudo": []}
        sides = {"before": self._before_it, "after": self._after_it, "close": self._after_it}
        for cue in cues:
            kept.get(cue.meaning, sides.get(cue.side, [])).append(cue)
        if len(self._after_it) > 1:
            self._after_it.sort()

    def judge(self, start: int, end: int, *, plannable: bool = True) -> Judgement:
        """What is asserted of the mention at `start:end` of this sentence."""
        if self._asked is None:
            self._asked = shapes.said("may_answer").search(self.flat) is not None
        if self._asked and (told := answer(self.flat, end)) and not self.relatives and self.section != "family_history":
            return ANSWERS[told]
        if self._signs is None:
            self._signs = signs(self.flat)
        if self._signs and (told := signed(self.flat, self._signs, start)):
            return ANSWERS[told]
        before = self._before(start, plannable) if self._before_it else None
        after = self._after(end, plannable) if self._after_it else None
        deciding = self._stronger(before, after)
        relation = ""
        if self.relatives or self._family or self.section == "family_history":
            cued = self._family_cue(start, end)
            relation = kin.experiencer(self.flat, start, end, self.relatives, self.section, cued)
        if deciding and deciding.meaning == "absent":
            return Judgement(Assertion.ABSENT, self._words(deciding), relation, negated=True)
        if relation:
            return Judgement(Assertion.FAMILY, "relative", relation)
        if deciding and deciding.meaning in WEIGHT:
            return Judgement(WEIGHT[deciding.meaning], self._words(deciding))
        past = self._historical(start, end)
        if past:
            return Judgement(Assertion.HISTORICAL, self._words(past), past=True)
        if self.lead.assertion is Assertion.PLANNED and not plannable:
            return PRESENT
        return self.lead

    def of_list(self) -> Judgement:
        """What a line that ends in a colon says of the list under it."""
        if labelled := label(self.flat):
            return Judgement(WEIGHT[labelled], self.flat.strip())
        if named := shapes.said("the_following").search(self.flat):
            return self.judge(*named.span())
        end = self.flat.find(":", 0 if ";" in self.flat else len(self.flat.rstrip()) - 1) + 1
        opening = self._before(end, True)
        return self.judge(end, end) if opening is not None and end - opening.end <= 1 else PRESENT

    def _words(self, cue: Cue) -> str:
        return self.flat[cue.start : cue.end]

    def _open(self, first: int, last: int, meaning: str = "") -> bool:
        """No stop word and no new clause between two places."""
        for cue in self._stops:
            if first <= cue.start and cue.end <= last and not self._opens(first, cue, meaning):
                return False
        if self._clauses is None:
            self._clauses = [match.start() for match in shapes.said("new_clause").finditer(self.flat)]
        at = bisect_left(self._clauses, first)
        return at == len(self._clauses) or self._clauses[at] >= last

    def _opens(self, first: int, stop: Cue, meaning: str) -> bool:
        """The colon of "negative for: …" does not end what it opens, nor does "then" what is planned."""
        if meaning == "planned" and self._words(stop) == "then":
            return True
        if self.flat[stop.start] != ":" or self.flat[first : stop.start].strip():
            return False
        if shapes.said("cue_is_label").fullmatch(self.flat, 0, first):
            return True  # "Less likely: …", "Declined: …"
        return shapes.said("opens_list").search(self.flat, 0, first) is not None

    def _before(self, start: int, plannable: bool) -> Cue | None:
        """The nearest cue in front that still reaches the mention; an affirming cue hides those before it."""
        nearest: Cue | None = None
        for cue in self._before_it:
            if cue.end > start or (cue.meaning == "planned" and not plannable):
                continue
            if nearest is not None and cue.end < nearest.end:
                continue
            if self._words(cue) in self.lexicon.tight["before"] and not self._near(cue.end, start):
                continue
            if self.flat.startswith("-", cue.end) and " " in self.flat[cue.end : start]:
                continue  # "non-enhancing mass": the hyphen binds it to another word
            if cue.meaning == "affirm" and nearest is not None and nearest.meaning == "conditional":
                continue  # "if the biopsy shows lymphoma"
            if cue.meaning == "absent" and self._graded_apart(cue.end, start):
                continue
            if self._open(cue.end, start, cue.meaning):
                nearest = cue
        return None if nearest is None or nearest.meaning == "affirm" else nearest

    def _graded_apart(self, first: int, start: int) -> bool:
        """Behind a denial and a comma what has a degree is there: "no diarrhea, mild rash"."""
        apart = shapes.said("graded_apart").search(self.flat, first, start)
        return apart is not None and not shapes.said("listed_on").search(self.flat, first)

    def _after(self, end: int, plannable: bool) -> Cue | None:
        """The first cue behind that reaches back; a denial further on ends a doubt ("was considered and excluded")."""
        reaching = self._reaching(end, plannable)
        first = next(reaching, None)
        if first is not None and first.meaning == "possible":
            return next((cue for cue in reaching if cue.meaning == "absent"), first)
        return first

    def _reaching(self, end: int, plannable: bool) -> Iterator[Cue]:
        for cue in self._after_it:
            if cue.start < end or (cue.meaning == "planned" and not plannable):
                continue
            gap = self.flat[end : cue.start]
            words = self._words(cue)
            if self._goes_on(cue, words, gap):
                continue
            if cue.side == "close":
                if not self._beside(gap):
                    continue
            elif words in self.lexicon.tight["after"] or words[0] in ":-":
                if not shapes.said("gap_to_cue").fullmatch(gap):
                    continue
            elif len(gap) > REACH or not self._open(end, cue.start) or self._affirmed(end, cue.start):
                continue
            yield cue

    def _goes_on(self, cue: Cue, words: str, gap: str) -> bool:
        """It governs what stands behind it instead: "nodule, likely granuloma", "osteopenia - no fracture"."""
        if words[0] in ":-" and words.endswith(" no"):
            return shapes.said("goes_on_as_no").match(self.flat, cue.end) is None
        if cue.meaning != "possible" or words not in self.lexicon.tight["after"]:
            return False
        return (
            shapes.said("answer_leads").search(gap) is not None
            and shapes.said("then_named").match(self.flat, cue.end) is not None
        )

    def _affirmed(self, first: int, last: int) -> bool:
        return any(cue.meaning == "affirm" and first <= cue.start and cue.end <= last for cue in self._before_it)

    def _near(self, first: int, last: int) -> bool:
        gap = self.flat[first:last]
        return gap.count(" ") <= NEAR_WORDS and "," not in gap and ")" not in gap

    @staticmethod
    def _beside(gap: str) -> bool:
        """Few words, and none that begins something else."""
        return len(gap.split()) <= NEAR_WORDS + 1 and not shapes.said("begins_another").search(gap)

    @staticmethod
    def _stronger(before: Cue | None, after: Cue | None) -> Cue | None:
        """Doubt in front beats a denial behind it only when no denial is there; otherwise the cue behind decides."""
        if before is None or after is None:
            return before or after
        return before if before.meaning == "absent" else after

    def _historical(self, start: int, end: int) -> Cue | None:
        for cue in self._past:
            words = self._words(cue)
            if cue.side == "before" and cue.end <= start:
                if words in self.lexicon.tight["before"] and not self._near(cue.end, start):
                    continue
                if self._open(cue.end, start):
                    return cue
            elif cue.side != "before" and cue.start >= end:
                gap = self.flat[end : cue.start]
                if (
                    self._beside(gap)
                    if cue.side == "close"
                    else shapes.said("gap_to_cue").fullmatch(gap)
                    if words in self.lexicon.tight["after"]
                    else len(gap) < REACH and self._open(end, cue.start)
                ):
                    return cue
        return None

    def _family_cue(self, start: int, end: int) -> bool:
        for cue in self._family:
            if (cue.side == "before" and cue.end <= start and self._open(cue.end, start)) or (
                cue.side == "after" and cue.start >= end and self._open(end, cue.start)
            ):
                return True
        return False


@lru_cache(maxsize=512)
def _sentence(flat: str, section: str) -> Sentence:
    lexicon = load().lexicon
    cues = [*lexicon.cues_in(flat), *openings(flat, lexicon), *closings(flat, lexicon)]
    return Sentence(flat, lexicon, section, cues, kin.relatives(flat, lexicon))


@lru_cache(maxsize=512)
def titled(title: str) -> Judgement:
    """What a heading says of everything under it: doubt or a condition, nothing else."""
    led = _sentence(f"{title}:", "").of_list() if title else PRESENT
    return led if led.assertion in (Assertion.POSSIBLE, Assertion.CONDITIONAL) else PRESENT


def assertion(text: str, start: int, end: int) -> str:
    """What `text` asserts of its characters `start:end`: one of the assertion values of the contract."""
    from assistant.extract.reading import read

    lexicon = load().lexicon
    if text[start:end].isupper() and not text.isupper():  # a mention shouted in a quiet sentence is only marked
        text = text[:start] + text[start:end].lower() + text[end:]
    reading = read(text, lexicon)
    place = reading.sentence_at(start)
    hits = lexicon.find(text[start:end], plain(text[start:end]))
    plannable = any(hit.of(*PLANNABLE) and not hit.of("problem", "symptom") for hit in hits)
    found = _sentence(reading.flat[place.start : place.end], place.section)
    judged = found.judge(start - place.start, min(end, place.end) - place.start, plannable=plannable)
    if judged.assertion is Assertion.PRESENT and place.section in PAST_SECTIONS:
        return str(Assertion.HISTORICAL)  # what a heading says of time; `extract` weighs it with the kind of illness
    return str(judged.assertion)
