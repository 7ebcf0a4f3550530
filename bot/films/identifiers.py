"""Films' identifiers, checked before they are believed or put into an address."""

from __future__ import annotations

import re

_IMDB = re.compile(r"tt\d{7,10}", re.ASCII)
_WIKIDATA = re.compile(r"Q[1-9]\d{0,11}", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,9}", re.ASCII)


def imdb_id(value: object) -> str | None:
    """An IMDb id of a title ("tt1798709"; ids of people and firms begin otherwise); None for anything else."""
    return value if isinstance(value, str) and _IMDB.fullmatch(value) else None


def wikidata_id(value: object) -> str | None:
    """A Wikidata item ("Q189540"); None for anything else."""
    return value if isinstance(value, str) and _WIKIDATA.fullmatch(value) else None


def tmdb_id(value: object) -> int | None:
    """A TMDB movie id, as a number or in digits; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return int(value) if _NUMBER.fullmatch(str(value)) else None
