"""Tells English from Spanish by small words. Guesses nothing else and never sends text anywhere."""

from __future__ import annotations

import re

from knowledge.patterns import plain
from knowledge.small_words import small_words


def language_of(text: str, default: str = "en") -> str:
    """`en` or `es`; the default when the words do not tell."""
    words = re.findall(r"[a-z]+", plain(text))
    tells = small_words("tells")
    english = sum(word in tells["en"] for word in words)
    spanish = sum(word in tells["es"] for word in words) + 2 * len(re.findall(r"[¿¡ñ]", text.lower()))
    if english == spanish:
        return default
    return "en" if english > spanish else "es"
