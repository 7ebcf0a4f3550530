"""Which of the films that an index found is meant: one beyond doubt, several to ask about, or none."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.film import Film
from bot.domain.film_ranking import SURE
from bot.domain.title_forms import search_form, search_forms, with_digits
from bot.errors import SeveralFilms
from bot.ports import Match

_AHEAD = 8.0
"""Points by which the best must lead before it is taken without asking."""
_NEAR = 68.0
"""How near a text must come to a film for "did you mean" to be no insult."""
_OBSCURE = 0.55
"""The share of the best known one's weight below which a film of the same title is not asked about."""


def meant(text: str, found: Sequence[Match]) -> Film | None:
    """The film among those found that is meant beyond doubt. Raises SeveralFilms."""
    exact = [match for match in found if match.exact]
    if exact:
        best = max(match.weight for match in exact)
        known = [match.film for match in exact if match.weight >= _OBSCURE * best]
        if len(known) > 1:
            raise SeveralFilms(text, known)
        return known[0]
    if not found or nearness_of(found[0]) < SURE - 4 or not _numbers_agree(text, found[0].film):
        return None
    ahead = all(nearness_of(match) <= nearness_of(found[0]) - _AHEAD for match in found[1:])
    return found[0].film if ahead else None


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
