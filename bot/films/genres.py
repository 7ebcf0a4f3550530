"""Genres by the names that Salon uses, whatever a source calls them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.films.reading import distinct

_SALONS = {
    "action & adventure": "adventure",
    "anime": "animation",
    "animated": "animation",
    "adult": "",
    "biographical": "biography",
    "biopic": "biography",
    "children's": "family",
    "film-noir": "film noir",
    "history": "historical",
    "martial arts": "action",
    "period": "historical",
    "romantic": "romance",
    "romantic comedy": "romance",
    "sci-fi": "science fiction",
    "sports": "sport",
    "thriller film": "thriller",
    "tv movie": "",
}


def genres(names: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """The names in Salon's words: lower case, "science fiction" for "Sci-Fi" and "science fiction film"."""
    return distinct((_genre(name) for name in names), most)


def _genre(name: str) -> str:
    plain = name.casefold().strip()
    if plain != "film noir":
        plain = plain.removesuffix(" film")
    return _SALONS.get(plain, plain)
