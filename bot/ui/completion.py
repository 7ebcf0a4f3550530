"""Autocomplete choices, within Discord's limits."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from discord import app_commands

from bot.domain.content import Content
from bot.domain.covered import brief
from bot.domain.film import Film
from bot.domain.point import Point
from bot.errors import BadInput
from bot.ui.limits import CHOICE, CHOICES, cut
from bot.ui.texts import Locale

Choice = app_commands.Choice[str]


class Named(Protocol):
    """An entry of a vocabulary."""

    @property
    def id(self) -> str: ...  # noqa: D102  # named by its type
    @property
    def name(self) -> str: ...  # noqa: D102  # named by its type
    def calls(self) -> tuple[str, ...]: ...  # noqa: D102  # its names in every language


def film_choices(films: Sequence[Film], content: Content) -> list[Choice]:
    """Films as "Title (year) - director", called as the reader's language calls them; the value is the film's id."""
    return _choices((_film_line(content.told(film)), film.id) for film in films)


def name_choices(entries: Mapping[str, Named], typed: str) -> list[Choice]:
    """Themes or lenses whose name holds what was typed, those that begin with it first."""
    wanted = plainly(typed)
    found = [
        entry
        for entry in entries.values()
        if any(wanted in plainly(name) for name in entry.calls()) or wanted in entry.id
    ]
    found.sort(key=lambda entry: (not plainly(entry.name).startswith(wanted), plainly(entry.name)))
    return _choices((entry.name, entry.id) for entry in found)


def point_choices(points: Iterable[Point], typed: str, texts: Locale) -> list[Choice]:
    """Points of a room as their words and who said them, those that hold what was typed; the value is the turn's id."""
    wanted = typed.strip().casefold()
    lines = (
        (f"{texts.quoted(cut(brief(point.quote), 60))} {point.author_name}", str(point.turn_id)) for point in points
    )
    return _choices(pair for pair in lines if wanted in pair[0].casefold())


def decade_choices(decades: Sequence[int], typed: str, texts: Locale) -> list[Choice]:
    """Decades as the reader's language says them ("1990s"), latest first; the value reads "1990s"."""
    wanted = "".join(char for char in typed if char.isdigit())
    return _choices(
        (texts.get("film.decade", year=first), f"{first}s") for first in reversed(decades) if wanted in str(first)
    )


def decade(typed: str | None) -> int | None:
    """The first year of a decade typed as "1990s", "90s", "années 90" or any of its years.

    Raises BadInput("unknown_decade", name=).
    """
    if typed is None:
        return None
    digits = typed.strip().lower().removesuffix("s").strip("' ’").rpartition(" ")[2]
    if not (digits.isascii() and digits.isdigit() and len(digits) in {2, 4}):
        raise BadInput("unknown_decade", name=cut(typed, 30))
    year = int(digits)
    if year < 100:
        # "20s" may be either century's; people who talk of films say it of the 1920s and write 2020s out.
        year += 2000 if year < 20 else 1900
    return year // 10 * 10


def genre_name(genre: str, texts: Locale) -> str:
    """A genre as the reader's language calls it; one that a source brought and no locale has, as it came."""
    key = f"genre.{genre.replace(' ', '_')}"
    return texts.get(key) if texts.has(key) else genre


def genre_choices(genres: Iterable[str], typed: str, texts: Locale) -> list[Choice]:
    """Genres by their names in the reader's language."""
    named = sorted((genre_name(genre, texts), genre) for genre in genres)
    return _choices(pair for pair in named if plainly(typed) in plainly(pair[0]))


def genre_of(typed: str | None, texts: Locale) -> str | None:
    """The genre that was chosen, or typed by hand in the reader's language or in English."""
    if typed is None:
        return None
    wanted = plainly(typed)
    called = {plainly(name): key for key, name in texts.table("genre").items()}
    return called.get(wanted, wanted).replace("_", " ")


def pair_choices(pairs: Iterable[tuple[str, str]]) -> list[Choice]:
    """Choices with values of their own: pairs of what is shown and the value."""
    return _choices(pairs)


def named(entries: Mapping[str, Named], typed: str | None, unknown: str) -> str | None:
    """The id of a theme or lens that was chosen or typed by hand. Raises BadInput(unknown, name=)."""
    if typed is None:
        return None
    wanted = plainly(typed)
    for entry in entries.values():
        if wanted in {entry.id.casefold(), *map(plainly, entry.calls())}:
            return entry.id
    raise BadInput(unknown, name=cut(typed, 60))


def plainly(text: str) -> str:
    """A text for comparing with what somebody types: case and accents set aside."""
    apart = unicodedata.normalize("NFD", text.strip().casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def _film_line(film: Film) -> str:
    by = ", ".join(film.directors[:2])
    return f"{film.label} - {by}" if by else film.label


def _choices(pairs: Iterable[tuple[str, str]]) -> list[Choice]:
    """At most 25; a value too long to send is left out."""
    fitting = (pair for pair in pairs if 0 < len(pair[1]) <= CHOICE)
    return [app_commands.Choice(name=cut(name, CHOICE), value=value) for name, value in fitting][:CHOICES]
