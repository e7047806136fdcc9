"""Tells records from the litter around them: viewers on imaging discs, style sheets of portal zips, system files.

Judges by content and place together, so a real report is never taken for litter because of where it lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from ingest import sniff

_SYSTEM = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", ".localized"})
_SYSTEM_FOLDERS = frozenset({"__macosx", ".trashes", ".spotlight-v100", "system volume information", "$recycle.bin"})
_DISC_INDEX = frozenset({"dicomdir", "autorun.inf"})
_DISC_ENDINGS = frozenset(
    [
        ".exe",
        ".dll",
        ".so",
        ".dylib",
        ".inf",
        ".ini",
        ".cfg",
        ".conf",
        ".ico",
        ".icns",
        ".css",
        ".js",
        ".jar",
        ".class",
        ".bat",
        ".cmd",
        ".sh",
        ".com",
        ".msi",
        ".cab",
        ".ocx",
        ".dat",
        ".lut",
        ".xsl",
        ".xslt",
        ".xsd",
        ".dtd",
        ".htm",
        ".html",
        ".xhtml",
        ".properties",
        ".plist",
        ".manifest",
        ".chm",
        ".hlp",
        ".lic",
        ".ttf",
        ".woff",
        ".gif",
        ".bmp",
        ".svg",
        ".log",
        ".md5",
        ".sha1",
        ".sys",
        ".bin",
        ".db",
        ".lng",
        ".lang",
        ".res",
        ".config",
        ".xml",
        ".swf",
    ]
)
_MAY_BE_IMAGES = frozenset({"", ".dcm", ".dic", ".dicom", ".ima"})  # unreadable, such a file may be a lost slice
_DISC_TEXTS = ("readme", "license", "licence", "copying", "version", "eula", "index", "liesmich", "leeme", "changelog")
_VIEWER_FOLDERS = (
    "viewer",
    "bin",
    "help",
    "html",
    "icons",
    "images_html",
    "thumb",
    "program",
    "jre",
    "lib",
    "css",
    "plugin",
    "ihe_pdi",
)
_PROFILE_FILES = frozenset({"metadata.xml", "index.htm", "index.html", "readme.txt", "readme.htm"})


def is_litter_anywhere(name: str) -> bool:
    """Files operating systems leave everywhere."""
    path = PurePosixPath(name.lower())
    return (
        path.name in _SYSTEM
        or path.name.startswith(("._", "~$"))
        or any(part in _SYSTEM_FOLDERS for part in path.parts)
    )


def is_disc_index(name: str) -> bool:
    """DICOMDIR and its like: what makes a folder a disc."""
    return PurePosixPath(name.lower()).name in _DISC_INDEX


def is_litter_of_disc(name: str, kind: str) -> bool:
    """Whether a file that lies beside DICOM images belongs to the disc's viewer rather than to the record."""
    path = PurePosixPath(name.lower())
    if is_disc_index(name) or kind in (sniff.PROGRAM, sniff.EMPTY, "image/vnd.microsoft.icon"):
        return True
    if kind in (sniff.CCDA, sniff.FHIR_JSON, sniff.FHIR_XML, sniff.PDF, sniff.DOCX, sniff.RTF):
        return _in_viewer(path) and kind in (sniff.PDF, sniff.RTF, sniff.DOCX)
    if kind in sniff.IMAGES or kind in (sniff.TEXT, sniff.UNKNOWN):
        return (
            path.suffix in _DISC_ENDINGS
            or _in_viewer(path)
            or path.stem.startswith(_DISC_TEXTS)
            or (kind == sniff.UNKNOWN and path.suffix not in _MAY_BE_IMAGES)
        )
    return path.suffix in _DISC_ENDINGS or _in_viewer(path)


def is_litter_of_portal(name: str, kind: str, kinds: Sequence[str]) -> bool:
    """Style sheets and covers that come with a portal's zip of health summaries."""
    if sniff.CCDA not in kinds:
        return False
    path = PurePosixPath(name.lower())
    return (
        path.name in _PROFILE_FILES
        or path.suffix in (".xsl", ".xslt", ".css", ".js", ".xsd")
        or kind in (sniff.XML, sniff.PROGRAM)
    )


def _in_viewer(path: PurePosixPath) -> bool:
    return any(part.startswith(_VIEWER_FOLDERS) for part in path.parts[:-1])
