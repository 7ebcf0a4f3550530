"""Names of countries and languages in the reader's language, from Unicode's CLDR as Babel carries it."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale as Cldr
from babel import UnknownLocaleError
from babel.core import get_global

SILENT = "zxx"
"""ISO 639's code for what has no words: a silent film."""


@lru_cache(maxsize=32)
def _cldr(language: str) -> Cldr:
    try:
        return Cldr.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Cldr.parse("en")


def country(code: str, language: str) -> str:
    """The name of a country (ISO 3166 alpha-2) in a language such as "en"; the code itself where there is none."""
    return str(_cldr(language).territories.get(code, code))


def tongue(code: str, language: str) -> str | None:
    """The name of a language (ISO 639) in another; None for a silent film and for a code without a name."""
    name = None if code == SILENT else _cldr(language).languages.get(code)
    return None if name is None else str(name)


def region_of(locale: str, otherwise: str) -> str:
    """The country that goes with a Discord locale: "pt-BR" is BR, "fr" is FR; ``otherwise`` where it does not tell.

    "en-US" is what Discord sets for whoever chose nothing, so it does not tell either.
    """
    language, _, region = locale.partition("-")
    if locale == "en-US" or region.isdigit():
        return otherwise
    if len(region) == 2 and region.isalpha():
        return region.upper()
    likely = str(get_global("likely_subtags").get(language, ""))
    found = likely.rpartition("_")[2]
    return found if len(found) == 2 and found.isupper() else otherwise
