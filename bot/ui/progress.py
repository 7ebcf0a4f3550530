"""The answer to whoever says how far they have seen: what was noted, and what follows from it."""

from __future__ import annotations

from bot.domain.spoiler import EVERYTHING, NOTHING, Horizon
from bot.services.progress import Told
from bot.ui.marks import plain
from bot.ui.texts import Locale

_UNKNOWN_RUNTIME = 110  # minutes, as ``Horizon.at_minute`` takes it


def progress_text(locale: Locale, told: Told) -> str:
    """Two sentences or three; nobody is told who has seen less."""
    film = plain(told.salon.film.label)
    lines = [_noted(locale, film, told)]
    if told.room.seen < told.own.seen:
        lines.append(locale.get(f"progress.others_{_upto(told.room)}"))
    lines.append(locale.get("progress.again"))
    return " ".join(lines)


def _noted(locale: Locale, film: str, told: Told) -> str:
    if told.own == EVERYTHING:
        return locale.get("progress.noted_all", film=film)
    if told.own == NOTHING:
        noted = locale.get("progress.noted_nothing", film=film)
        return f"{noted} {locale.get('progress.covers')}" if told.covers else noted
    minute = round(told.own.seen * (told.salon.film.runtime or _UNKNOWN_RUNTIME))
    return f"{locale.get('progress.noted_part', film=film, minute=minute)} {locale.get(f'progress.part_{_upto(told.own)}')}"


def _upto(horizon: Horizon) -> str:
    """The mark up to which the host may go."""
    return horizon.widest.value
