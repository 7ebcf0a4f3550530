"""Reading a Wikidata item: labels, and statements by their rank.

The form is that of https://www.wikidata.org/wiki/Special:MyLanguage/Help:Statements and of Wikibase's JSON: a statement
has a rank, and its value may be unknown ("somevalue") or known to be none ("novalue").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.films.reading import mapping, rows, whole, words

Entity = Mapping[str, Any]
"""One item as the API gives it."""

_TIME = re.compile(r"\+(\d{4})-")
_TO_THE_YEAR = 9  # precision: 9 is a year, 10 a month, 11 a day; below that a decade, a century ...
_MINUTES = {"Q7727": 1.0, "Q11574": 1 / 60, "Q25235": 60.0}  # minute, second, hour


def values(entity: Entity, prop: str) -> list[Any]:
    """The values of a property: of preferred rank where there are such, else of normal rank; never deprecated ones."""
    found: dict[str, list[Any]] = {"preferred": [], "normal": []}
    for statement in rows(mapping(entity.get("claims")).get(prop)):
        snak = mapping(statement.get("mainsnak"))
        rank = words(statement.get("rank", "normal"))
        if snak.get("snaktype") == "value" and rank in found:
            found[rank].append(mapping(snak.get("datavalue")).get("value"))
    return found["preferred"] or found["normal"]


def items(entity: Entity, prop: str) -> list[str]:
    """The items that a property names, by id."""
    return [words(mapping(value).get("id"), 20) for value in values(entity, prop) if mapping(value).get("id")]


def texts(entity: Entity, prop: str) -> list[str]:
    """The texts of a property, plain or with a language."""
    found = (mapping(value).get("text") if isinstance(value, dict) else value for value in values(entity, prop))
    return [text for text in map(words, found) if text]


def first_year(entity: Entity, prop: str) -> int | None:
    """The earliest year of a property of times that is known at least to the year."""
    years = []
    for value in map(mapping, values(entity, prop)):
        found = _TIME.match(words(value.get("time")))
        if found and whole(value.get("precision"), _TO_THE_YEAR, 14) and 1888 <= int(found[1]) <= 2100:
            years.append(int(found[1]))
    return min(years, default=None)


def minutes(entity: Entity, prop: str) -> int | None:
    """The first duration of a property, in minutes; what has no unit of time is passed over."""
    for value in map(mapping, values(entity, prop)):
        factor = _MINUTES.get(words(value.get("unit")).rsplit("/", 1)[-1])
        try:
            length = round(float(words(value.get("amount"))) * (factor or 0))
        except (ValueError, OverflowError):
            continue
        if 1 <= length <= 6_000:
            return length
    return None


def label(entity: Entity, languages: Iterable[str]) -> str:
    """The label in the first of the languages that has one; empty where none has.

    People's names mostly stand under "mul" (for all languages) alone.
    """
    labels = mapping(entity.get("labels"))
    found = (words(mapping(labels.get(language)).get("value")) for language in languages)
    return next((text for text in found if text), "")


def aliases(entity: Entity, language: str) -> list[str]:
    """Other names in a language."""
    return [words(one.get("value")) for one in rows(mapping(entity.get("aliases")).get(language))]
