"""Figures of the chat: retrieval by words, meaning and both; urgency; dev messages; time of a turn with many pages."""

from __future__ import annotations

import json
import os
import statistics
import time
from dataclasses import replace
from pathlib import Path

import yaml

import knowledge
from assistant.chat import chat
from assistant.chat.safety import triage
from ingest.document import Page
from knowledge.embedding import embedding
from knowledge.searching import MEANING, Words, _shelf, by_meaning, by_words
from tests.chat.build import CLINIC, dossier
from tests.chat.questions import QUESTIONS

DEV = Path(os.environ.get("EVAL_DIR", "") or Path(__file__).parents[3] / "shared" / "eval" / "dev")


def run() -> None:
    """Prints all figures."""
    own_questions()
    medquad()
    red_flags()
    messages()
    latency()


def _ranks(name: str, ranks: list[int]) -> None:
    first = sum(rank == 1 for rank in ranks) / len(ranks)
    five = sum(rank <= 5 for rank in ranks) / len(ranks)
    mean = sum(1 / rank for rank in ranks if rank <= 10) / len(ranks)
    print(f"  {name:8} Hit@1 {first:.2f}  Hit@5 {five:.2f}  MRR@10 {mean:.2f}")


def _rank(scores: dict[int, float], wanted: int) -> int:
    order = sorted(scores, key=lambda n: -scores[n])
    return order.index(wanted) + 1 if wanted in order else 999


def _both(words: dict[int, float], meaning: dict[int, float], weight: float) -> dict[int, float]:
    return {n: weight * meaning.get(n, 0) + (1 - weight) * words.get(n, 0) for n in words.keys() | meaning.keys()}


def own_questions() -> None:
    """Own questions on the library, in people's words."""
    for language in ("en", "es"):
        asked = [(text, wanted) for lang, text, wanted in QUESTIONS if lang == language]
        places = {passage.id: n for n, passage in enumerate(_shelf(language).passages)}
        words = [by_words(text, language) for text, _ in asked]
        meaning = [by_meaning(text, language) for text, _ in asked]
        goals = [places[wanted] for _, wanted in asked]
        print(f"own questions, {language}: {len(asked)}")
        _ranks("words", [_rank(w, goal) for w, goal in zip(words, goals, strict=True)])
        _ranks("meaning", [_rank(m, goal) for m, goal in zip(meaning, goals, strict=True)])
        weight = MEANING[language]
        both = [_both(w, m, weight) for w, m in zip(words, meaning, strict=True)]
        _ranks("hybrid", [_rank(b, goal) for b, goal in zip(both, goals, strict=True)])


def medquad() -> None:
    """Public questions and answers, with the same words and vectors."""
    folder = DEV / "retrieval_medquad"
    if not folder.exists():
        print("retrieval_medquad: not there (set EVAL_DIR)")
        return
    corpus = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    queries = [json.loads(line) for line in (folder / "queries.jsonl").open(encoding="utf-8")]
    keys = [_first(row, "id", "doc_id", "aid") for row in corpus]
    texts = [" ".join(str(row.get(k, "")) for k in ("title", "focus", "text", "answer")).strip() for row in corpus]
    index = Words(texts, "en")
    vectors = embedding().encode([text[:600] for text in texts])
    asked = [str(_first(row, "query", "text", "question")) for row in queries]
    goals = [keys.index(_first(row, "relevant", "doc_id", "answer_id", "positive", "aid")) for row in queries]
    words = [dict(index.scores(text)) for text in asked]
    near = embedding().encode(asked) @ vectors.T
    meaning = [dict(enumerate(row.tolist())) for row in near]
    print(f"retrieval_medquad: {len(queries)} questions, {len(corpus)} answers")
    _ranks("words", [_rank(w, goal) for w, goal in zip(words, goals, strict=True)])
    _ranks("meaning", [_rank(m, goal) for m, goal in zip(meaning, goals, strict=True)])
    both = [_both(w, m, MEANING["en"]) for w, m in zip(words, meaning, strict=True)]
    _ranks("hybrid", [_rank(b, goal) for b, goal in zip(both, goals, strict=True)])


def _first(row: dict[str, object], *names: str) -> object:
    for name in names:
        if name in row:
            value = row[name]
            return value[0] if isinstance(value, list) else value
    raise KeyError(names)


def red_flags() -> None:
    """Urgent phrases and their look-alikes."""
    file = DEV.parents[1] / "reference" / "red_flags.yaml"
    if not file.exists():
        print("red_flags: not there")
        return
    data = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    alarms = ("emergency", "crisis")
    missed = [row["text"] for row in data["positives"] if triage(row["text"], row["lang"]).kind not in alarms]
    false = [row["text"] for row in data["negatives"] if triage(row["text"], row["lang"]).kind in alarms]
    asked = [row for row in data["gray_zone"] if triage(row["text"], row["lang"]).ask]
    print(
        f"red flags: missed {len(missed)} of {len(data['positives'])}, false {len(false)} of {len(data['negatives'])}"
    )
    print(f"  unclear ones asked about: {len(asked)} of {len(data['gray_zone'])}")


def messages() -> None:
    """Kinds of the dev messages that need no case; the whole is scored by score.py beside them."""
    file = DEV / "chat" / "dev.jsonl"
    if not file.exists():
        print("chat messages: not there (set EVAL_DIR)")
        return
    rows = [json.loads(line) for line in file.open(encoding="utf-8")]
    rows = [row for row in rows if row["category"] != "my_case"]
    times, right = [], 0
    for row in rows:
        began = time.perf_counter()
        turn = chat(row["text"], language=row["language"])
        times.append(time.perf_counter() - began)
        right += turn.kind in row["expect_kind"]
    print(f"chat messages: right kind {right} of {len(rows)}; median {1000 * statistics.median(times):.0f} ms a turn")


def latency(chunks: int = 6_400) -> None:
    """A built-in turn on a case with many passages, warm."""
    small = dossier()
    first = small.papers[0]
    line = "Follow up note {n}: the patient walks well, sleeps well and has no new complaint at this time.\n"
    pages = tuple(
        replace(Page(1, "", first.document.pages[0].origin), number=n, text=CLINIC if n == 1 else line.format(n=n) * 30)
        for n in range(1, chunks // 10 + 1)
    )
    paper = replace(first, document=replace(first.document, pages=pages))
    case = replace(small, papers=(paper, *small.papers[1:]))
    questions = ("what am i missing", "where does it say metformin", "which medicines do i take", "what is hemoglobin")
    questions += (
        "how do i get my scans on a disc",
        "does the note mention walking",
        "should i stop metformin",
        "que me falta",
    )
    for question in questions:
        chat(question, dossier=case)
    times = []
    for question in questions * 3:
        began = time.perf_counter()
        chat(question, dossier=case)
        times.append(time.perf_counter() - began)
    from assistant.chat.case_text import case_text

    size = len(case_text(case).chunks)
    median = 1000 * statistics.median(times)
    print(f"turn with {size} passages: median {median:.0f} ms, slowest {1000 * max(times):.0f} ms")


if __name__ == "__main__":
    knowledge.load()
    run()
