"""Everything Salon raises on purpose.

::

    SalonError                  a sentence for the person, by key and values
    ├── BadInput                what was typed cannot be used; says what to do
    │   ├── UnknownFilm         no film of that title; carries near misses
    │   └── SeveralFilms        more than one film of that title; carries them
    ├── NotFound                the salon, film, message or record is not there
    ├── Conflict                the state does not allow it (already open, already closed)
    ├── Forbidden               Salon or the person lacks a permission; names it
    ├── Unavailable             something outside does not answer; may be tried again
    │   └── HostUnavailable     the language model failed or was refused
    ├── Gone                    the channel or message no longer exists
    └── ConfigError             settings or content are wrong; carries every fault at once

The text is not here: ``key`` names an entry of ``config/locales/*.toml`` (table ``errors``) and ``values`` fills it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.film import Film


class SalonError(Exception):
    """A failure that a person can be told about.

    ``key`` names the sentence in the locale's ``errors`` table; ``values`` are its variables.
    """

    default_key = "unexpected"

    def __init__(self, key: str | None = None, **values: object) -> None:
        self.key = key or self.default_key
        self.values = values
        super().__init__(self.key, values)

    def __str__(self) -> str:
        return self.key + (f" {self.values}" if self.values else "")


class BadInput(SalonError):
    """What was typed cannot be used."""

    default_key = "bad_input"


class UnknownFilm(BadInput):
    """No film answers to the title; ``near`` holds the closest ones, best first, ``silent`` sources that did not answer."""

    default_key = "unknown_film"

    def __init__(self, title: str, near: Sequence[Film] = (), silent: Sequence[str] = ()) -> None:
        super().__init__(title=title)
        self.title = title
        self.near = tuple(near)
        self.silent = tuple(silent)


class SeveralFilms(BadInput):
    """More than one film answers to the title; ``films`` holds them, best first."""

    default_key = "several_films"

    def __init__(self, title: str, films: Sequence[Film]) -> None:
        super().__init__(title=title, count=len(films))
        self.title = title
        self.films = tuple(films)


class NotFound(SalonError):
    """What was named is not there."""

    default_key = "not_found"


class Conflict(SalonError):
    """The present state does not allow it."""

    default_key = "conflict"


class Forbidden(SalonError):
    """A permission is missing; ``permission`` in ``values`` names it as Discord's settings do."""

    default_key = "forbidden"


class Unavailable(SalonError):
    """Something outside does not answer now; trying again may help.

    ``retry_after`` is in seconds where the other side named it.
    """

    default_key = "unavailable"

    def __init__(self, key: str | None = None, *, retry_after: float | None = None, **values: object) -> None:
        super().__init__(key, **values)
        self.retry_after = retry_after


class HostUnavailable(Unavailable):
    """The language model failed, refused or answered something unusable."""

    default_key = "host_unavailable"


class Gone(SalonError):
    """The channel or message no longer exists."""

    default_key = "gone"


class ConfigError(SalonError):
    """Settings or content are wrong; ``faults`` holds one sentence each, all of them at once."""

    default_key = "config"

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults=len(faults))
        self.faults = tuple(faults)
