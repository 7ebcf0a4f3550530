"""What is known of a film beyond its facts: a poster, where to watch it, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.film import Film


class OfferKind(StrEnum):
    """On what terms a service shows a film."""

    STREAM = "stream"
    FREE = "free"
    RENT = "rent"
    BUY = "buy"


@dataclass(frozen=True, slots=True)
class Offer:
    """A service on which a film can be watched in some country."""

    service: str
    kind: OfferKind


@dataclass(frozen=True, slots=True)
class Sourced:
    """What one source says of one film.

    ``source`` is the source's name ("catalogue", "wikidata", "tmdb", "omdb", "imdb"). ``poster`` and ``page`` are https
    addresses. ``offers`` go by country (ISO 3166 alpha-2).
    """

    source: str
    film: Film
    poster: str | None = None
    page: str | None = None
    offers: Mapping[str, tuple[Offer, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FilmCard:
    """All sources together: ``film`` merged in their precedence, ``sources`` those that had a part in it.

    ``silent`` names sources that were asked and did not answer. ``offers`` are those of ``region``.
    """

    film: Film
    sources: tuple[str, ...]
    silent: tuple[str, ...] = ()
    poster: str | None = None
    offers: tuple[Offer, ...] = ()
    region: str | None = None
    pages: tuple[str, ...] = ()
