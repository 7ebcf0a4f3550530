"""Making one film of what several sources say of it, in an order of precedence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from bot.domain.film import Film
from bot.domain.film_card import FilmCard, Sourced
from bot.domain.titles import folded, folded_title

_OTHER_TITLES = 8
_FACTS = tuple(f.name for f in fields(Film) if f.name not in {"id", "title", "other_titles", "listed"})


def in_order(said: Sequence[Sourced], precedence: Sequence[str]) -> list[Sourced]:
    """What sources say, whose word counts first first; a source that the precedence does not name comes last."""
    places = {name: place for place, name in enumerate(precedence)}
    return sorted(said, key=lambda one: places.get(one.source, len(places)))


def merged(films: Sequence[Film]) -> Film:
    """One film of several accounts, first word first: each field from the first account that has it.

    Other titles are gathered from all. Raises ValueError for no accounts.
    """
    if not films:
        raise ValueError("no account of the film")
    first = films[0]
    known: dict[str, Any] = {name: _first(name, films) for name in _FACTS}
    titles = dict.fromkeys(
        title for film in films for title in film.titles if title not in {first.title, known["original_title"]}
    )
    return replace(first, **known, other_titles=tuple(titles)[:_OTHER_TITLES], listed=any(f.listed for f in films))


def _first(name: str, films: Sequence[Film]) -> object:
    """A fact from the first account that has it; from the first of all where none has."""
    values = [getattr(film, name) for film in films]
    return next((value for value in values if value not in (None, "", ())), values[0])


def groups(said: Sequence[Sourced]) -> list[list[Sourced]]:
    """What sources say, put together by film; the order of first mention stays."""
    films: list[list[Sourced]] = []
    for one in said:
        same = next((group for group in films if any(alike(one.film, other.film) for other in group)), None)
        if same is None:
            films.append([one])
        else:
            same.append(one)
    return films


def alike(one: Film, other: Film) -> bool:
    """Whether two accounts are of one film: by an identifier that both carry, else by title, year and director."""
    shared = ((one.imdb_id, other.imdb_id), (one.wikidata_id, other.wikidata_id), (one.tmdb_id, other.tmdb_id))
    if any(a is not None and b is not None for a, b in shared) or one.id == other.id:
        return one.same_as(other)
    return agree(one, other)


def agree(one: Film, other: Film) -> bool:
    """Whether title, year (give or take one) and, where both name them, directors speak of the same film."""
    titles = {folded_title(title) for title in one.titles} & {folded_title(title) for title in other.titles}
    if not titles or one.year is None or other.year is None or abs(one.year - other.year) > 1:
        return False
    surnames = [{folded(name).split()[-1] for name in film.directors if folded(name)} for film in (one, other)]
    return not all(surnames) or bool(surnames[0] & surnames[1])


def card_of(said: Sequence[Sourced], precedence: Sequence[str], region: str, silent: Sequence[str] = ()) -> FilmCard:
    """The card of a film from all that was said of it; the first account in order gives the id and the title."""
    ordered = in_order(said, precedence)
    offered = next((one.offers[region] for one in ordered if one.offers.get(region)), ())
    return FilmCard(
        merged([one.film for one in ordered]),
        sources=tuple(dict.fromkeys(one.source for one in ordered)),
        silent=tuple(dict.fromkeys(silent)),
        poster=next((one.poster for one in ordered if one.poster), None),
        offers=offered,
        region=region if offered else None,
        pages=tuple(one.page for one in ordered if one.page),
    )
