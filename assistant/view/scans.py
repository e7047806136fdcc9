"""Which written report and which pictures are of the same scan. Pairs by accession number or by day, never by guess."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.model.papers import DocumentKind, Paper
from assistant.view.clauses import Scene

REPORTS = (DocumentKind.RADIOLOGY_REPORT, DocumentKind.CARDIOLOGY_REPORT)


@dataclass(frozen=True)
class Scan:
    """One examination: its report, its pictures, or both."""

    report: Paper | None
    study: Paper | None

    @property
    def date(self) -> str:
        if self.report is not None and self.report.description.date.date:
            return self.report.description.date.date
        return self.study.document.imaging.date if self.study and self.study.document.imaging else ""

    @property
    def missing(self) -> int:
        """Slices that are absent between the first and last of their series."""
        imaging = self.study.document.imaging if self.study else None
        return sum(len(series.missing) for series in imaging.series) if imaging else 0

    @property
    def pictures(self) -> str:
        """Key of the word that says what there is of it."""
        if self.study is None:
            return "missing"
        if self.report is None:
            return "alone"
        return "incomplete" if self.missing else "here"


def scans(scene: Scene) -> list[Scan]:
    """All examinations, newest first."""
    counted = [paper for paper in scene.dossier.papers if paper.counts]
    studies = [paper for paper in counted if paper.document.imaging is not None]
    found = []
    for report in (paper for paper in counted if paper.kind in REPORTS and paper.document.imaging is None):
        study = _match(report, studies)
        if study is not None:
            studies.remove(study)
        found.append(Scan(report, study))
    found += [Scan(None, study) for study in studies]
    return sorted(found, key=lambda scan: scan.date, reverse=True)


def _match(report: Paper, studies: list[Paper]) -> Paper | None:
    accession, day = report.description.accession.casefold(), report.description.date.date
    numbered = [
        s for s in studies if accession and s.document.imaging and s.document.imaging.accession.casefold() == accession
    ]
    if numbered:  # a number used again, for the scan before: the day decides
        return max(numbered, key=lambda s: s.document.imaging is not None and s.document.imaging.date == day)
    same_day = [s for s in studies if len(day) == 10 and s.document.imaging and s.document.imaging.date == day]
    words = set(report.description.title.casefold().split())
    return max(same_day, key=lambda study: len(words & _words(study)), default=None)


def _words(study: Paper) -> set[str]:
    imaging = study.document.imaging
    return set(f"{imaging.description} {imaging.modality} {imaging.body_part}".casefold().split()) if imaging else set()
