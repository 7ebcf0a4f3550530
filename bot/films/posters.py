"""Posters' addresses. They are passed on, never fetched by us, and only from where sources really keep them."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from bot.films.reading import clean

HOSTS = frozenset({"image.tmdb.org", "m.media-amazon.com", "upload.wikimedia.org", "commons.wikimedia.org"})
"""Where TMDB, OMDb and Wikidata keep posters."""


def poster(address: object) -> str | None:
    """The address, when it is https and one of the known hosts; None otherwise."""
    if not isinstance(address, str) or len(address) > 1_000 or address != clean(address) or " " in address:
        return None
    try:
        parts = urlsplit(address)
        plain = parts.username is None and parts.password is None and parts.port in {None, 443}
    except ValueError:
        return None
    return address if parts.scheme == "https" and parts.hostname in HOSTS and plain else None


def commons_poster(name: object) -> str | None:
    """The address of a file of Wikimedia Commons, 342 pixels wide like the others."""
    if not isinstance(name, str) or not name or name != clean(name):
        return None
    return poster(f"https://commons.wikimedia.org/wiki/Special:FilePath/{quote(name, safe='')}?width=342")
