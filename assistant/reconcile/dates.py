"""Dates that only the patient's other papers settle: 03/04/2025 on a form that says nothing else. Never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.classify.dates import Order, written
from assistant.model.facts import Fact, When
from assistant.model.papers import Belongs, Paper


def settle_dates(papers: Sequence[Paper], births: Sequence[str]) -> list[Paper]:
    """Reads 03/04/2025 where its own paper could not: by the patient's birth date on it, else as all the others do."""
    usual = _usual_orders(papers)
    return [_settled(paper, births, usual) for paper in papers]


def _usual_orders(papers: Sequence[Paper]) -> dict[str, Order]:
    seen: dict[str, set[Order]] = {}
    for paper in papers:
        when = paper.description.date
        if paper.belongs is Belongs.OTHER or when.ambiguous:
            continue
        for item in written(when.written):
            if len(item.readings) == 2 or item.month_first != item.day_first:
                order: Order = "month_first" if item.month_first == when.date else "day_first"
                seen.setdefault(paper.description.language, set()).add(order)
    return {language: next(iter(orders)) for language, orders in seen.items() if len(orders) == 1}


def _settled(paper: Paper, births: Sequence[str], usual: dict[str, Order]) -> Paper:
    about = paper.description
    order = _order_by_birth(about.patient.birth_date, births) or usual.get(about.language, "")
    open_dates = about.date.ambiguous or any(fact.when.ambiguous for fact in paper.facts)
    if not order or not (open_dates or about.patient.birth_date[:4].isdigit() is False):
        return paper
    born = next((item.read(order) for item in written(about.patient.birth_date)), "") or about.patient.birth_date
    patient = replace(about.patient, birth_date=born)
    facts = tuple(_read_again(fact, order) for fact in paper.facts)
    return replace(paper, description=replace(about, date=_when(about.date, order), patient=patient), facts=facts)


def _order_by_birth(stated: str, births: Sequence[str]) -> Order:
    for item in written(stated) if stated and not stated[:4].isdigit() else []:
        if item.month_first != item.day_first:
            if item.month_first in births:
                return "month_first"
            if item.day_first in births:
                return "day_first"
    return ""


def _when(when: When, order: Order) -> When:
    item = next(iter(written(when.written)), None) if when.ambiguous else None
    return item.when(order, when.role) if item else when


def _read_again(fact: Fact, order: Order) -> Fact:
    return replace(fact, when=_when(fact.when, order)) if fact.when.ambiguous else fact
