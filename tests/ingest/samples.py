"""Makes small files of every kind, with words of our own, for the tests of reading."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

Pasted = tuple[Image.Image, tuple[int, int], Image.Image]

REPORT = (
    "RIVERBEND IMAGING CENTER",
    "Patient: Marigold Testerly    DOB: 02/03/1961",
    "FINDINGS: The left kidney measures 10.4 cm.",
    "There is no hydronephrosis on either side.",
    "IMPRESSION: Normal ultrasound of both kidneys.",
    "Electronically signed by Orson Quill, MD",
)


def pdf(pages: Sequence[Sequence[str]] = (REPORT,), *, rotate: int = 0, extra: str = "", hidden: bool = False) -> bytes:
    """A PDF with a text layer: one line of Helvetica after the other. `extra`: drawing commands for every page.

    `hidden`: the letters are there and not drawn, as in the layer a scanner lays under its picture."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        drawn = "".join(
            f"BT /F1 12 Tf 72 {720 - 20 * row} Td ({_escaped(line)}) Tj ET\n" for row, line in enumerate(lines)
        )
        stream = ("3 Tr " * hidden + drawn + extra).encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (rotate, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return _assembled(objects)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _assembled(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def locked(data: bytes, password: str) -> bytes:
    """The PDF with a password to open it ("" for one that only forbids printing)."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, "owner-of-it", algorithm="RC4-128")
    return _written(writer)


def with_attachment(data: bytes, name: str, inside: bytes) -> bytes:
    """The PDF with a file attached inside."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.add_attachment(name, inside)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def sheet(lines: Sequence[str] = REPORT, *, size: tuple[int, int] = (1240, 1000), at: int = 110) -> Image.Image:
    """A clean white sheet with lines of print, about 150 dots an inch."""
    image = Image.new("L", size, 252)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(26)
    for row, line in enumerate(lines):
        pen.text((at, 90 + 52 * row), line, fill=15, font=font)
    return image


def photo(lines: Sequence[str] = REPORT) -> Image.Image:
    """A sheet on a dark table, seen a little from the side, with a shadow."""
    paper = sheet(lines, size=(1300, 1500))
    table = Image.new("L", (1700, 1900), 55)
    corners = (150, 130, 210, 1740, 1540, 1770, 1480, 180)  # top left, bottom left, bottom right, top right
    table.paste(*_leaning(paper, corners, table.size))
    shade = np.linspace(1.0, 0.72, table.width)[None, :]
    return Image.fromarray((np.asarray(table) * shade).astype(np.uint8))


def _leaning(paper: Image.Image, corners: Sequence[int], size: tuple[int, int]) -> Pasted:
    places = [(corners[i], corners[i + 1]) for i in range(0, 8, 2)]
    own = [(0, 0), (0, paper.height), (paper.width, paper.height), (paper.width, 0)]
    rows, right = [], []
    for (x, y), (u, v) in zip(places, own, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    way = tuple(np.linalg.solve(np.array(rows, float), np.array(right, float)))
    moved = paper.transform(size, Image.Transform.PERSPECTIVE, way, Image.Resampling.BICUBIC)
    mask = Image.new("L", paper.size, 255).transform(size, Image.Transform.PERSPECTIVE, way)
    return moved, (0, 0), mask


def image(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The picture's bytes."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def scan(*pictures: Image.Image) -> bytes:
    """A PDF that holds nothing but pictures of pages."""
    first, *rest = [picture.convert("L") for picture in pictures]
    return image(first, "PDF", resolution=150.0, save_all=True, append_images=rest)


def scan_with_layer(picture: Image.Image, layer: bytes) -> bytes:
    """A scan with the (hidden) text of another PDF laid over it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(scan(picture))))
    over = PdfReader(io.BytesIO(layer)).pages[0]
    writer.pages[0].merge_page(over)
    return _written(writer)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: Mapping[str, bytes]) -> bytes:
    """A gzipped tar of these members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(out.getvalue())


def seven_zipped(members: Mapping[str, bytes]) -> bytes:
    """A 7z of these members."""
    import py7zr

    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return out.getvalue()


def disc_image(members: Mapping[str, bytes], *, joliet: bool = True) -> bytes:
    """The image of a disc (ISO 9660) with these files in its only folder, long names beside the short ones."""
    sector = 2048
    places, at = [], 21
    for data in members.values():
        places.append(at)
        at += -(-len(data) // sector)

    def record(name: bytes, start: int, size: int, flags: int) -> bytes:
        length = 33 + len(name) + (len(name) + 1) % 2
        both = (
            start.to_bytes(4, "little")
            + start.to_bytes(4, "big")
            + size.to_bytes(4, "little")
            + size.to_bytes(4, "big")
        )
        return (bytes([length, 0]) + both + bytes(7) + bytes([flags]) + bytes(6) + bytes([len(name)]) + name).ljust(
            length, b"\0"
        )

    def folder(own: int, names: Sequence[bytes]) -> bytes:
        here = record(b"\0", own, sector, 2) + record(b"\1", own, sector, 2)
        files = zip(names, places, members.values(), strict=True)
        return here + b"".join(record(name, start, len(data), 0) for name, start, data in files)

    def descriptor(kind: int, own: int, escape: bytes = b"") -> bytes:
        head = bytes([kind]) + b"CD001\1" + bytes(81) + escape.ljust(68, b"\0")
        return head + record(b"\0", own, sector, 2)

    short = [f"FILE{number}.;1".encode() for number, _ in enumerate(members)]
    long = [name.encode("utf-16-be") for name in members]
    parts = [b""] * 16 + [descriptor(1, 19), descriptor(2, 20, b"%/E") if joliet else b"\xffCD001\1", b"\xffCD001\1"]
    parts += [folder(19, short), folder(20, long), *members.values()]
    return b"".join(part.ljust(max(sector, -(-len(part) // sector) * sector), b"\0") for part in parts)


def docx(paragraphs: Sequence[str], table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word file."""
    from docx import Document

    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        made = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def mail(attachments: Mapping[str, bytes] = {}) -> bytes:
    """An e-mail with attachments."""
    message = EmailMessage()
    message["From"], message["To"] = "clinic@example.org", "marigold@example.org"
    message["Subject"], message["Date"] = "Your results", "Tue, 03 Nov 2026 10:00:00 +0000"
    message.set_content("Dear Marigold,\nyour report is attached.\n")
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


RTF = rb"{\rtf1\ansi{\fonttbl\f0 Arial;}\f0 Visit note\par Blood pressure 128/76, caf\'e9 diet advised.\par}"
HTML = (
    b"<!DOCTYPE html><html><head><title>x</title><script>steal()</script></head><body><h1>Lab results</h1>"
    b"<table><tr><th>Test</th><th>Value</th></tr><tr><td>Ferritin</td><td>44 ng/mL</td></tr></table>"
    b"<p>Seen by Dr. Quill &amp; team</p></body></html>"
)
TEXT = "My notes\nStarted in March; señal de dolor, worse at night.\n".encode()


def every_kind() -> dict[str, bytes]:
    """One good file of each kind this package's own readers read."""
    return {
        "report.pdf": pdf([REPORT, ("Second page", "Creatinine 0.9 mg/dL")]),
        "scan.pdf": scan(sheet()),
        "photo.jpg": image(photo(), "JPEG", quality=85),
        "fax.tiff": image(sheet(), "TIFF", save_all=True, append_images=[sheet(("PAGE TWO", "Hemoglobin 13.1 g/dL"))]),
        "notes.txt": TEXT,
        "visit.rtf": RTF,
        "labs.html": HTML,
        "letter.docx": docx(["Dear colleague,", "thank you for seeing her."], [["Drug", "Dose"], ["Iron", "65 mg"]]),
        "message.eml": mail({"labs.html": HTML}),
        "all.zip": zipped({"a/report.pdf": pdf(), "notes.txt": TEXT}),
        "all.tar.gz": tarred({"report.pdf": pdf(), "notes.txt": TEXT}),
        "all.7z": seven_zipped({"report.pdf": pdf(), "notes.txt": TEXT}),
        "disc.iso": disc_image({"report.pdf": pdf(), "my long notes.txt": TEXT}),
    }  # fmt: skip
