"""Markup that cannot carry a record's text as markup: every piece of text is escaped as it goes in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st


class Html(str):
    """Text that is already safe markup. Made only by `tag` and `join`."""

    __slots__ = ()


def tag(name: str, /, *inside: str, **attributes: str | int | None) -> Html:
    """An element. Text inside is escaped unless it is `Html`; `class_` and `data_x` become `class` and `data-x`."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in ("img", "br", "hr"):
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(inside)}</{name}>")


def join(pieces: Iterable[str]) -> Html:
    """Pieces side by side, plain text escaped."""
    return Html("".join(piece if isinstance(piece, Html) else escape(piece) for piece in pieces))


def put(*pieces: str) -> None:
    """Puts markup on the page."""
    st.html(join(pieces))


def lines(text: str) -> Html:
    """A message of a catalog or a person's text: each line a paragraph, lines that begin with a dash a list."""
    out: list[Html] = []
    items: list[Html] = []
    for line in [*text.strip().splitlines(), ""]:
        if line.startswith("- "):
            items.append(tag("li", line[2:]))
            continue
        if items:
            out.append(tag("ul", *items))
            items = []
        if line.strip():
            out.append(tag("p", line.strip()))
    return join(out)


def with_calls(written: Html) -> Html:
    """Our own words with each emergency number in them as a link that calls it."""
    return Html(re.sub(r"\b(911|988)\b(?![^<]*>)", r'<a href="tel:\1">\1</a>', written))


def say(text: str, class_: str | None = None) -> None:
    """A message as paragraphs."""
    put(tag("div", lines(text), class_=class_))


def heading(text: str, level: int = 2, id_: str | None = None) -> None:
    """A heading below the page's h1."""
    put(tag(f"h{level}", text, id_=id_))


def status(text: str) -> None:
    """A short line that is read out when it appears (WCAG 4.1.3)."""
    put(tag("p", text, role="status", class_="so-status"))


def notice(text: str, kind: str = "info") -> None:
    """A panel: info, good or warn. The words carry the meaning, the colour only repeats it."""
    put(tag("div", lines(text), class_=f"so-panel so-{kind}"))


def chip(text: str, kind: str = "grey") -> Html:
    """A small tag: grey, blue, yellow or red."""
    return tag("span", text, class_=f"so-tag so-tag-{kind}")


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """A real table with a caption and scoped headers; the first cell of a row names the row."""
    body = [
        tag("tr", tag("th", row[0], scope="row"), *(tag("td", cell) for cell in row[1:])) for row in map(list, rows)
    ]
    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption),
            tag("thead", tag("tr", *(tag("th", name, scope="col") for name in head))),
            tag("tbody", *body),
        ),
        class_="so-table",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def stacked(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """A table that becomes one card for each row on a narrow screen, every cell under the name of its column. The roles
    are written out: browsers drop those of a table whose rows are laid out as blocks."""
    body = [
        tag(
            "tr",
            tag("th", row[0], scope="row", role="rowheader"),
            *(_cell(name, cell) for name, cell in zip(head[1:], row[1:], strict=True)),
            role="row",
        )
        for row in map(list, rows)
    ]
    names = tag("tr", *(tag("th", name, scope="col", role="columnheader") for name in head), role="row")
    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption),
            tag("thead", names, role="rowgroup"),
            tag("tbody", *body, role="rowgroup"),
            role="table",
        ),
        class_="so-table so-stacked",
    )


def _cell(column: str, inside: str) -> Html:
    return tag("td", _named(column), inside, role="cell", class_=None if inside else "so-empty")


def _named(column: str) -> Html:
    """Seen on a narrow screen only, where the head of the table is not; a screen reader has the column's own."""
    return tag("span", column, class_="so-column", aria_hidden="true")


def pairs(rows: Iterable[tuple[str, str]]) -> Html:
    """A list of names and values."""
    return tag("dl", *(join((tag("dt", name), tag("dd", value))) for name, value in rows), class_="so-pairs")
