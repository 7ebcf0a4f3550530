"""A Wikidata item as a film."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.film import Film, FilmId
from bot.domain.film_card import Sourced
from bot.films.codes import Codes
from bot.films.genres import genres
from bot.films.identifiers import imdb_id, tmdb_id, wikidata_id
from bot.films.posters import commons_poster
from bot.films.reading import distinct
from bot.films.wikidata_claims import Entity, aliases, first_year, items, label, minutes, texts, values

KINDS = (
    "Q11424",  # film
    "Q24869",  # feature film
    "Q24862",  # short film
    "Q202866",  # animated film
    "Q29168811",  # animated feature film
    "Q17517379",  # animated short film
    "Q20650540",  # anime film
    "Q93204",  # documentary film
    "Q506240",  # television film
    "Q226730",  # silent film
    "Q20667187",  # silent short film
)
"""What films are instances of, the usual classes first."""

_LESS_USUAL = frozenset(
    {
        "Q229390",  # 3D film
        "Q220898",  # original video animation
        "Q130232",  # drama film
        "Q157443",  # comedy film
        "Q200092",  # horror film
        "Q188473",  # action film
        "Q471839",  # science fiction film
        "Q2484376",  # thriller film
        "Q1054574",  # romance film
        "Q959790",  # crime film
        "Q369747",  # war film
        "Q842256",  # musical film
        "Q645928",  # biographical film
        "Q1257444",  # film adaptation
    }
)
_FILMS = frozenset(KINDS) | _LESS_USUAL
_SERIES = frozenset(
    {"Q24856", "Q5398426", "Q1259759", "Q21191270"}
)  # film series, television series, miniseries, episode
_SILENT = frozenset({"Q226730", "Q20667187"})
_OTHER_TITLES_IN = ("fr", "de", "es", "it", "pt", "ja", "zh", "ko", "ru")
TITLES_IN = ("en", "mul", *_OTHER_TITLES_IN)
"""Languages of labels that are asked for; "mul" holds what is the same in all."""
_MOST_OTHER_TITLES = 16
_MOST_NAMES = {"P57": 4, "P495": 4, "P364": 4, "P136": 6, "P161": 6}
"""Director, country of origin, original language, genre, cast member: how many of each are read."""


def is_film(entity: Entity) -> bool:
    """Whether the item is a film: by its class, or because TMDB has it among its movies."""
    kinds = set(items(entity, "P31"))
    return bool(kinds & _FILMS) or (bool(values(entity, "P4947")) and not kinds & _SERIES)


def named(entity: Entity, prop: str) -> list[str]:
    """Ids of the items whose names a film needs of one property (a key of ``NAMED``)."""
    return items(entity, prop)[: _MOST_NAMES[prop]]


NAMED = tuple(_MOST_NAMES)
"""The properties whose values are items that have to be named, the most telling first."""


def film_of(entity: Entity, names: Mapping[str, str], codes: Codes) -> Sourced | None:
    """The item as a film, with ``names`` of the items it refers to; None when it has no id or no title."""
    item = wikidata_id(entity.get("id"))
    original = next(iter(texts(entity, "P1476")), "")
    title = label(entity, ("en", "mul")) or original or label(entity, _OTHER_TITLES_IN)
    if item is None or not title:
        return None
    called = {prop: [names[one] for one in named(entity, prop) if one in names] for prop in NAMED}
    others = [*(label(entity, (language,)) for language in _OTHER_TITLES_IN), *aliases(entity, "en")]
    silent = bool(_SILENT & {*items(entity, "P31"), *items(entity, "P136")})
    film = Film(
        id=FilmId(f"wikidata:{item}"),
        title=title,
        year=first_year(entity, "P577"),
        original_title=original or None,
        other_titles=distinct(others, _MOST_OTHER_TITLES, but=(title, original)),
        directors=distinct(called["P57"], 4),
        countries=codes.countries(called["P495"]),
        languages=("zxx",) if silent else codes.languages(called["P364"]),
        runtime=minutes(entity, "P2047"),
        genres=genres(called["P136"]),
        cast=distinct(called["P161"], 6),
        imdb_id=next(filter(None, map(imdb_id, texts(entity, "P345"))), None),
        wikidata_id=item,
        tmdb_id=next(filter(None, map(tmdb_id, texts(entity, "P4947"))), None),
    )
    picture = next(iter(texts(entity, "P3383")), None)  # film poster, on Wikimedia Commons
    return Sourced("wikidata", film, commons_poster(picture), f"https://www.wikidata.org/wiki/{item}")
