"""The sentences of a page with all that governs their names: each is read once, when it is first asked."""

from __future__ import annotations

from assistant.extract.anchors import Anchors
from assistant.extract.context import Sentence, titled
from assistant.extract.framing import closings, leads, openings, starts
from assistant.extract.kin import Relative, relatives
from assistant.extract.reading import Place, Reading
from assistant.extract.setting import Setting
from assistant.extract.starting import within


class Sentences:
    """The sentences of one page."""

    __slots__ = ("_anchors", "_closings", "_cues", "_leads", "_lexicon", "_openings", "_read", "_reading", "_setting")

    def __init__(self, reading: Reading, setting: Setting, anchors: Anchors) -> None:
        self._reading, self._setting, self._anchors = reading, setting, anchors
        self._lexicon = setting.lexicon
        self._cues = self._lexicon.cues.all(reading.flat)
        self._openings = starts(reading.flat, self._lexicon, "openings")
        self._closings = starts(reading.flat, self._lexicon, "closings")
        self._leads = leads(reading.text, reading.sentences)
        self._read: dict[int, Sentence] = {}

    def of(self, place: Place) -> Sentence:
        """What stands at a place, with its cues, its relatives and the line it stands under."""
        known = self._read.get(place.start)
        if known is None:
            known = self._read[place.start] = self._made(place)
        return known

    def _made(self, place: Place) -> Sentence:
        flat = self._reading.flat[place.start : place.end]
        cues = self._lexicon.cues_in(flat, self._cues, place.start)
        if opened := within(self._openings, place.start, place.end):
            cues += openings(flat, self._lexicon, opened, place.start)
        if closed := within(self._closings, place.start, place.end):
            cues += closings(flat, self._lexicon, closed, place.start)
        kin: list[Relative] = []
        if self._anchors.within("relatives", place.start, place.end):
            kin = [one for one in relatives(flat, self._lexicon) if one.relation not in self._setting.patient]
        lead = self._leads.get(place.start)
        led = self.of(lead).of_list() if lead else titled(self._title(place))
        return Sentence(flat, self._lexicon, place.section, cues, kin, led)

    def _title(self, place: Place) -> str:
        """The heading it stands under; "Indications" over a report only name why it was done."""
        title = self._reading.section_at(place.start).title
        return "" if place.section == "indication" or "indication" in title else title
