"""What is said of a screening: reminders, changes, the first words of its evening. Always the same for the same arguments."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.domain.recurrence import Repeat
from bot.domain.screening import Lead, Screening
from bot.ui.marks import jump, moment, plain
from bot.ui.texts import Locale, Texts
from bot.ui.when import told_repeat


class ScreeningText:
    """Words it in the language of the screening."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def doors(self, screening: Screening, *, late: bool) -> str:
        """What is said first in the evening's thread."""
        texts = self._texts(screening.language)
        key = "screening.doors_late" if late else "screening.doors"
        begins = f"{moment(screening.starts_at, 't')} ({moment(screening.starts_at, 'R')})"
        said = texts.get(key, film=_film(screening), when=begins)
        venue = texts.get("screening.doors_venue", channel=f"<#{screening.venue_id}>") if screening.venue_id else ""
        return " ".join(part for part in (said, venue) if part)

    def reminder(self, screening: Screening, lead: Lead, *, direct: bool) -> str:
        """A reminder, without the people it is for."""
        texts = self._texts(screening.language)
        said = texts.get(f"screening.remind_{lead}", film=_film(screening), when=when(screening))
        return f"{said} {self._place(screening)}" if direct else said

    def few(self, screening: Screening, coming: int, *, direct: bool) -> str:
        """That fewer people come than were hoped for."""
        texts = self._texts(screening.language)
        said = texts.get(
            "screening.few", n=coming, film=_film(screening), when=when(screening), quorum=screening.quorum or 0
        )
        return f"{said} {self._place(screening)}" if direct else said

    def moved(self, screening: Screening) -> str:
        """That a screening was moved, without the people who are told."""
        return self._texts(screening.language).get("screening.moved", film=_film(screening), when=when(screening))

    def cancelled(self, screening: Screening) -> str:
        """That a screening was called off, without the people who are told."""
        texts = self._texts(screening.language)
        return texts.get("screening.cancelled", film=_film(screening), when=moment(screening.starts_at, "F"))

    def other_film(self, screening: Screening) -> str:
        """That another film is watched instead, without the people who are told."""
        return self._texts(screening.language).get("screening.other_film", film=_film(screening), when=when(screening))

    def barred(self, screening: Screening, *, busy: bool, direct: bool) -> str:
        """That the evening cannot be opened, for who organises it: another salon holds its place, or Discord does not let Salon."""
        key, channel = "screening.busy" if busy else "screening.barred", f"<#{screening.parent_id}>"
        said = self._texts(screening.language).get(key, film=_film(screening), channel=channel)
        return f"{said} {self._place(screening)}" if direct else said

    def missed(self, screening: Screening) -> str:
        """That a screening did not take place since Salon was away, without the people who are told."""
        return self._texts(screening.language).get("screening.missed", film=_film(screening))

    def _place(self, screening: Screening) -> str:
        return jump(screening.guild_id, screening.parent_id, screening.card)


def _film(screening: Screening) -> str:
    return plain(screening.film.label)


def when(screening: Screening) -> str:
    """When it begins, as each reader's Discord shows it: day, date and time, and how far off that is."""
    return f"{moment(screening.starts_at, 'F')} ({moment(screening.starts_at, 'R')})"


def repeats(screening: Screening, texts: Locale) -> str:
    """How often it comes, as clocks in its zone show it; empty for what comes once."""
    if screening.repeat is None:
        return ""
    first = (screening.slot or screening.starts_at).astimezone(ZoneInfo(screening.zone))
    return told_repeat(first, Repeat(screening.repeat), texts)
