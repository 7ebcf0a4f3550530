"""What a row of the catalogue must be, and a row as a film."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.film import Film, FilmId
from bot.domain.titles import folded_title

_LISTS = ("other_titles", "directors", "countries", "languages", "genres", "cast", "characters", "themes")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-\d{4}")
_FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "countries": (re.compile(r"[A-Z]{2}"), "two capital letters each (ISO 3166)"),
    "languages": (re.compile(r"[a-z]{2,3}"), "two or three small letters each (ISO 639)"),
    "themes": (re.compile(r"[a-z]+(?:-[a-z]+)*"), "ids of themes"),
}
_BLURB_WORDS = range(8, 41)


def row_faults(row: object) -> list[str]:
    """What is wrong with a row, a phrase each; empty for one that is a film."""
    if not isinstance(row, dict):
        return ["a row must be an object"]
    faults = [f"{name} must be {must}" for name, fits, must in _RULES if not fits(row.get(name))]
    faults += [f"there is no field {name}" for name in sorted(map(str, row.keys() - _KNOWN))]
    for name in _LISTS:
        faults += _list_faults(name, row.get(name, []))
    if not faults and not str(row["id"]).endswith(f"-{row['year']}"):
        faults.append("id must end with the year")
    return faults


def incomplete(film: Film) -> list[str]:
    """What a film of the house lacks, a phrase each: enough cast and themes, a blurb of one sentence, titles told apart."""
    faults = []
    if not 3 <= len(film.cast) <= 6:
        faults.append("cast must name 3 to 6 people")
    if not 3 <= len(film.themes) <= 6:
        faults.append("themes must be 3 to 6")
    if not film.countries or not film.languages or film.runtime is None:
        faults.append("countries, languages and runtime must be known")
    if len(film.blurb.split()) not in _BLURB_WORDS or not film.blurb.endswith(".") or "!" in film.blurb:
        faults.append("blurb must be one plain sentence of 8 to 40 words")
    titles = [folded_title(title) for title in film.other_titles]
    if len(set(titles)) < len(titles):
        faults.append("other_titles must differ in more than accents and articles")
    return faults


def film_of(row: Mapping[str, Any]) -> Film:
    """A row without faults as a film."""
    lists: dict[str, Any] = {name: tuple(row.get(name) or ()) for name in _LISTS}
    return Film(
        id=FilmId(row["id"]),
        title=row["title"],
        year=row["year"],
        original_title=row.get("original_title"),
        runtime=row.get("runtime"),
        blurb=row.get("blurb") or "",
        imdb_id=row.get("imdb_id"),
        wikidata_id=row.get("wikidata_id"),
        **lists,
    )


def _list_faults(name: str, value: object) -> list[str]:
    if not isinstance(value, list) or not all(_is_text(one) for one in value):
        return [f"{name} must be a list of texts"]
    if len(set(value)) < len(value):
        return [f"{name} must name nothing twice"]
    form = _FORMS.get(name)
    return [] if form is None or all(form[0].fullmatch(one) for one in value) else [f"{name} must be {form[1]}"]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value) and value == " ".join(value.split())


def _whole(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _maybe(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: value is None or fits(value)


def _reads(pattern: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


_RULES: tuple[tuple[str, Callable[[object], bool], str], ...] = (
    (
        "id",
        lambda value: isinstance(value, str) and _ID.fullmatch(value) is not None,
        "small letters and digits, then the year",
    ),
    ("title", _is_text, "a text on one line"),
    ("year", _whole(1888, 2100), "a year from 1888 to 2100"),
    ("directors", bool, "a list of at least one name"),
    ("original_title", _maybe(_is_text), "a text on one line, or null"),
    ("runtime", _maybe(_whole(1, 1_000)), "minutes from 1 to 1000, or null"),
    ("blurb", _maybe(lambda value: value == "" or _is_text(value)), "a text on one line"),
    ("imdb_id", _maybe(_reads(r"tt\d{7,9}")), "like tt1798709, or null"),
    ("wikidata_id", _maybe(_reads(r"Q[1-9]\d*")), "like Q788822, or null"),
)
_KNOWN = {name for name, _, _ in _RULES} | set(_LISTS)
