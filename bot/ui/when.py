"""Telling times back to people: what was understood, and what has to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_day_names

from bot.domain.recurrence import LAST, Repeat, place_in_month
from bot.domain.when_moments import shift
from bot.domain.when_reading import Apart, Asks, Choice, Read, Reason
from bot.ui.cities import offset_of
from bot.ui.limits import LABEL, cut
from bot.ui.marks import moment, plain
from bot.ui.texts import Locale

_FULL = {"en": "EEEE d MMMM y"}  # as the design has it: without CLDR's comma
_DAY_FIRST = {"en": "en_GB"}
"""As which region a language writes its dates where its own code would mean another: day first, in English too."""


def told(local: datetime, zone: ZoneInfo, language: str) -> str:
    """A moment in full, with its zone: "Saturday 5 December 2026, 21:00 (Europe/Lisbon)".

    Where the zone's clocks show the time twice, its offset stands there as well.
    """
    local = local.astimezone(zone)
    day = format_date(local.date(), format=_FULL.get(language, "full"), locale=_cldr(language))
    where = zone.key if shift(local, zone) is None else f"{zone.key}, {offset_of(local, zone)}"
    return f"{day}, {local:%H:%M} ({where})"


def stamps(at: datetime) -> str:
    """A moment as Discord shows it on everybody's own clock, and how far off it is."""
    return f"{moment(at, 'F')} ({moment(at, 'R')})"


def told_back(found: Read, zone: ZoneInfo, texts: Locale) -> str:
    """What was understood: day, date, time and zone in words, and Discord's own timestamps."""
    said = texts.get("when.back", told=plain(told(found.local, zone, texts.code)), stamps=stamps(found.at))
    if found.note is None:
        return said
    return f"{said}\n{texts.get(f'when.note_{found.note.value}', time=f'{found.local:%H:%M}')}"


def asked(question: Asks, typed: str, zone: ZoneInfo, texts: Locale) -> str:
    """Why a phrase is not clear, as a question; the choices are for buttons (see ``labels``)."""
    key = question.reason.value
    if not question.choices:
        key = Reason.PAST.value + "_alone" if question.reason is Reason.PAST else "no_choice"
    return texts.get(f"when.{key}", typed=plain(cut(" ".join(typed.split()), 80)), zone=plain(zone.key))


def labels(question: Asks, now: datetime, texts: Locale) -> Sequence[str]:
    """What each choice of a question is called on a button, in their order."""
    return [cut(_label(choice, now, texts), LABEL) for choice in question.choices]


def _label(choice: Choice, now: datetime, texts: Locale) -> str:
    local, key = choice.local, choice.apart.value
    values = {"when": short(local, now, texts.code)}
    zone = local.tzinfo
    if choice.apart in {Apart.FIRST, Apart.SECOND} and isinstance(zone, ZoneInfo):
        values["offset"] = offset_of(local, zone)
    elif choice.apart is Apart.ABROAD and choice.zone is not None:
        values["zone"] = choice.zone
    elif choice.apart is Apart.PLAIN:
        if local.hour or local.minute:
            return values["when"]
        eve = local.date() - timedelta(days=1)
        key, values = "midnight", {"eve": _weekday(eve, texts.code), "day": short_day(local.date(), now, texts.code)}
    return texts.get(f"when_choice.{key}", **values)


def short(local: datetime, now: datetime, language: str) -> str:
    """A local time in few characters: "Sat, 5 Dec, 21:00"; with its year where that is not this one."""
    return f"{short_day(local.date(), now.astimezone(local.tzinfo), language)}, {local:%H:%M}"


def short_day(day: date, now: datetime, language: str) -> str:
    """A day in few characters."""
    skeleton = "MMMEd" if day.year == now.year else "yMMMEd"
    return str(format_skeleton(skeleton, datetime(day.year, day.month, day.day), locale=_cldr(language)))  # noqa: DTZ001


def told_repeat(first: datetime, repeat: Repeat, texts: Locale) -> str:
    """How often something comes that first comes at a local time: "on the second Friday of every month"."""
    weekday, key = _weekday(first.date(), texts.code), repeat.value
    if repeat is Repeat.MONTHLY:
        place = place_in_month(first.date())
        key = f"{key}_last" if place == LAST else f"{key}_{place}"
    return texts.get(f"when_repeat.{key}", weekday=weekday)


def _weekday(day: date, language: str) -> str:
    return str(get_day_names("wide", locale=_cldr(language))[day.weekday()])


def _cldr(language: str) -> str:
    return _DAY_FIRST.get(language, language).replace("-", "_")
