"""Pathways: finds the condition in a person's words, and gives the complete list of what a good case contains.

Never decides in silence: `find` returns what it found with the words that led there, and a person confirms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from knowledge.finder import Finder, Match
from knowledge.loading import HERE, Fault, KnowledgeError, Layer, load_folder, load_layer, merged
from knowledge.references import entry_faults, pathway_faults
from knowledge.relatives import own_words
from knowledge.schema import Ask, Pathway, PathwayFile, Requirement, Review, Shared, Suggested
from knowledge.signing import Signature, digest_of, load_signatures
from knowledge.strict import Text

CORE = "any-condition-core"
SURE = 0.8  # at this score a match may be used until a person has said otherwise


class Pathways:
    """All pathways, immutable. Conditions are found by words, merged with core, layers and reasons on demand."""

    def __init__(
        self,
        files: Mapping[str, PathwayFile],
        shared: Shared,
        faults: Sequence[Fault] = (),
        signatures: Sequence[Signature] = (),
        roots: Sequence[Path] = (HERE,),
    ) -> None:
        self._files = dict(files)
        self.shared = shared
        self.faults = tuple(faults)  # of files that were left out
        self.signatures = tuple(signatures)
        self.roots = tuple(roots)  # our folder and the hospital's
        self._finder = Finder(
            [f for f in self._files.values() if f.layer == "condition"], shared.cues.growths if shared.cues else ()
        )
        self._cache: dict[tuple[str, ...], Pathway] = {}

    def all(self) -> tuple[PathwayFile, ...]:
        """Every condition, for a list to choose from."""
        return tuple(sorted((f for f in self._files.values() if f.layer == "condition"), key=lambda f: f.title.en))

    def files(self) -> Mapping[str, PathwayFile]:
        """Every file by id: conditions, and what they inherit."""
        return self._files

    def digest(self, target: str) -> str:
        """The digest of what a signature on `target` covers (see `knowledge.signing`); KeyError if there is none."""
        return digest_of(target, self._files, self.shared, self.roots)

    def review(self, file: PathwayFile) -> Review:
        """The newest signature on the file as it is now."""
        for signature in reversed([s for s in self.signatures if s.target == file.id]):
            if signature.digest == self.digest(file.id):
                when = signature.date.isoformat()
                return Review(file.id, file.title, signature.name, signature.credentials, when)
        return Review(file.id, file.title)

    def get(self, pathway_id: str) -> PathwayFile:
        """One pathway as authored; KeyError if there is none."""
        return self._files[pathway_id]

    def find(self, words: str, reasons: str = "") -> list[Match]:
        """Conditions that the words speak of, best first, each with the words that led to it. Empty when unsure.

        A relative's illness counts only where the writer tells of none themselves: a helper writes for a mother, too.
        """
        own, reason = own_words(words, self.shared.cues), own_words(reasons, self.shared.cues)
        only_relatives = bool(words.strip()) and not own.text.strip()
        found = [] if only_relatives else self._finder.find(own.text, reason.text)
        if found or own.only or reason.only or (own.text, reason.text) == (words, reasons):
            return found
        return self._finder.find(words, reasons)

    def sure(self, words: str, reasons: str = "") -> tuple[str, ...]:
        """Ids good enough to begin with; none means: use the core and ask."""
        return tuple(match.id for match in self.find(words, reasons) if match.score >= SURE)

    def reasons(self, text: str, age: int | None = None) -> tuple[str, ...]:
        """Ids of the reasons (surgery advised, it came back ...) that the patient's words give, or `age` in years."""
        return tuple(
            file.id
            for file in self._files.values()
            if file.layer == "reason"
            and (
                Finder.spoken(text, (*file.patterns.en, *file.patterns.es))
                if file.of_age is None or age is None
                else file.of_age[0] <= age <= file.of_age[1]
            )
        )

    def resolve(self, ids: Sequence[str], reason: str = "", age: int | None = None) -> Pathway:
        """Core, layers, the conditions `ids` and the reasons found in `reason` or in the `age`, as one list."""
        conditions = [i for i in dict.fromkeys(ids) if i in self._files and self._files[i].layer == "condition"]
        reasons = list(self.reasons(reason, age))
        key = (*conditions, "+", *reasons)
        if key not in self._cache:
            self._cache[key] = self._merge(conditions, reasons)
        return self._cache[key]

    def _merge(self, conditions: Sequence[str], reasons: Sequence[str]) -> Pathway:
        files = [self._files[i] for i in conditions]
        layers = [self._files[i] for f in files for i in self._ancestors(f)]
        layers = list({f.id: f for f in [*layers, self._files[CORE]]}.values())
        modifiers = [self._files[i] for i in reasons]
        requirements: dict[str, Requirement] = {}
        for file in files:
            for ask in file.requirements:
                requirements.setdefault(ask.item, self._requirement(ask, file, False))
        for file in [*modifiers, *layers]:
            for ask in file.requirements:
                raised = file.layer == "reason" and ask.item in requirements
                if raised and ask.need == "required" and requirements[ask.item].kind != "questionnaire":
                    requirements[ask.item] = self._raised(requirements[ask.item])
                requirements.setdefault(ask.item, self._requirement(ask, file, bool(files)))
        everything = [*files, *modifiers, *layers]
        return Pathway(
            id="+".join(f.id for f in files) or CORE,
            ids=tuple(f.id for f in files) or (CORE,),
            title=_joined([f.title for f in files] or [self._files[CORE].title]),
            requirements=tuple(requirements.values()),
            questions=_questions(everything),
            red_flags=tuple(
                self.shared.red_flags[k] for k in dict.fromkeys(k for f in everything for k in f.red_flags)
            ),
            layout=next((f.layout for f in everything if f.layout), ""),
            sites=tuple(dict.fromkeys(w for f in files for w in (*f.sites.en, *f.sites.es))),
            operations=tuple(dict.fromkeys(w for f in [*files, *layers] for w in f.operations)),
            words=tuple(
                dict.fromkeys(w for f in files for w in (f.title.en, f.title.es, *f.synonyms.en, *f.synonyms.es))
            ),
            reviews=tuple(self.review(f) for f in everything),
            reviewed=min(f.reviewed for f in everything),
            sources=tuple(dict.fromkeys(s for f in everything for s in f.sources)),
            shared=self.shared,
        )

    def _ancestors(self, file: PathwayFile) -> list[str]:
        found: list[str] = []
        for parent in file.inherits:
            found += [parent, *self._ancestors(self._files[parent])]
        return found

    def _requirement(self, ask: Ask, file: PathwayFile, with_condition: bool) -> Requirement:
        item = self.shared.items[ask.item]
        need = ask.need_with_condition if with_condition and ask.need_with_condition else ask.need
        return Requirement(
            item=ask.item,
            kind=item.kind,
            need="recommended" if item.kind == "questionnaire" else need,
            label=ask.label or item.label,
            why=ask.why or item.why,
            who=self.shared.who[ask.who or item.who],
            find=item.find if ask.find is None else ask.find,
            mention=item.mention,
            told=item.told,
            partners=item.partners,
            images_needed=item.images_needed if ask.images_needed is None else ask.images_needed,
            recency_months=ask.recency_months,
            need_when_old=ask.need_when_old or need,
            when=ask.when,
            unless=ask.unless,
            silent=ask.silent,
            suits=ask.suits,
            question=ask.question or item.question,
            satisfied_by=ask.satisfied_by,
            source=ask.source,
            reviewed=ask.reviewed or file.reviewed,
            of=file.id,
        )

    @staticmethod
    def _raised(requirement: Requirement) -> Requirement:
        return replace(requirement, need="required", need_when_old="required")


def _joined(titles: Sequence[Text]) -> Text:
    return Text(en=" · ".join(t.en for t in titles), es=" · ".join(t.es for t in titles))


def suited(pathway: Pathway, sex: str, age: int | None) -> Pathway:
    """The pathway without the lines and questions that cannot concern a person of this sex and age."""
    return replace(
        pathway,
        requirements=tuple(one for one in pathway.requirements if one.suits.fits(sex, age)),
        questions=tuple(one for one in pathway.questions if one.suits.fits(sex, age)),
    )


def _questions(files: Sequence[PathwayFile]) -> tuple[Suggested, ...]:
    return tuple({question.en: question for file in files for question in file.questions}.values())


def load_pathways(extra: Sequence[Path] = (), *, strict: bool = False, root: Path = HERE) -> Pathways:
    """All pathways of `root` and of a hospital's own folders, which have its shape. `strict` raises every fault at once
    (tests, `knowledge check`); otherwise what is faulty is left out and listed in `.faults`."""
    faults: list[Fault] = []
    roots = [(root, ""), *((folder, f"{folder.name}/") for folder in extra)]
    shared = _shared([load_layer(folder, faults, prefix) for folder, prefix in roots], faults)
    folders = [load_folder(folder, faults, prefix) for folder, prefix in roots]
    signatures = [row for folder, prefix in roots for row in load_signatures(folder, faults, prefix)]
    everything = {name: row for files in folders for name, row in files.items()}
    for files in folders:
        faults += pathway_faults(everything | files, shared, only=files)
    if strict and faults:
        raise KnowledgeError(faults)
    bad = {fault.file for fault in faults}
    good = {i: file for files in folders for i, (name, file) in files.items() if name not in bad}
    return Pathways(_rooted(good), shared, faults, signatures, [folder for folder, _ in roots])


def _shared(layers: Sequence[Layer], faults: list[Fault]) -> Shared:
    """The merged tables without the entries that point at nothing; one of ours that was replaced comes back."""
    while True:
        shared, files = merged(layers)
        found = entry_faults(shared, files)
        if not found:
            return shared
        faults += [fault for _, fault in found]
        for table, key in {place for place, _ in found}:
            next(layer for layer in reversed(layers) if key in layer.tables[table]).tables[table].pop(key)


def _rooted(files: Mapping[str, PathwayFile]) -> dict[str, PathwayFile]:
    """Only files all of whose ancestors are there."""
    kept = dict(files)
    while lost := [i for i, file in kept.items() if not set(file.inherits) <= set(kept)]:
        for one in lost:
            del kept[one]
    return kept


__all__ = ["CORE", "SURE", "Match", "Pathways", "load_pathways", "suited"]
