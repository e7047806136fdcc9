"""Who cared for the patient: signatures and named roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.extract import shapes
from assistant.extract.work import Work
from assistant.model.facts import Fact, FactKind
from knowledge.lexicon import Lexicon
from knowledge.plain import plain
from knowledge.small_words import small_words

HEAD = 6  # lines in which an address stands
PERSON = r"(?:(?:Dr|Dra)\.? )?[A-ZÀ-Ý][\w'’.À-ÿ-]*(?: [A-ZÀ-Ý][\w'’.À-ÿ-]*){1,3}"


@lru_cache(maxsize=2)
def _signed(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"({PERSON}),? (?:{lexicon.words['patterns']['doctor']})")


@lru_cache(maxsize=2)
def _letters(lexicon: Lexicon) -> re.Pattern[str]:
    """The letters behind a name; looked for from capital to capital, which the engine does quickly."""
    return re.compile(rf"[A-Z](?<=(?={lexicon.words['patterns']['doctor']}).)")


@lru_cache(maxsize=2)
def _roles(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, str]]:
    names = {str(word): role for role, words in lexicon.words["patterns"]["roles"].items() for word in words}
    return re.compile(rf"\b({shapes.any_of(names)})\b:?\s*$"), {plain(word): role for word, role in names.items()}


def _signatures(work: Work) -> Iterator[re.Match[str]]:
    """Names with letters behind them, in the lines that hold such letters."""
    signed, done = _signed(work.lexicon), 0
    for letters in _letters(work.lexicon).finditer(work.text):
        if letters.start() >= done:
            first = work.text.rfind("\n", 0, letters.start()) + 1
            done = work.text.find("\n", letters.start())
            done = done if done >= 0 else len(work.text)
            yield from signed.finditer(work.text, first, done)


def _town(work: Work, match: re.Match[str]) -> bool:
    """The state of an address in the first lines of a page: "Golden Triangle Labs Pittsburgh, PA"."""
    letters = work.text[match.end(1) : match.end()].strip(", ")
    if letters not in work.lexicon.words["stopwords"]["places_or_degrees"]:
        return False
    return work.text.count("\n", 0, match.start()) < HEAD and work.begins_line(match.start())


TITLED = re.compile(r"D(?<=\bD)ra?\.? ((?:[A-ZÀ-Ý]\. ?)*[A-ZÀ-Ý][a-zß-ÿ'’-]+(?: [A-ZÀ-Ý][a-zß-ÿ'’-]+){0,2})")


def _titled(work: Work, seen: set[str]) -> Iterator[Fact]:
    """ "Dr. Marsh", where no letters stand behind the name and no fuller name was found on the page."""
    for match in TITLED.finditer(work.text) if "Dr" in work.text else ():
        whole = _before_a_day(work, match)
        name = " ".join(whole.split())
        if name.casefold() in seen or any(known.endswith(name.casefold().split()[-1]) for known in seen):
            continue
        if plain(name.split()[-1]) in small_words("stop")["en"]:
            continue  # "Dr. X and Dr. Y. We decided": a letter stands for the name
        if shapes.said("no_person").search(work.flat, match.start(1), match.end() + 12):
            continue
        seen.add(name.casefold())
        details = {"role": _role(work, match.start())}
        span = (match.start(), match.start(1) + len(whole))
        yield work.fact(FactKind.CARE_TEAM, name, span, "team.titled", details=details)


def _before_a_day(work: Work, match: re.Match[str]) -> str:
    """The name without the month of a day behind it ("Saw Dr. Roux Oct 22"); May alone may be a name."""
    first, _, last = match[1].rpartition(" ")
    day = work.text[match.end() : match.end() + 3].lstrip(". ")[:1].isdigit()
    return first.rstrip() if first and day and plain(last) in work.lexicon.words["dates"]["months"] else match[1]


def _role(work: Work, start: int) -> str:
    """The role that the words before a name give; who signs a report is of the trade that writes such reports."""
    roles, names = _roles(work.lexicon)
    found = roles.search(work.flat[max(0, start - 40) : start])
    role = names[found[1]] if found else ""
    if role != "signer":
        return role
    return str(work.lexicon.words["patterns"]["signers"].get(work.setting.declared, ""))


def team(work: Work) -> Iterator[Fact]:
    """Each clinician named on a page once, with the role the paper gives."""
    seen: set[str] = set()
    for match in _signatures(work):
        name = " ".join(match[1].split())
        words = shapes.said("role_before_name").split(name)
        name = words[-1].strip()
        start = match.end(1) - len(words[-1])
        if len(name.split()) < 2 or name.casefold() in seen or "\n" in work.text[start : match.end()]:
            continue
        if _town(work, match):
            continue
        seen.add(name.casefold())
        details = {"role": _role(work, start)}
        yield work.fact(FactKind.CARE_TEAM, name, (start, match.end()), "team", details=details)
    yield from _titled(work, seen)
