"""ISO codes of countries and languages by their English names (from Unicode's CLDR, through babel)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from babel import Locale

from bot.domain.titles import folded
from bot.films.reading import distinct

# States that are no more stand under the one that keeps their films, as in the house catalogue.
_FORMER = {"SU": "RU", "XC": "CZ", "XG": "DE", "DD": "DE", "YU": "RS", "CS": "RS", "BU": "MM", "XI": "GB", "UK": "GB"}

_COUNTRIES = {
    "austria hungary": "AT", "bahamas": "BS", "british hong kong": "HK", "british india": "IN", "british raj": "IN",
    "burma": "MM", "cape verde": "CV", "czech republic": "CZ", "czechoslovakia": "CZ",
    "czechoslovak socialist republic": "CZ", "democratic republic of the congo": "CD", "east germany": "DE",
    "east timor": "TL", "empire of japan": "JP", "england": "GB", "federal republic of yugoslavia": "RS",
    "first republic of korea": "KR", "fourth republic of korea": "KR", "francoist spain": "ES",
    "french fourth republic": "FR", "french third republic": "FR", "german democratic republic": "DE",
    "german empire": "DE", "german reich": "DE", "holland": "NL", "hungarian people's republic": "HU",
    "ivory coast": "CI", "kingdom of denmark": "DK", "kingdom of hungary": "HU", "kingdom of italy": "IT",
    "kingdom of the netherlands": "NL", "korea": "KR", "macao": "MO", "macau": "MO", "macedonia": "MK",
    "mainland china": "CN", "nazi germany": "DE", "northern ireland": "GB", "palestine": "PS",
    "people's republic of china": "CN", "polish people's republic": "PL", "republic of china": "TW",
    "republic of ireland": "IE", "republic of korea": "KR", "republic of the congo": "CG", "russian empire": "RU",
    "russian federation": "RU", "scotland": "GB", "second polish republic": "PL", "second spanish republic": "ES",
    "serbia and montenegro": "RS", "socialist federal republic of yugoslavia": "RS", "socialist republic of romania": "RO",
    "soviet union": "RU", "state of palestine": "PS", "swaziland": "SZ", "the bahamas": "BS", "the gambia": "GM",
    "the netherlands": "NL", "third republic of korea": "KR", "turkey": "TR", "uk": "GB",
    "union of soviet socialist republics": "RU", "united kingdom of great britain and ireland": "GB",
    "united states of america": "US", "usa": "US", "ussr": "RU", "viet nam": "VN", "wales": "GB",
    "weimar republic": "DE", "west germany": "DE", "yugoslavia": "RS",
}  # fmt: skip

_LANGUAGES = {
    "american english": "en", "bengali": "bn", "bokmal": "no", "brazilian portuguese": "pt", "british english": "en",
    "cantonese": "zh", "castilian": "es", "egyptian arabic": "ar", "farsi": "fa", "filipino": "tl", "flemish": "nl",
    "greenlandic": "kl", "hokkien": "zh", "iranian persian": "fa", "irish gaelic": "ga", "levantine arabic": "ar",
    "mandarin": "zh", "mandarin chinese": "zh", "maori": "mi", "mexican spanish": "es", "min nan": "zh", "modern greek": "el",
    "modern hebrew": "he", "moroccan arabic": "ar", "no linguistic content": "zxx", "none": "zxx", "northern kurdish": "ku",
    "northern sami": "se", "norwegian bokmal": "no", "norwegian nynorsk": "no", "panjabi": "pa", "quebec french": "fr",
    "scots gaelic": "gd", "shanghainese": "zh", "silent": "zxx", "sinhala": "si", "sinhalese": "si", "standard arabic": "ar",
    "standard chinese": "zh", "swiss german": "de", "taiwanese hokkien": "zh", "taiwanese mandarin": "zh", "tunisian arabic": "ar",
}  # fmt: skip

_LANGUAGE_CODES = {"cn": "zh", "xx": "zxx", "nb": "no", "nn": "no", "fil": "tl", "mo": "ro", "zxx": "zxx"}


_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


class Codes:
    """Codes by names and codes by older codes. What is not known is left out. Reads babel's data when it is made."""

    def __init__(self) -> None:
        territories, tongues = _two_letters(Locale("en").territories), _two_letters(Locale("en").languages)
        self._territories = territories.keys() - _NO_COUNTRIES
        self._tongues = tongues.keys()
        self._countries = {_plain(territories[code]): code for code in self._territories} | _COUNTRIES
        self._languages = {_plain(name): code for code, name in sorted(tongues.items())} | _LANGUAGES

    def countries(self, names: Iterable[str], most: int = 4) -> tuple[str, ...]:
        """ISO 3166 alpha-2 by English names."""
        return distinct((self._countries.get(_plain(name), "") for name in names), most)

    def languages(self, names: Iterable[str], most: int = 4) -> tuple[str, ...]:
        """ISO 639-1 by English names; "zxx" for none at all."""
        return distinct((self._languages.get(_plain(name), "") for name in names), most)

    def country_codes(self, codes: Iterable[str], most: int = 4) -> tuple[str, ...]:
        """ISO 3166 alpha-2 by what may be the code of a state that is no more (TMDB has SU, XC, XG, YU)."""
        present = (_FORMER.get(code, code) for code in codes)
        return distinct((code for code in present if code in self._territories), most)

    def language_codes(self, codes: Iterable[str], most: int = 4) -> tuple[str, ...]:
        """ISO 639-1 by TMDB's codes, which have "cn" for Cantonese and "xx" for no language."""
        usual = (_LANGUAGE_CODES.get(code, code) for code in codes)
        return distinct((code for code in usual if code in self._tongues or code == "zxx"), most)


def _two_letters(names: Mapping[Any, Any]) -> dict[str, str]:
    """What has a code of two letters, which leaves out continents and languages without an ISO 639-1 code."""
    return {str(code): str(name) for code, name in names.items() if len(str(code)) == 2 and str(code).isalpha()}


def _plain(name: str) -> str:
    """A name for comparing, without what CLDR adds ("Hong Kong SAR China", "Myanmar (Burma)")."""
    return folded(name.split(" (", maxsplit=1)[0].replace("&", "and").removesuffix(" SAR China"))
