"""A made-up history of a server, stored in bulk: what `salon bench` measures digests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.domain.film import Film
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.salon import SalonState
from bot.domain.turn import Source, TurnId
from bot.storage.address import parse
from bot.storage.codec import film_to_text, recap_to_text
from bot.storage.engine import WRITES, make_engine
from bot.storage.tables import recap_posts, recaps, salons, turns
from bot.storage.theme_tables import turn_tags

_AT_ONCE = 500  # salons
_CHANNELS, _MESSAGES, _RECAPS = 10_000_000, 20_000_000, 5_000_000  # from which ids are counted
_TAGGED = 2  # every second turn carries themes
_WORDS = "I think the letters are gifts, because he gives them away and never signs any of them, turn {number}"


@dataclass(frozen=True, slots=True)
class History:
    """What is made up: ``count`` salons on these films with ``said`` turns each, started in one channel of a server.

    They end ``gap`` apart, the last one that long before ``until``; half of the turns carry some of the themes, which are ids.
    """

    guild_id: int
    parent_id: int
    films: Sequence[Film]
    themes: Sequence[str]
    count: int
    said: int
    until: datetime
    gap: timedelta

    def ended(self, number: int) -> datetime:
        """When a salon ended, counted from 1."""
        return self.until - self.gap * (self.count - number + 1)


async def make_history(url: str, history: History) -> None:
    """Store a history. The database must be there, and without salons."""
    engine = make_engine(parse(url), connections=1).execution_options(**{WRITES: True})
    try:
        for start in range(1, history.count + 1, _AT_ONCE):
            rows = [_rows(history, number) for number in range(start, min(start + _AT_ONCE, history.count + 1))]
            async with engine.begin() as conn:
                for table in (salons, turns, turn_tags, recaps, recap_posts):
                    await conn.execute(sa.insert(table), [row for one in rows for row in one[table.name]])
    finally:
        await engine.dispose()


def _rows(history: History, number: int) -> dict[str, list[dict[str, Any]]]:
    """The rows of one salon, by table."""
    film, ended, themes = history.films[number % len(history.films)], history.ended(number), history.themes
    opened, channel_id = ended - timedelta(hours=2), _CHANNELS + number
    ids = [(number - 1) * history.said + place + 1 for place in range(history.said)]
    salon = {
        "id": number, "guild_id": history.guild_id, "parent_id": history.parent_id, "channel_id": channel_id,
        "film_id": film.id, "film": film_to_text(film), "state": SalonState.CLOSED.value, "opened_by": 11,
        "opened_at": opened, "horizon": 1.0, "language": "en", "closed_at": ended, "last_turn_at": ended, "read_until": 0,
    }  # fmt: skip
    post = {"salon_id": number, "position": 0, "channel_id": channel_id, "message_id": _RECAPS + number}
    return {
        "salons": [salon],
        "turns": [_turn(turn, number, opened + timedelta(minutes=place)) for place, turn in enumerate(ids)],
        "turn_tags": list(_tags(ids, themes, number)),
        "recaps": [{"salon_id": number, "recap": recap_to_text(_recap(film, ids, themes, number)), "saved_at": ended}],
        "recap_posts": [post],
    }


def _turn(turn: int, salon: int, at: datetime) -> dict[str, Any]:
    return {
        "id": turn, "salon_id": salon, "author_id": 11 + turn % 5, "author_name": f"Guest {turn % 5}", "at": at,
        "text": _WORDS.format(number=turn), "message_id": _MESSAGES + turn, "to_host": False,
    }  # fmt: skip


def _tags(ids: Sequence[int], themes: Sequence[str], number: int) -> Iterator[dict[str, Any]]:
    for place, turn in enumerate(ids[::_TAGGED]):
        for theme in {(number * 7 + place) % len(themes), (number + place * 3) % len(themes)}:
            yield {"turn_id": turn, "theme": themes[theme], "score": 0.6}


def _recap(film: Film, ids: Sequence[int], themes: Sequence[str], number: int) -> Recap:
    kinds = (ItemKind.POINT, ItemKind.POINT, ItemKind.POINT, ItemKind.QUOTE, ItemKind.QUOTE, ItemKind.OPEN)
    items = [
        RecapItem(kind, "Guest holds", (TurnId(turn),), "Guest", _WORDS.format(number=turn))
        for kind, turn in zip(kinds, ids, strict=False)
    ]
    theme = themes[number % len(themes)]
    items.append(RecapItem(ItemKind.THEME, theme, (TurnId(ids[0]),), theme=theme))
    return Recap(film.label, f"{film.title}: {theme}", tuple(items), Source.HOUSE, 5, len(ids), len(ids))
