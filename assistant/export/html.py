"""`index.html`: the whole package in any browser, offline. Runs no script, loads nothing, escapes every word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from assistant.export.summary_pdf import summary_data
from assistant.export.typesetting import TEMPLATES
from assistant.export.words import words
from assistant.model.package import Package
from assistant.view.wording import Wording

PAIRS = ("pathology", "imaging", "plan", "person", "background", "labs")


def index_html(package: Package, paths: Mapping[str, str], changes: Sequence[str] = ()) -> str:
    """The page. Its sources lead to the files of the package."""
    summary = package.summary
    known = words(summary.language)
    made = known["made"].format(date=Wording(summary.language).date(package.created), version=package.version)
    return _template().render(
        s=summary,
        data=summary_data(summary, paper="letter", hrefs=paths, changes=changes),
        w=known,
        made=made,
        changes=list(changes),
        files=list(_files(package)),
        left_out=package.left_out,
        pairs=PAIRS,
    )


def _files(package: Package) -> Iterable[dict[str, str]]:
    """Every paper; of a study only its folder, since nobody opens two thousand slices one by one."""
    folders = set()
    for file in package.files:
        if file.path.startswith("images/"):
            folder = file.path.rsplit("/", 1)[0] + "/"
            if folder in folders:
                continue
            folders.add(folder)
            yield {"path": folder, "name": file.original.source_name.rsplit("/", 1)[0]}
        else:
            yield {"path": file.path, "name": file.original.source_name}


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals["cites"] = _cites
    environment.filters["href"] = _href
    return environment.get_template("index.html.j2")


def _cites(cite: Mapping[str, int] | None) -> Markup:
    if cite is None:
        return Markup("")
    papers = f" ×{int(cite['papers'])}" if cite["papers"] > 1 else ""
    return Markup(' <a href="#source-{0}">[{0}{1}]</a>').format(int(cite["number"]), papers)


def _href(path: str) -> str:
    """A relative path as a link; a page number may follow it."""
    name, hash_mark, rest = path.partition("#")
    return quote(name) + hash_mark + quote(rest, safe="=")
