"""Titles and names of places in calm letters: what a paper prints in capitals is not shouted again. Quotes nothing."""

from __future__ import annotations

import re

from knowledge.layouts import abbreviations

WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*\.?")
LETTERS = re.compile(r"[^\W\d_]")


def calm(title: str, *, name: bool = False) -> str:
    """A title all in capitals as a sentence ("MRI pelvis"), a `name` with capitals at the start of its words."""
    letters = "".join(LETTERS.findall(title))
    if letters != letters.upper() or (len(title.split()) < 2 and len(letters) < 6):
        return title
    kept = abbreviations()
    first = True

    def turn(found: re.Match[str]) -> str:
        nonlocal first
        word, begins = found.group(0), first
        first = False
        if word.casefold().rstrip(".") in kept or any(c.isdigit() for c in word) or "." in word.rstrip("."):
            return word
        if name:
            return word.capitalize() if begins or len(word) > 3 else word.lower()
        return word.capitalize() if begins else word.lower()

    return WORD.sub(turn, title)


def calm_person(name: str) -> str:
    """A person's name without its shouting: "LOPEZ, MARIA J" as "Lopez, Maria J". Initials keep their capitals."""
    return WORD.sub(lambda found: found.group(0).capitalize(), name) if name.isupper() else name


def calm_start(text: str) -> str:
    """A title with its date behind it ("MRI PELVIS, RECTAL, September 25, 2026"): the part in capitals calmed."""
    parts = text.split(", ")
    for count in range(len(parts), 0, -1):
        head = ", ".join(parts[:count])
        if head.upper() == head and any(letter.isalpha() for letter in head):
            return ", ".join((calm(head), *parts[count:]))
    return text
