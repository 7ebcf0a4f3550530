"""Zones as they are named in a phrase: "CET", "UTC+2", "Europe/Rome".

Short names are those of IANA's time zone database and of common use. A name may stand for several zones ("CST"), and one that
names winter time is typed in summer as well; whoever reads the phrase compares each with what the place has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, slots=True)
class NamedZone:
    """A zone as somebody named it: an offset in minutes (None: whatever the place has then) and an IANA place.

    Either may be missing, never both; an offset without a place holds at all times.
    """

    name: str
    offset: int | None
    place: str | None


_WINTER_AND_SUMMER: Mapping[str, tuple[int | None, str]] = {
    "utc": (0, ""), "gmt": (0, ""), "z": (0, ""),
    "wet": (0, "Europe/Lisbon"), "west": (60, "Europe/Lisbon"), "bst": (60, "Europe/London"),
    "cet": (60, "Europe/Paris"), "cest": (120, "Europe/Paris"), "mez": (60, "Europe/Berlin"), "mesz": (120, "Europe/Berlin"),
    "eet": (120, "Europe/Athens"), "eest": (180, "Europe/Athens"), "msk": (180, "Europe/Moscow"), "trt": (180, "Europe/Istanbul"),
    "sast": (120, "Africa/Johannesburg"), "wat": (60, "Africa/Lagos"), "cat": (120, "Africa/Maputo"), "eat": (180, "Africa/Nairobi"),
    "pkt": (300, "Asia/Karachi"), "npt": (345, "Asia/Kathmandu"), "ict": (420, "Asia/Bangkok"), "wib": (420, "Asia/Jakarta"),
    "hkt": (480, "Asia/Hong_Kong"), "sgt": (480, "Asia/Singapore"), "pht": (480, "Asia/Manila"), "jst": (540, "Asia/Tokyo"),
    "kst": (540, "Asia/Seoul"),
    "awst": (480, "Australia/Perth"), "acst": (570, "Australia/Adelaide"), "acdt": (630, "Australia/Adelaide"),
    "aest": (600, "Australia/Sydney"), "aedt": (660, "Australia/Sydney"), "nzst": (720, "Pacific/Auckland"),
    "nzdt": (780, "Pacific/Auckland"),
    "nst": (-210, "America/St_Johns"), "ndt": (-150, "America/St_Johns"), "adt": (-180, "America/Halifax"),
    "est": (-300, "America/New_York"), "edt": (-240, "America/New_York"), "et": (None, "America/New_York"),
    "cdt": (-300, "America/Chicago"), "ct": (None, "America/Chicago"),
    "mst": (-420, "America/Denver"), "mdt": (-360, "America/Denver"), "mt": (None, "America/Denver"),
    "pst": (-480, "America/Los_Angeles"), "pdt": (-420, "America/Los_Angeles"), "pt": (None, "America/Los_Angeles"),
    "akst": (-540, "America/Anchorage"), "akdt": (-480, "America/Anchorage"), "hst": (-600, "Pacific/Honolulu"),
    "brt": (-180, "America/Sao_Paulo"), "art": (-180, "America/Argentina/Buenos_Aires"),
    "clt": (-240, "America/Santiago"), "clst": (-180, "America/Santiago"),
}  # fmt: skip
_SEVERAL: Mapping[str, tuple[tuple[int, str], ...]] = {
    "cst": ((-360, "America/Chicago"), (480, "Asia/Shanghai")),
    "ist": ((330, "Asia/Kolkata"), (60, "Europe/Dublin"), (120, "Asia/Jerusalem")),
    "ast": ((-240, "America/Halifax"), (180, "Asia/Riyadh")),
}


def by_short_name(word: str) -> tuple[NamedZone, ...]:
    """The zones that a folded word may name; none where it names no zone."""
    if word in _SEVERAL:
        return tuple(NamedZone(word.upper(), *one) for one in _SEVERAL[word])
    if word not in _WINTER_AND_SUMMER:
        return ()
    offset, place = _WINTER_AND_SUMMER[word]
    return (NamedZone(word.upper(), offset, place or None),)


def by_offset(sign: str, hours: int, minutes: int) -> tuple[NamedZone, ...]:
    """The zone of "UTC+5:30"; none where clocks keep no such distance from UTC (-12 to +14 hours)."""
    offset = (-1 if sign == "-" else 1) * (hours * 60 + minutes)
    if minutes > 59 or not -12 * 60 <= offset <= 14 * 60:
        return ()
    return (NamedZone(f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else ""), offset, None),)


def by_iana_name(typed: str) -> tuple[NamedZone, ...]:
    """The zone of an IANA name, whatever its case; none where there is no such zone."""
    for name in (typed, "/".join("_".join(word.capitalize() for word in part.split("_")) for part in typed.split("/"))):
        zone = _zone(name)
        if zone is not None:
            return (NamedZone(zone.key, None, zone.key),)
    return ()


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of the database is an OSError
        return None
