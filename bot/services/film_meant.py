"""Which of the films that an index found is meant: one beyond doubt, several to ask about, or none."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.domain.film import Film
from bot.domain.film_ranking import SURE
from bot.domain.title_forms import name_tokens, search_form, search_forms, with_digits
from bot.errors import SeveralFilms
from bot.ports import Match

_AHEAD = 6.0
"""Points by which the best must lead before it is taken without asking."""
_NEAR = 68.0
"""How near a text must come to a film for "did you mean" to be no insult."""
_SLIP, _SLIP_ELSEWHERE = 80.0, 90.0
"""Likeness of two words (of 100) that are the same but for a slip: of the film's own titles, and of those elsewhere."""
_WORD = 5
"""Letters of a word from which on a slip is still told from another word."""
_OBSCURE = 0.55
"""The share of the best known one's weight below which a film of the same title is not asked about."""


def titled(text: str, found: Sequence[Match]) -> Film | None:
    """The film among those found whose title was typed whole. Raises SeveralFilms where several are as well known."""
    exact = [match for match in found if match.exact]
    if not exact:
        return None
    best = max(match.weight for match in exact)
    known = [match.film for match in exact if match.weight >= _OBSCURE * best]
    if len(known) > 1:
        raise SeveralFilms(text, known)
    return known[0]


def misspelt(text: str, found: Sequence[Match]) -> Film | None:
    """The film whose title the text is, but for a slip or a maker's name, with no other near; None where it is in doubt.

    A title that is longer or shorter by a word, or in the plural, is another film's: "Aliens" is not Alien misspelt.
    """
    if not found or nearness_of(found[0]) < SURE - 4 or not _numbers_agree(text, found[0].film):
        return None
    ahead = all(nearness_of(match) <= nearness_of(found[0]) - _AHEAD for match in found[1:])
    return found[0].film if ahead and _is_a_slip(text, found[0].film) else None


def _is_a_slip(text: str, film: Film) -> bool:
    """Whether the text has the words of one of the titles, each but for a slip, and else only makers' names and the year.

    Titles in other countries are many, and words of theirs are other films' words elsewhere: they must be nearer.
    """
    makers = {word for name in film.directors for word in name_tokens(name)}
    extra = makers | {str(film.year), str(film.year)[2:]}
    own = {film.title, film.original_title}
    for title in filter(_latin, film.titles):  # how a title sounds in Latin letters is no spelling to have slipped from
        least = _SLIP if title in own else _SLIP_ELSEWHERE
        for name in search_forms(title):
            if any(_same_words(form.split(), name.split(), extra, least) for form in search_forms(text)):
                return True
    return any(_run_together(form, name) for form in search_forms(text) for name in search_forms(film.title))


def _latin(title: str) -> bool:
    return all(not char.isalpha() or unicodedata.name(char, "").startswith("LATIN") for char in title)


def _same_words(words: Sequence[str], title: Sequence[str], extra: Collection[str], least: float) -> bool:
    """Every word of the title is there, in any order; what is left over are names and years."""
    left = list(words)
    for word in title:
        near = max(left, key=lambda other: _alike(word, other), default=None)
        if near is None or _alike(word, near) < least:
            return False
        left.remove(near)
    return all(any(_alike(word, name) >= _SLIP for name in extra) for word in left)


def _alike(word: str, other: str) -> float:
    """Likeness of two words, 0 to 100. Short words must be the same, and a word with an ending more is another word.

    So "titan" is not "titane" misspelt, nor "burn" "burning", nor "curse" "cure"; but a last letter may be doubled.
    """
    if word == other:
        return 100.0
    shorter, longer = sorted((word, other), key=len)
    ending = longer[len(shorter) :] if longer.startswith(shorter) else ""
    if len(shorter) < _WORD or (ending and ending != shorter[-1]):
        return 0.0
    # Two letters that changed places are one slip.
    return max(fuzz.ratio(word, other), 100.0 * OSA.normalized_similarity(word, other))


def _run_together(form: str, name: str) -> bool:
    """Whether both differ in nothing but spaces."""
    return form.replace(" ", "") == name.replace(" ", "")


def _numbers_agree(text: str, film: Film) -> bool:
    """Whether every number typed belongs to the film: "godfather 2" is not The Godfather misspelt."""
    known = {word for title in film.titles for form in search_forms(title) for word in with_digits(form).split()}
    years = {str(year)[cut:] for year in ((film.year or 0) - 1, film.year, (film.year or 0) + 1) for cut in (0, 2)}
    return all(word in known | years for word in with_digits(search_form(text)).split() if word.isdigit())


def foremost(same: Sequence[Match]) -> Film | None:
    """The only film, or the one that is better known than all others of its title and year by far."""
    if not same:
        return None
    ranked = sorted(same, key=lambda match: -match.weight)
    if len(ranked) > 1 and ranked[1].weight >= _OBSCURE * ranked[0].weight:
        return None
    return ranked[0].film


def nearness_of(match: Match) -> float:
    """How near the text comes, without what the film's fame adds."""
    return match.score - 6.0 * match.weight


def worth_naming(match: Match) -> bool:
    """Whether "did you mean" is no insult."""
    return nearness_of(match) >= _NEAR
