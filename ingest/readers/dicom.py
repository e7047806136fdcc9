"""Reads DICOM files, alone or many at once, by headers: one document per study, reports and enclosed papers apart.

Never decodes pixels (`ingest.dicom_preview` does), never shows private tags, and never believes an index.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ingest.document import Document, Imaging, Origin, Page, PageState, Problem
from ingest.errors import Rejected, rejected, trouble
from ingest.limits import MIB, Limits
from ingest.readers import dicom_directory, dicom_header
from ingest.readers.codes import table
from ingest.readers.dicom_elements import NotDicom
from ingest.readers.dicom_header import DIRECTORY, Header
from ingest.readers.dicom_instance import ENCAPSULATED, Instance
from ingest.readers.dicom_missing import late_starts
from ingest.readers.dicom_page import write_instance, write_study
from ingest.readers.dicom_report import dataset, enclosed, write_report
from ingest.readers.dicom_study import Study, group, imaging, people
from ingest.readers.sheet import Sheet
from ingest.sniff import DICOM

READER = "dicom/2"
_AT_ONCE = 64 * MIB  # files up to here are read whole, once, for hash and header
_NAMED = 5
_TELLING = ("SOPClassUID", "StudyInstanceUID", "SeriesInstanceUID", "Modality", "PatientID", "PatientName", "Rows")


def read(path: Path, name: str, limits: Limits) -> list[Document]:
    """One file: its study, or the report or paper it is."""
    documents, problems = read_many([(name, path)], name, limits)
    if not documents and (not problems or dicom_directory.is_directory(name)):
        raise rejected("disc-index-alone", name)
    if not documents:
        worst = next((each for each in problems if each.severity == "error"), None)
        raise Rejected(worst) if worst else rejected("dicom-broken", name)
    return [replace(documents[0], problems=(*problems, *documents[0].problems)), *documents[1:]]


def read_many(members: Sequence[tuple[str, Path]], name: str, limits: Limits) -> tuple[list[Document], list[Problem]]:
    """The files of a folder, zip or disc, grouped. An index among them is compared with what is there."""
    instances: list[Instance] = []
    problems: list[Problem] = []
    paths = dict(members)
    broken: list[str] = []
    for member, path in members:
        if dicom_directory.is_directory(member):
            continue
        try:
            instance = Instance(member, *_header(path))
        except NotDicom:
            broken.append(member)
            continue
        if not _tells(instance.header):
            broken.append(member)
            continue
        if instance.get("SOPClassUID") != DIRECTORY and instance.get("MediaStorageSOPClassUID") != DIRECTORY:
            instances.append(instance)
    problems += _about_files(instances, broken, name, bool(instances))
    about, indexed = _about_index(members, [each.member for each in instances] + broken, name)
    problems += about
    studies = group(instances)
    if people(studies) > 1:
        problems.append(trouble("mixed-patients", name, count=people(studies)))
    documents: list[Document] = []
    for study in studies:
        documents += _documents(study, imaging(study, indexed), paths, name, problems, limits)
    return documents, problems


def _header(path: Path) -> tuple[Header, str]:
    """Header and hash of a file, its bytes read once."""
    size = path.stat().st_size
    if size <= _AT_ONCE:
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        try:
            header = dicom_header.parse(data, True)
        except NotDicom:
            header = _by_pydicom(path)
    else:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        header = dicom_header.read(path)
    if _odd(header):
        with suppress(NotDicom):
            header = _by_pydicom(path)
    return header, digest


def _tells(header: Header) -> bool:
    """Whether there is anything behind the mark at the start of a file."""
    return any(header.get(name) for name in _TELLING) or header.get("MediaStorageSOPClassUID") == DIRECTORY


def _odd(header: Header) -> bool:
    """Whether our reader may have lost its way: no sort of object and no study."""
    known = any(header.get(name) for name in ("SOPClassUID", "StudyInstanceUID", "Modality"))
    return not known and "Truncated" not in header


def _by_pydicom(path: Path) -> Header:
    """The header by pydicom, for what our reader does not follow."""
    from pydicom.valuerep import PersonName

    found = dataset(path)
    header: Header = {}
    for keyword in dicom_header.NAMES.values():
        try:
            value = found.get(keyword, found.file_meta.get(keyword) if hasattr(found, "file_meta") else None)
        except (ValueError, TypeError, KeyError, AttributeError, NotImplementedError):
            continue
        if value is not None:
            several = hasattr(value, "__iter__") and not isinstance(value, str | PersonName)
            header[keyword] = "\\".join(map(str, value)) if several else str(value)
    if not any(header.values()):
        raise NotDicom
    return header


def _about_files(instances: list[Instance], broken: list[str], name: str, some: bool) -> list[Problem]:
    problems: list[Problem] = []
    if broken:
        shown = ", ".join(member.rsplit("/", 1)[-1] for member in broken[:_NAMED])
        code = "dicom-files-broken" if some else "dicom-broken"
        problems.append(trouble(code, name, severity="warning" if some else "error", count=len(broken), names=shown))
    cut = [each for each in instances if "Truncated" in each.header]
    if cut:
        shown = ", ".join(each.member.rsplit("/", 1)[-1] for each in cut[:_NAMED])
        problems.append(trouble("dicom-cut", name, count=len(cut), names=shown))
    return problems


def _about_index(members: Sequence[tuple[str, Path]], names: list[str], name: str) -> tuple[list[Problem], bool]:
    """What to tell about the discs' indexes, and whether there is one and all files agree with it."""
    problems: list[Problem] = []
    agree = False
    for member, path in members:
        if not dicom_directory.is_directory(member):
            continue
        listed = dicom_directory.listed(path)
        if not listed:
            problems.append(trouble("disc-index-broken", name, severity="note"))
            continue
        compared = dicom_directory.compare(member, listed, names)
        agree = not (compared.absent or compared.unlisted)
        if compared.absent:
            shown = ", ".join(compared.absent[:_NAMED])
            problems.append(trouble("disc-files-missing", name, count=len(compared.absent), names=shown))
        if compared.unlisted:
            shown = ", ".join(compared.unlisted[:_NAMED])
            problems.append(
                trouble("disc-files-unlisted", name, severity="note", count=len(compared.unlisted), names=shown)
            )
        if compared.outside:
            problems.append(trouble("disc-index-outside", name, severity="note", count=compared.outside))
    return problems, agree


def _documents(
    study: Study, found: Imaging, paths: dict[str, Path], name: str, problems: list[Problem], limits: Limits
) -> list[Document]:
    """The study when it has images, and each report and enclosed paper of it."""
    papers: list[Document] = []
    for instance in study.instances:
        if instance.kind in ("structured_report", "dose_report"):
            papers += _paper(instance, study, found, paths[instance.member], problems, limits)
    if all(series.kind in ("structured_report", "dose_report") for series in found.series) and papers:
        return papers
    members = {each.member: each.sha256 for each in study.instances}
    own = hashlib.sha256("\n".join(sorted(members.values())).encode()).hexdigest()
    sheet = Sheet()
    write_study(sheet, study, found)
    document = Document(
        own, own, name, DICOM, sheet.pages(), READER, tuple(_about_study(study, found, name)), study.patient, found,
        title=_title(found), date=found.date, facility=found.facility, kind="imaging_study", members=members,
    )  # fmt: skip
    return [document, *papers]


def _title(found: Imaging) -> str:
    return found.description or " ".join(filter(None, (found.modality, found.body_part))) or "Imaging study"


def _about_study(study: Study, found: Imaging, name: str) -> list[Problem]:
    problems: list[Problem] = []
    title = found.description or found.modality
    for series in found.series:
        if series.missing:
            count, label = len(series.missing), series.description or series.modality
            problems.append(trouble("dicom-slices-missing", name, count=count, series=label, study=title))
    late = late_starts(study.instances)
    for series in found.series:
        if series.uid in late and late[series.uid] - 1 not in series.missing:
            label, first = series.description or series.modality, late[series.uid]
            problems.append(trouble("dicom-starts-late", name, severity="note", series=label, study=title, first=first))
    if study.conflicts:
        problems.append(trouble("dicom-same-number", name, count=study.conflicts, study=title))
    elif study.duplicates:
        problems.append(trouble("dicom-duplicates", name, severity="note", count=study.duplicates, study=title))
    return problems


def _paper(
    instance: Instance, study: Study, found: Imaging, path: Path, problems: list[Problem], limits: Limits
) -> list[Document]:
    """A structured report, or the paper an object encloses, as a document of its own."""
    member = instance.member
    around = Document(
        instance.sha256, instance.sha256, member, DICOM, (), READER, (), study.patient,
        title=instance.get("SeriesDescription") or instance.get("StudyDescription"), date=found.date,
        facility=instance.get("InstitutionName"),
    )  # fmt: skip
    try:
        if instance.get("SOPClassUID").startswith(ENCAPSULATED):
            papers, more = enclosed(path, around, limits)
            problems += more
            if papers:
                return [replace(paper, name=member, members={member: instance.sha256}) for paper in papers]
            return [replace(around, pages=(Page(1, "", Origin.STRUCTURED, PageState.UNREADABLE),))]
        report = dataset(path)
        sheet = Sheet()
        title = str((report.get("ConceptNameCodeSequence") or [{}])[0].get("CodeMeaning", "") or "") or around.title
        write_instance(sheet, title or "Structured report", study, instance)
        entries = write_report(sheet, report)
    except (NotDicom, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, NotImplementedError):
        problems.append(trouble("dicom-report-broken", member))
        return []
    code = str((report.get("ConceptNameCodeSequence") or [{}])[0].get("CodeValue", "") or "")
    kind = "other" if instance.kind == "dose_report" else table("documents").get(code, "")
    return [
        replace(around, pages=sheet.pages(), entries=tuple(entries), title=title, kind=kind,
                members={member: instance.sha256})
    ]  # fmt: skip
