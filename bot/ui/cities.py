"""Time zones by city: IANA's list of zones, CLDR's names of their cities and countries, and ``config/cities.toml``."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from bot.domain.when_words import fold
from bot.domain.when_zone_words import by_iana_name, by_short_name
from bot.errors import BadInput, ConfigError

_SHOWN = 60
_UTC = "UTC"
_LETTERS_TO_FIND = 3  # in the middle of a name; one begins it with fewer
_RENAMED = {
    "Asia/Kolkata": "Asia/Calcutta", "Asia/Kathmandu": "Asia/Katmandu", "Asia/Ho_Chi_Minh": "Asia/Saigon",
    "Asia/Yangon": "Asia/Rangoon", "Europe/Kyiv": "Europe/Kiev", "Africa/Asmara": "Africa/Asmera",
    "Atlantic/Faroe": "Atlantic/Faeroe", "America/Nuuk": "America/Godthab", "America/Atikokan": "America/Coral_Harbour",
    "Pacific/Pohnpei": "Pacific/Ponape", "Pacific/Chuuk": "Pacific/Truk", "Pacific/Kanton": "Pacific/Enderbury",
    "America/Indiana/Indianapolis": "America/Indianapolis", "America/Kentucky/Louisville": "America/Louisville",
    **{f"America/Argentina/{city}": f"America/{city}" for city in ("Buenos_Aires", "Catamarca", "Cordoba", "Jujuy", "Mendoza")},
}  # fmt: skip
"""IANA's names that CLDR, which never changes a name, has under an older one (CLDR, bcp47/timezone.xml)."""
_PRIMARY = {
    "CL": "America/Santiago", "CN": "Asia/Shanghai", "CY": "Asia/Nicosia", "DE": "Europe/Berlin", "EC": "America/Guayaquil",
    "ES": "Europe/Madrid", "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland", "PT": "Europe/Lisbon", "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}  # fmt: skip
"""The zone by which a country of several zones is meant (CLDR, supplemental/metaZones.xml, primaryZones)."""
_ON_PURPOSE = {
    # Short names that a zone's people use, as their zone: by them they mean the place, in summer too.
    "gmt": ("Europe/London", _UTC), "mst": ("America/Denver", "America/Phoenix"), "z": (_UTC,), "utc": (_UTC,),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class City:
    """A name of a place, folded and as it is written, and its zone."""

    folded: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Atlas:
    """Every name there is, and how each language calls the city that a zone is named after."""

    exact: Mapping[str, tuple[str, ...]]
    cities: Sequence[City]
    titles: Mapping[str, Mapping[str, str]]
    prominent: Sequence[str]


class Cities:
    """A Gazetteer for languages, by their codes. What it knows is put together at first use, beside the event loop.

    Raises ConfigError where ``cities.toml`` is not usable.
    """

    def __init__(self, config: Path, languages: Sequence[str]) -> None:
        self._make = partial(make_atlas, load_cities(config), tuple(languages))
        self._atlas: asyncio.Task[Atlas] | None = None

    async def find(self, typed: str) -> str:
        """The IANA name of a zone that was chosen or typed: an IANA name, a city or a country.

        Raises BadInput("unknown_timezone", name=), or BadInput("several_timezones", name=, zones=) where it may be several.
        """
        atlas, wanted = await self._ready(), typed.strip()
        known = by_iana_name(wanted.replace(" ", "_")) if "/" in wanted else ()
        found = [known[0].place] if known and known[0].place else _called(atlas, _key(wanted))
        if len(found) == 1 and found[0] is not None:
            return found[0]
        shown = " ".join(typed.split())[:_SHOWN]
        if not found:
            raise BadInput("unknown_timezone", name=shown)
        raise BadInput("several_timezones", name=shown, zones=", ".join(str(zone) for zone in found))

    async def suggest(self, typed: str, language: str, now: datetime, limit: int = 25) -> Sequence[tuple[str, str]]:
        """Zones that may be meant, best first: how they are shown, with the time there now, and their IANA names."""
        atlas, wanted = await self._ready(), _key(typed)
        titles = (
            atlas.titles.get(language) or atlas.titles.get(language.split("-", maxsplit=1)[0]) or atlas.titles["en"]
        )
        best = dict[str, tuple[tuple[int, bool, int, str], str]]()
        for rank, prominence, city in _matching(atlas, wanted):
            title, before = titles.get(city.zone, city.name), best.get(city.zone)
            key = (rank, city.name != title, prominence, city.folded)
            if before is None or key < before[0]:
                best[city.zone] = key, _title(city.name, title, wanted)
        ordered = sorted(best.items(), key=lambda item: item[1][0])[:limit]
        return [(_line(title, zone, now), zone) for zone, (_, title) in ordered]

    async def _ready(self) -> Atlas:
        if self._atlas is None or (self._atlas.done() and self._atlas.cancelled()):
            self._atlas = asyncio.create_task(asyncio.to_thread(self._make))
        return await asyncio.shield(self._atlas)


def offset_of(at: datetime, zone: ZoneInfo) -> str:
    """How far from UTC a zone's clocks are at a moment: "UTC+5:45"."""
    minutes = int((at.astimezone(zone).utcoffset() or timedelta(0)).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    offset = f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "") if minutes else ""
    return f"UTC{offset}"


def _line(title: str, zone: str, now: datetime) -> str:
    told = f"{offset_of(now, ZoneInfo(zone))} · {now.astimezone(ZoneInfo(zone)):%H:%M}"
    return told if title == _UTC else f"{title} · {told}"


def _title(name: str, title: str, wanted: str) -> str:
    """A city as the reader calls it, behind the name that was typed where that is another."""
    return title if name == title or wanted in _key(title) else f"{name} ({title})"


def _key(name: str) -> str:
    return fold(name).replace(".", "")


def _called(atlas: Atlas, name: str) -> Sequence[str]:
    """The zones that a folded name stands for."""
    if name in _ON_PURPOSE:
        return _ON_PURPOSE[name]
    return atlas.exact.get(name) or [zone.place for zone in by_short_name(name) if zone.place is not None]


def _matching(atlas: Atlas, wanted: str) -> Iterator[tuple[int, int, City]]:
    """Names in which what was typed stands: as a whole, at the beginning, at a word's beginning, inside."""
    order = {zone: number for number, zone in enumerate(atlas.prominent)}
    if not wanted:
        yield from ((0, order[city.zone], city) for city in atlas.cities if city.zone in order)
        return
    for city in atlas.cities:
        if city.folded.startswith(wanted):
            rank = 0 if city.folded == wanted else 1
        elif f" {wanted}" in city.folded:
            rank = 2
        elif len(wanted) >= _LETTERS_TO_FIND and (wanted in city.folded or wanted in city.zone.casefold()):
            rank = 3
        else:
            continue
        yield rank, order.get(city.zone, len(order)), city


def make_atlas(more: Mapping[str, Sequence[str]], languages: Sequence[str]) -> Atlas:
    """Put together what is known: of IANA, of CLDR, and ``more`` names by zone."""
    countries = dict[str, list[str]]()
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            countries.setdefault(country, []).append(zone)
    zones = [zone for some in countries.values() for zone in some]
    cities, titles = list[City](), dict[str, dict[str, str]]()
    for code in dict.fromkeys(("en", *languages)):
        locale = _locale(code)
        if locale is None:
            continue
        titles[code] = {zone: _city(locale, zone) for zone in zones} | {_UTC: _UTC}
        cities += [City(_key(name), name, zone) for zone, name in titles[code].items()]
        alone = {country: some[0] for country, some in countries.items() if len(some) == 1} | _PRIMARY
        named = [(str(locale.territories.get(country, "")), zone) for country, zone in alone.items()]
        cities += [City(_key(name), name, zone) for name, zone in named if name]
    cities += [City(_key(zone.rpartition("/")[2].replace("_", " ")), _tail(zone), zone) for zone in zones]
    cities += [City(_key(name), name, zone) for zone, names in more.items() for name in names]
    cities = list({(city.folded, city.zone): city for city in reversed(cities)}.values())[::-1]
    exact = dict[str, tuple[str, ...]]()
    for city in cities:
        exact[city.folded] = tuple(dict.fromkeys((*exact.get(city.folded, ()), city.zone)))
    return Atlas(exact, cities, titles, tuple(more))


def load_cities(config: Path) -> Mapping[str, Sequence[str]]:
    """``cities.toml``: names by zone. Raises ConfigError with every fault."""
    try:
        data = tomllib.loads((config / "cities.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError([f"cities.toml cannot be read: {error}."]) from None
    faults = [f"cities.toml: there is no time zone {zone}." for zone in data if not by_iana_name(zone)]
    faults += [
        f"cities.toml: {zone} must have a list of names."
        for zone, names in data.items()
        if not isinstance(names, list) or not all(isinstance(name, str) and _key(name) for name in names)
    ]
    if faults:
        raise ConfigError(faults)
    return data


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def _city(locale: Locale, zone: str) -> str:
    """The city of a zone as a language calls it; CLDR leaves out those that are called as in IANA's name."""
    data = locale.time_zones.get(_RENAMED.get(zone, zone), {})
    return str(data.get("city") or _tail(zone))


def _tail(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
