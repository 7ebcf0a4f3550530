"""TMDB's bodies as films. Facts only: overviews, taglines and reviews are never taken over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.domain.film import Film, FilmId
from bot.domain.film_card import Offer, OfferKind, Sourced
from bot.films.codes import Codes
from bot.films.genres import genres
from bot.films.identifiers import imdb_id, tmdb_id, wikidata_id
from bot.films.posters import poster
from bot.films.reading import distinct, mapping, rows, whole, words, year

_PICTURE = re.compile(r"/[\w-]{1,80}\.(?:jpg|jpeg|png|webp)", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}")
_TITLES_IN = frozenset({"fr", "de", "es", "it", "pt", "ja", "zh", "ko", "ru"})
_TITLES_OF = frozenset({"US", "GB", "FR", "DE", "ES", "IT", "PT", "BR", "MX", "JP", "CN", "TW", "HK", "KR", "RU"})
_MOST_OTHER_TITLES = 16
_MOST_OFFERS = 12  # a country
_TERMS = (
    ("flatrate", OfferKind.STREAM),
    ("free", OfferKind.FREE),
    ("ads", OfferKind.FREE),
    ("rent", OfferKind.RENT),
    ("buy", OfferKind.BUY),
)


def found_film(row: Mapping[str, Any], codes: Codes) -> Sourced | None:
    """A row of a search; None for one without id or title and for pornography."""
    number, title = tmdb_id(row.get("id")), words(row.get("title"))
    if number is None or not title or row.get("adult") is True:
        return None
    film = Film(
        id=FilmId(f"tmdb:{number}"),
        title=title,
        year=year(row.get("release_date")),
        original_title=words(row.get("original_title")) or None,
        languages=codes.language_codes([words(row.get("original_language"), 3)]),
        tmdb_id=number,
    )
    return Sourced("tmdb", film, _poster(row), _page(number))


def whole_film(body: Mapping[str, Any], codes: Codes) -> Sourced | None:
    """The details of a film with what was appended to them; None as for ``found_film``."""
    number, title = tmdb_id(body.get("id")), words(body.get("title"))
    if number is None or not title or body.get("adult") is True:
        return None
    original = words(body.get("original_title"))
    ids = mapping(body.get("external_ids"))
    spoken = [words(one.get("iso_639_1"), 3) for one in rows(body.get("spoken_languages"))]
    film = Film(
        id=FilmId(f"tmdb:{number}"),
        title=title,
        year=year(body.get("release_date")),
        original_title=original or None,
        other_titles=distinct(_alternatives(body), _MOST_OTHER_TITLES, but=(title, original)),
        directors=distinct(_directors(body), 4),
        countries=codes.country_codes(_countries(body)),
        languages=codes.language_codes([words(body.get("original_language"), 3), *spoken]),
        runtime=whole(body.get("runtime"), 1, 6_000),
        genres=genres(words(one.get("name")) for one in rows(body.get("genres"))),
        cast=distinct(_cast(body), 6),
        imdb_id=imdb_id(body.get("imdb_id")) or imdb_id(ids.get("imdb_id")),
        wikidata_id=wikidata_id(ids.get("wikidata_id")),
        tmdb_id=number,
    )
    return Sourced("tmdb", film, _poster(body), _page(number), _offers(body))


def _poster(body: Mapping[str, Any]) -> str | None:
    path = words(body.get("poster_path"))
    return poster(f"https://image.tmdb.org/t/p/w342{path}") if _PICTURE.fullmatch(path) else None


def _page(number: int) -> str:
    return f"https://www.themoviedb.org/movie/{number}"


def _alternatives(body: Mapping[str, Any]) -> list[str]:
    """Titles in other languages, then those by which it went in some countries besides."""
    translations = rows(mapping(body.get("translations")).get("translations"))
    listed = rows(mapping(body.get("alternative_titles")).get("titles"))
    return [
        *(
            words(mapping(one.get("data")).get("title"))
            for one in translations
            if words(one.get("iso_639_1"), 2) in _TITLES_IN
        ),
        *(words(one.get("title")) for one in listed if words(one.get("iso_3166_1"), 2) in _TITLES_OF),
    ]


def _directors(body: Mapping[str, Any]) -> list[str]:
    crew = rows(mapping(body.get("credits")).get("crew"))
    return [words(one.get("name")) for one in crew if one.get("job") == "Director"]


def _cast(body: Mapping[str, Any]) -> list[str]:
    cast = rows(mapping(body.get("credits")).get("cast"))
    cast.sort(key=lambda one: _place(one.get("order")))
    return [words(one.get("name")) for one in cast]


def _countries(body: Mapping[str, Any]) -> list[str]:
    """Countries of origin, the main one first, then those that only took part in making it."""
    origin = body.get("origin_country")
    first = [words(one, 2) for one in origin] if isinstance(origin, list) else []
    return [*first, *(words(one.get("iso_3166_1"), 2) for one in rows(body.get("production_countries")))]


def _offers(body: Mapping[str, Any]) -> dict[str, tuple[Offer, ...]]:
    """Where it can be watched (by JustWatch), country by country, best terms first, each service once for each."""
    countries = mapping(mapping(body.get("watch/providers")).get("results"))
    found = {}
    for country, terms in countries.items():
        offers = [
            Offer(words(one.get("provider_name"), 80), kind)
            for term, kind in _TERMS
            for one in sorted(rows(mapping(terms).get(term)), key=lambda one: _place(one.get("display_priority")))
        ]
        kept = tuple(dict.fromkeys(offer for offer in offers if offer.service))[:_MOST_OFFERS]
        if kept and _COUNTRY.fullmatch(country):
            found[country] = kept
    return found


def _place(value: object) -> int:
    """A place in an order; the last where none is said."""
    known = whole(value, 0, 100_000)
    return 100_000 if known is None else known
