"""How near a film comes to what somebody typed: pure scoring over candidates that an index has found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.domain.title_forms import search_forms
from bot.domain.titles import split_year

LONGEST = 200
"""Characters of a text that are looked at; no title in use is longer."""
SURE = 90.0
"""A score from which on a film may be taken for the one that was meant, if no other comes near."""

_SHORT_YEAR = re.compile(r"^(?P<title>.*\S)\s+'?(?P<year>\d\d)$")
_ALIKE = 74.0  # per cent of likeness below which two words are not the same word misspelt
_OPEN, _MORE = 70.0, 28.0  # what the beginning of a word counts, and what it gains by its length
_BY_NAME = 97.0  # what a word of a director's name or the year counts
_LIKELY = 2  # names of a film that are compared word by word: those that share most words
_WEIGHT = 6.0  # points that separate the best known film from one nobody knows
_YEAR_RIGHT, _YEAR_NEAR, _YEAR_WRONG = 6.0, 2.0, -20.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text: the forms of its title, and a year (or the last two digits of one) if it names one."""

    forms: tuple[str, ...]
    year: int | None = None

    def agrees(self, year: int | None) -> bool:
        """Whether the film's year is the one typed; true where none was typed."""
        if self.year is None:
            return True
        return year is not None and (year == self.year or (self.year < 100 and year % 100 == self.year))


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a film for ranking: forms of its titles, words of its makers' names, year, weight 0 to 1."""

    names: Sequence[str]
    makers: Sequence[str]
    year: int | None
    weight: float


def readings(text: str) -> tuple[Reading, ...]:
    """The ways to read a text: as a title; as a title with a year ("her 2013"); with a short year ("la haine 95")."""
    text = " ".join(text[:LONGEST].split())
    found = [Reading(search_forms(text))]
    title, year = split_year(text)
    if year is not None:
        found.append(Reading(search_forms(title), year))
    elif (short := _SHORT_YEAR.match(text)) is not None:
        found.append(Reading(search_forms(short["title"]), int(short["year"])))
    return tuple(reading for reading in found if reading.forms)


def score(read: Sequence[Reading], candidate: Candidate) -> tuple[float, bool]:
    """How near the candidate comes (0 to about 112, weight and year counted in), and whether a title is typed whole."""
    best, whole = 0.0, False
    for reading in read:
        near = max(nearness(form, candidate, last_is_open=True) for form in reading.forms)
        exact = not set(reading.forms).isdisjoint(candidate.names) and reading.agrees(candidate.year)
        whole = whole or exact
        best = max(best, near + _year_points(reading, candidate.year))
    return best + _WEIGHT * candidate.weight, whole


def nearness(form: str, candidate: Candidate, *, last_is_open: bool) -> float:
    """0 to 100; ``last_is_open`` says that the last word may be the beginning of one."""
    best = max((_begun(form, name) for name in candidate.names), default=0.0)
    if best:
        return best
    # Only the names that share most with the text are compared the dear ways.
    likely = [name for name, _, _ in process.extract(form, candidate.names, scorer=fuzz.token_set_ratio, limit=_LIKELY)]
    likely += [name for name, _, _ in process.extract(form, candidate.names, scorer=fuzz.ratio, limit=1)]
    words = form.split()
    return max(
        max(_misspelt(form, name), _by_words(words, name.split(), candidate, last_is_open))
        for name in dict.fromkeys(likely)
    )


def _begun(form: str, name: str) -> float:
    """What a text is worth that is a title or the beginning of one; 0 where it is neither."""
    if not name.startswith(form):
        return 0.0
    if form == name:
        return 100.0
    return 86.0 + 10.0 * len(form) / len(name) + (2.0 if name[len(form)] == " " else 0.0)


def _misspelt(form: str, name: str) -> float:
    """How alike both are as they stand, with the rest of a longer title left away, and without spaces."""
    likeness = fuzz.ratio(form, name)
    if len(form) >= 4 and len(name) > len(form):
        likeness = max(likeness, 0.93 * fuzz.ratio(form, name[: len(form)]))
    return max(likeness, 0.96 * fuzz.ratio(form.replace(" ", ""), name.replace(" ", "")))


def _by_words(words: Sequence[str], title: Sequence[str], candidate: Candidate, last_is_open: bool) -> float:
    """Word by word, in any order, with words that name the maker or the year; titles half named count less."""
    points, length, covered = 0.0, 0, set[int]()
    for place, word in enumerate(words):
        open_end = last_is_open and place == len(words) - 1
        near, which = _best_word(word, title, open_end)
        if which is not None:
            covered.add(which)
        if near < _BY_NAME:
            near = max(near, _maker_points(word, candidate, open_end))
        points += near * len(word)
        length += len(word)
    share = sum(len(title[place]) for place in covered) / max(sum(map(len, title)), 1)
    return points / max(length, 1) * (0.82 + 0.16 * share)


def _best_word(word: str, among: Sequence[str], open_end: bool) -> tuple[float, int | None]:
    best, which = 0.0, None
    for place, other in enumerate(among):
        near = _word_points(word, other, open_end)
        if near > best:
            best, which = near, place
    return best, which


def _word_points(word: str, other: str, open_end: bool) -> float:
    if word == other:
        return 100.0
    if open_end and other.startswith(word):
        return _OPEN + _MORE * len(word) / len(other)
    if min(len(word), len(other)) < 3:
        return 0.0
    return fuzz.ratio(word, other, score_cutoff=_ALIKE)


def _maker_points(word: str, candidate: Candidate, open_end: bool) -> float:
    if candidate.year is not None and word == str(candidate.year):
        return _BY_NAME
    near, _ = _best_word(word, candidate.makers, open_end)
    return near * _BY_NAME / 100.0


def _year_points(reading: Reading, year: int | None) -> float:
    if reading.year is None:
        return 0.0
    if reading.agrees(year):
        return _YEAR_RIGHT
    return _YEAR_NEAR if year is not None and abs(year - reading.year) == 1 else _YEAR_WRONG
