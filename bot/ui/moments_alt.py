"""The picture of a film's moments in words, for those who do not see it: times and numbers, nothing that was written."""

from __future__ import annotations

from bot.domain.film_position import shown_minute
from bot.domain.moments import Moments
from bot.ui.pictures.moments import facts
from bot.ui.texts import Locale
from bot.ui.theme_alt import LIMIT


def moments_alt(moments: Moments, texts: Locale) -> str:
    """What the picture shows, within what Discord takes."""
    about = facts(moments, texts).replace(" · ", ", ")
    parts = [texts.get("moments.alt", film=" ".join(moments.film.split())[:120], facts=about)]
    parts += [
        texts.get("moments.alt_peak", time=shown_minute(peak.position), people=texts.get("recap.people", n=peak.people))
        for peak in moments.peaks
    ]
    parts += [texts.get("moments.alt_stop", time=shown_minute(stop.position)) for stop in moments.stops]
    while len(" ".join(parts)) > LIMIT:
        parts.pop()
    return " ".join(parts)
