"""Measures reading: words kept, recognition, broken files, speed beside plain PDFium, memory of a long file.

Prints figures only, never a word of a sample.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import subprocess
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ingest import Limits, Status, ingest, inputs
from ingest.document import Origin, PageState
from ingest.sandbox import read_apart
from tests.benchmarks import eval_dir

_QUOTES = str.maketrans("’‘“”‐–—\u00a0", "''\"\"--- ")


def run() -> None:
    """All measures, in the order of a reader's day."""
    data = eval_dir()
    if data is None:
        print("no development data: set EVAL_DIR to measure against it")
        return
    _texts(data / "pdf_rendered")
    _pictures(data / "pdf_rendered")
    _broken(data / "pdf_robustness")
    _speed(data / "pdf_rendered")
    _scenarios(data / "scenarios")


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).translate(_QUOTES)).strip()


def _kept(truth: str, got: str) -> float:
    """The share of the words of `truth` that `got` has, each as often."""
    wanted, found = Counter(_plain(truth).split()), Counter(_plain(got).split())
    return sum((wanted & found).values()) / max(1, sum(wanted.values()))


def _within(part: str, whole: str) -> float:
    """The error of a paragraph: edits to the best stretch of `whole`, for each character."""
    if not part:
        return 0.0
    letters = np.frombuffer(whole.encode("utf-32-le"), dtype=np.uint32)
    before = np.zeros(len(letters) + 1, dtype=np.int32)
    places = np.arange(len(letters) + 1)
    for row, letter in enumerate(part, 1):
        now = np.empty_like(before)
        now[0] = row
        now[1:] = np.minimum(before[:-1] + (letters != ord(letter)), before[1:] + 1)
        before = np.minimum.accumulate(now - places) + places
    return min(1.0, int(before.min()) / len(part))


def _paragraphs(document: dict[str, Any], got: str) -> float:
    texts = [_plain(each["text"]) for each in document["paragraphs"]]
    return float(np.mean([_within(text, _plain(got)) for text in texts])) if texts else 0.0


def _texts(root: Path) -> None:
    kept, errors, rows, pages_right, places = [], [], [], 0, 0
    for document in _lines(root / "documents.jsonl"):
        pages = ingest(root / document["file"]).documents[0].pages
        got = "\n".join(page.text for page in pages)
        if document["paragraphs"]:
            kept.append(_kept("\n".join(each["text"] for each in document["paragraphs"]), got))
            errors.append(_paragraphs(document, got))
        rows += [_in_one_piece(row, got) for row in document.get("lab_rows") or ()]
        for each in document["paragraphs"]:
            places += 1
            there = _plain("\n".join(pages[number - 1].text for number in each["pages"] if number <= len(pages)))
            pages_right += _within(_plain(each["text"]), there) < 0.1
    print(f"text PDFs: words kept {np.mean(kept):.4f}, paragraph error {np.mean(errors):.4f}, "
          f"paragraphs on their page {pages_right / max(places, 1):.4f}, "
          f"rows of results whole {np.mean(rows) if rows else 1:.4f} of {len(rows)}")  # fmt: skip


def _in_one_piece(row: dict[str, Any], got: str) -> bool:
    """Whether the cells of a row follow each other, only a flag between them; a cell may have two lines."""
    cells = [_plain(str(cell)) for key, cell in row.items() if key not in ("page", "Flag") and cell not in (None, "")]
    return re.search(r"\s(?:\S{1,2}\s)?".join(map(re.escape, cells)), _plain(got)) is not None


def _pictures(root: Path) -> None:
    documents = {each["id"]: each for each in _lines(root / "documents.jsonl")}
    for name in ("scans", "photos"):
        kept, errors, plain, seconds = [], [], [], []
        for each in _lines(root / f"{name}.jsonl"):
            start = time.perf_counter()
            got = "\n".join(page.text for page in ingest(root / each["file"]).documents[0].pages)
            seconds.append((time.perf_counter() - start) / len(each["page_text"]))
            truth = "\n".join(each["page_text"])
            kept.append(_kept(truth, got))
            paper = documents[each["of"]] if name == "scans" and documents[each["of"]]["paragraphs"] else None
            errors.append(_paragraphs(paper, got) if paper else _by_line(truth, got))
            floor = _by_tesseract(root / each["file"])
            plain.append(_paragraphs(paper, floor) if paper else _by_line(truth, floor))
        print(f"{name}: words kept {np.mean(kept):.4f}, paragraph error {np.mean(errors):.4f} "
              f"(Tesseract alone {np.mean(plain):.4f}), {np.mean(seconds):.1f} s a page")  # fmt: skip


def _by_line(truth: str, got: str) -> float:
    whole = _plain(got)
    return float(np.mean([_within(_plain(line), whole) for line in truth.splitlines() if line.strip()]))


def _by_tesseract(path: Path) -> str:
    """What Tesseract reads of the pictures as they came."""
    import pypdfium2
    from PIL import Image

    pdf = path.suffix == ".pdf"
    pictures = (
        [page.render(scale=200 / 72).to_pil() for page in pypdfium2.PdfDocument(path)] if pdf else [Image.open(path)]
    )
    texts = []
    with tempfile.TemporaryDirectory() as folder:
        for picture in pictures:
            picture.convert("RGB").save(Path(folder) / "page.png")
            command = ["tesseract", str(Path(folder) / "page.png"), "stdout", "-l", "eng+spa"]
            texts.append(subprocess.run(command, capture_output=True, text=True).stdout)
    return "\n".join(texts)


def _broken(root: Path) -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    slowest = 0.0
    alike = []
    for each in _lines(root / "expected.jsonl"):
        start = time.perf_counter()
        got = next(iter(read_apart(inputs(root / each["file"]))))
        slowest = max(slowest, time.perf_counter() - start)
        text = "\n".join(page.text for document in got.documents for page in document.pages)
        codes = {problem.code for problem in got.problems}
        total[each["klass"]] += 1
        right[each["klass"]] += _in_class(each["klass"], got, text, codes)
        if each["klass"] == "text" and (each["consensus_agreement"] or 0) >= 0.9:
            alike.append(_kept(each["consensus_text"], text))
    shown = ", ".join(f"{klass} {right[klass]}/{count}" for klass, count in total.items())
    print(f"odd PDFs: {shown}; words kept of the agreed text {np.mean(alike):.3f}; slowest {slowest:.1f} s")


def _in_class(klass: str, got: Any, text: str, codes: set[str]) -> bool:
    if klass == "needs_password":
        return "pdf-password" in codes
    if klass == "unreadable":
        return got.status is Status.REJECTED
    if klass == "no_text":
        pages = [page for document in got.documents for page in document.pages]
        return len(text.strip()) < 25 or (any(page.origin is Origin.OCR for page in pages) and bool(pages))
    return bool(text.strip()) and got.status is not Status.REJECTED


def _long_pdf(root: Path, count: int, target: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    readers = [PdfReader(path) for path in sorted((root / "pdf").glob("*.pdf"))]
    writer = PdfWriter()
    sheets = [page for reader in readers for page in reader.pages]
    for number in range(count):
        writer.add_page(sheets[number % len(sheets)])
    writer.write(target)


def _plain_pdfium(path: Path) -> int:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    total = 0
    for number in range(len(pdf)):
        page = pdf[number]
        textpage = page.get_textpage()
        total += len(textpage.get_text_range())
        textpage.close()
        page.close()
    pdf.close()
    return total


def _speed(root: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        print("pages   PDFium alone   read   ratio   (by the clock)   pages/s")
        for count in (10, 100, 300, 1000):
            path = Path(folder) / f"{count}.pdf"
            _long_pdf(root, count, path)
            floor, clock_floor = _best(_plain_pdfium, path)
            ours, clock = _best(ingest, path)
            print(f"{count:5}   {floor:10.3f} s   {ours:5.3f} s   {ours / floor:.2f}   {clock / clock_floor:10.2f}"
                  f"   {count / ours:12.0f}")  # fmt: skip
        before, after = _memory(path)
        print(f"peak memory of the 1,000 pages: {after:.0f} MB ({after - before:.0f} above an idle reader)")


def _best(function: Callable[[Path], object], path: Path) -> tuple[float, float]:
    """Seconds of processor and of the clock, each of the best of three runs: a busy machine is no slower reader."""
    spent = []
    for _ in range(3):
        processor, clock = time.process_time(), time.perf_counter()
        function(path)
        spent.append((time.process_time() - processor, time.perf_counter() - clock))
    return min(each[0] for each in spent), min(each[1] for each in spent)


def _memory(path: Path) -> tuple[float, float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak, (path,))


def _peak(path: Path) -> tuple[float, float]:
    before = _most_held()
    ingest(path)
    return before, _most_held()


def _most_held() -> float:
    """Megabytes at the highest, of this process alone (getrusage inherits its parent's)."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


def _scenarios(root: Path) -> None:
    states: Counter[str] = Counter()
    kept = []
    start = time.perf_counter()
    for case in sorted(path for path in root.iterdir() if (path / "files").is_dir()):
        truth = json.loads((case / "truth_text.json").read_text(encoding="utf-8"))
        for got in read_apart(inputs(case / "files"), Limits()):
            states[got.status] += 1
            kept += list(_kept_of_papers(got, truth))
    seconds = time.perf_counter() - start
    print(f"scenarios: {dict(states)}, words kept on recognised pages {np.mean(kept):.4f}, {seconds:.0f} s")


def _kept_of_papers(got: Any, truth: dict[str, Sequence[str]]) -> Iterator[float]:
    for document in got.documents:
        for page in document.pages:
            written = truth.get(got.file, [])
            here = written[page.number - 1] if len(written) >= page.number else ""
            if page.origin is Origin.OCR and page.state is PageState.READ and here.strip():
                yield _kept(here, page.text)
