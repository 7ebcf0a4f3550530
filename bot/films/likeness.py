"""Whether an answer is about the film that was asked for. Generous: sources know titles that we have never heard."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.domain.film import Film, FilmId
from bot.domain.film_card import Sourced
from bot.domain.titles import folded, folded_title

_ALIKE = 60.0  # of 100 (rapidfuzz WRatio): below this two titles are nowhere near each other
_CERTAIN = 85.0  # from here a title outweighs a year that is wrong
_SAME_PERSON = 70.0  # names differ in spelling and transliteration
_ONE_SCRIPT = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "KATAKANA-HIRAGANA": "CJK", "FULLWIDTH": "LATIN"}


def fitting(said: Sequence[Sourced], title: str, year: int | None, limit: int) -> tuple[Sourced, ...]:
    """What is about that title, best first: same title, near year, then as the source had it.

    Films of other years are kept only when none is of that year, give or take one, and then only for a good title.
    """
    once: dict[FilmId, Sourced] = {}
    for one in said:
        once.setdefault(one.film.id, one)
    scored = [(alike(title, one.film), one) for one in once.values()]
    kept = [one for score, one in scored if score >= _ALIKE]
    if year is not None:
        of_year = [one for one in kept if _apart(one.film.year, year) <= 1]
        kept = of_year or [one for score, one in scored if score >= _CERTAIN]
    kept.sort(key=lambda one: (not bears(one.film, title), _apart(one.film.year, year)))
    return tuple(kept[: max(0, limit)])


def bears(film: Film, title: str) -> bool:
    """Whether that is one of the film's titles, but for case, accents, punctuation and a leading article."""
    return folded_title(title) in map(folded_title, film.titles)


def contradicts(asked: Film, answer: Film) -> bool:
    """Whether an answer, found by an identifier, must be about another film.

    It is when another identifier differs, or when no title is like any and neither year nor directors speak for it.
    """
    pairs = (
        (asked.imdb_id, answer.imdb_id), (asked.wikidata_id, answer.wikidata_id), (asked.tmdb_id, answer.tmdb_id),
    )  # fmt: skip
    if any(one is not None and two is not None and one != two for one, two in pairs):
        return True
    if not asked.title or max(alike(title, answer) for title in asked.titles) >= _ALIKE:
        return False  # asked for by an identifier alone, or alike
    if asked.directors and answer.directors:
        return not any(_same_person(one, two) for one in asked.directors for two in answer.directors)
    return asked.year is None or answer.year is None or _apart(asked.year, answer.year) > 1


def alike(title: str, film: Film) -> float:
    """How near a title comes to one of a film's, 0 to 100; 100 where they are in scripts that cannot be compared."""
    comparable = [own for own in film.titles if _comparable(title, own)]
    if not comparable:
        return 100.0
    typed = folded_title(title)
    if not typed:
        return 100.0 if any(not folded_title(own) for own in comparable) else 0.0
    return max(fuzz.WRatio(typed, folded_title(own)) for own in comparable)


def _comparable(one: str, two: str) -> bool:
    ones, twos = _scripts(one), _scripts(two)
    return not ones or not twos or bool(ones & twos)


def _scripts(text: str) -> set[str]:
    """The scripts of a text's letters, by the first word of their Unicode names."""
    names = (unicodedata.name(char, "?").split(" ")[0] for char in text if char.isalpha())
    return {_ONE_SCRIPT.get(name, name) for name in names}


def _apart(one: int | None, two: int | None) -> int:
    """Years between two; one, where either is not known."""
    return 1 if one is None or two is None else abs(one - two)


def _same_person(one: str, two: str) -> bool:
    return not _comparable(one, two) or fuzz.token_sort_ratio(folded(one), folded(two)) >= _SAME_PERSON
