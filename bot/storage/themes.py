"""Tags of turns and the line of those without, verdicts on themes, and themes of servers, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.film import Film, FilmId
from bot.domain.tagger import Found
from bot.domain.theme import Tag, Theme, Verdict
from bot.domain.theme_talk import SPOKE, Said, Talked
from bot.domain.turn import SalonId, Turn, TurnId
from bot.errors import Conflict, NotFound
from bot.storage.accept import storable
from bot.storage.codec import film_from_text, names_from_text, names_to_text, theme_from_text, theme_to_text
from bot.storage.optouts import HEARD
from bot.storage.statements import IN_LIST, erasing, insert_into
from bot.storage.tables import salon_horizons, salons, turns
from bot.storage.theme_tables import film_themes, server_themes, turn_tags, untagged_turns
from bot.storage.turns import FIELDS, turn_of

_PLAINEST = (turn_tags.c.tagged_by.is_(None), turn_tags.c.score.desc(), turn_tags.c.theme)
_STANDS = turn_tags.c.score > 0  # a tag that somebody took off stays as a refusal, with no score


class SqlThemes:
    """A ThemeStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def wait(self, turn: Turn) -> None:
        """Put a turn in the line of those to be tagged, once; of a turn that is gone this does nothing."""
        there = sa.select(turns.c.id, turns.c.salon_id).where(turns.c.id == turn.id)
        insert = insert_into(self._conn, untagged_turns).from_select(["turn_id", "salon_id"], there.where(sa.true()))
        await self._conn.execute(insert.on_conflict_do_nothing())

    async def waiting(self, salon_id: SalonId, limit: int) -> Sequence[Turn]:
        """The turns of a salon that wait, in the order they were put in line."""
        line = untagged_turns.c
        query = (
            sa.select(*FIELDS).join(untagged_turns, line.turn_id == turns.c.id).where(line.salon_id == salon_id, HEARD)
        )
        return [turn_of(row) for row in await self._conn.execute(query.order_by(line.turn_id).limit(limit))]

    async def attach(self, turn: Turn, found: Sequence[Found]) -> bool:
        """Give a turn these tags in place of those found before, and take it out of the line; tags by hand stay.

        False, and nothing is changed, when the turn is gone or says something else by now.
        """
        held = sa.select(turns.c.text).where(turns.c.id == turn.id).with_for_update()
        if await self._conn.scalar(held) != turn.text:
            return False
        conn, mine = erasing(self._conn), turn_tags.c.turn_id == turn.id
        await conn.execute(sa.delete(untagged_turns).where(untagged_turns.c.turn_id == turn.id))
        await conn.execute(sa.delete(turn_tags).where(mine, turn_tags.c.tagged_by.is_(None)))
        rows = [
            {"turn_id": turn.id, "theme": storable(one.theme), "score": one.score, "evidence": names_to_text(one.evidence)}
            for one in found
        ]  # fmt: skip
        if rows:
            await conn.execute(insert_into(self._conn, turn_tags).on_conflict_do_nothing(), rows)
        return True

    async def tag(self, turn_id: TurnId, theme: str, by: int) -> None:
        """Tag a turn by hand, which also makes a tag that was found one of a person's. Raises NotFound for no turn."""
        await self._by_hand(turn_id, theme, {"score": 1.0, "tagged_by": by})

    async def untag(self, turn_id: TurnId, theme: str, by: int) -> None:
        """Take a tag off a turn for good: what is found later does not bring it back, a tag by hand does.

        Raises NotFound for no turn.
        """
        await self._by_hand(turn_id, theme, {"score": 0.0, "tagged_by": by, "evidence": None})

    async def _by_hand(self, turn_id: TurnId, theme: str, values: Mapping[str, Any]) -> None:
        insert = insert_into(self._conn, turn_tags).values(turn_id=turn_id, theme=storable(theme), **values)
        insert = insert.on_conflict_do_update(index_elements=["turn_id", "theme"], set_=values)
        try:
            await erasing(self._conn).execute(insert)
        except IntegrityError:
            raise NotFound from None

    async def of_turn(self, turn_id: TurnId) -> Sequence[Tag]:
        """The tags of a turn, best first."""
        return await self._tags(turns.c.id == turn_id)

    async def of_salon(self, salon_id: SalonId) -> Sequence[Tag]:
        """The tags of all turns of a salon, in the order of the turns, best first."""
        return await self._tags(turns.c.salon_id == salon_id)

    async def talked(
        self, guild_id: int, since: datetime | None = None, limit: int = 500, theme: str | None = None
    ) -> Sequence[Talked]:
        """How much a server's newest salons talked about each theme, newest salon first; tags the room rejected are out.

        ``since`` leaves out what was said earlier; ``theme``: of that one alone.
        """
        newest = sa.select(salons.c.id).where(salons.c.guild_id == guild_id, salons.c.state != "opening")
        newest = newest.order_by(salons.c.opened_at.desc(), salons.c.id.desc()).limit(limit)
        word = film_themes.c
        said = (word.guild_id == guild_id) & (word.film_id == salons.c.film_id) & (word.theme == turn_tags.c.theme)
        counts = (sa.func.count(), sa.func.count(turns.c.author_id.distinct()), sa.func.max(turns.c.at))
        query = (
            sa.select(turn_tags.c.theme, turns.c.salon_id, *counts, word.verdict)
            .join(turns, turns.c.id == turn_tags.c.turn_id)
            .join(salons, salons.c.id == turns.c.salon_id)
            .outerjoin(film_themes, said)
            .where(
                salons.c.id.in_(newest),
                _STANDS,
                HEARD,
                sa.or_(word.verdict.is_(None), word.verdict != Verdict.REJECTED.value),
            )
            .group_by(turn_tags.c.theme, turns.c.salon_id, word.verdict)
        )
        if since is not None:
            query = query.where(turns.c.at >= since)
        if theme is not None:
            query = query.where(turn_tags.c.theme == theme)
        rows = list(await self._conn.execute(query))
        held = await self._held([salon_id for _, salon_id, *_ in rows])
        found = [_talked(row, held[row[1]]) for row in rows]
        return sorted(found, key=lambda one: (-one.opened_at.timestamp(), -one.salon_id, -one.turns, one.theme))

    async def _held(self, salon_ids: Sequence[int]) -> Mapping[int, Sequence[Any]]:
        """Film, opening, parent and channel of salons; a film is read once, however often it was talked about."""
        held: dict[int, Sequence[Any]] = {}
        films: dict[str, Film] = {}
        ids = list(dict.fromkeys(salon_ids))
        for start in range(0, len(ids), IN_LIST):
            query = sa.select(
                salons.c.id, salons.c.film, salons.c.opened_at, salons.c.parent_id, salons.c.channel_id
            ).where(salons.c.id.in_(ids[start : start + IN_LIST]))
            for salon_id, text, *where in await self._conn.execute(query):
                film = films[text] if text in films else films.setdefault(text, film_from_text(text))
                held[salon_id] = (film, *where)
        return held

    async def unseen_by(self, guild_id: int, user_id: int) -> frozenset[FilmId]:
        """The films of which somebody said, for a salon here, that they have not seen all."""
        told = salon_horizons.c
        query = sa.select(salons.c.film_id).join(salon_horizons, told.salon_id == salons.c.id)
        query = query.where(salons.c.guild_id == guild_id, told.user_id == user_id, told.seen < 1)
        return frozenset(FilmId(film) for film in await self._conn.scalars(query))

    async def spoken_of(self, guild_id: int, user_id: int) -> frozenset[FilmId]:
        """The films that somebody talked about here, in more than a word or two, where all had seen them."""
        query = sa.select(salons.c.film_id).join(turns, turns.c.salon_id == salons.c.id)
        query = query.where(salons.c.guild_id == guild_id, turns.c.author_id == user_id, salons.c.horizon >= 1)
        query = query.group_by(salons.c.film_id).having(sa.func.count() >= SPOKE)
        return frozenset(FilmId(film) for film in await self._conn.scalars(query))

    async def said(self, salon_id: SalonId, theme: str, limit: int) -> Sequence[Said]:
        """The turns of a salon that carry a theme, plainest first (those tagged by hand before all)."""
        query = sa.select(*FIELDS, turn_tags.c.evidence).join(turn_tags, turn_tags.c.turn_id == turns.c.id)
        query = query.where(turns.c.salon_id == salon_id, turn_tags.c.theme == theme, _STANDS, HEARD)
        rows = await self._conn.execute(query.order_by(*_PLAINEST[:2], turns.c.at, turns.c.id).limit(limit))
        return [Said(turn_of(row[:-1]), names_from_text(row[-1])) for row in rows]

    async def judge(self, guild_id: int, film_id: FilmId, theme: str, verdict: Verdict, by: int, at: datetime) -> None:
        """Keep what the room says of a theme of a film, in place of what it said before."""
        values = {"verdict": verdict.value, "judged_by": by, "judged_at": at}
        insert = insert_into(self._conn, film_themes).values(
            guild_id=guild_id, film_id=storable(film_id), theme=storable(theme), **values
        )
        await self._conn.execute(
            insert.on_conflict_do_update(index_elements=["guild_id", "film_id", "theme"], set_=values)
        )

    async def judged(self, guild_id: int, film_id: FilmId) -> Mapping[str, Verdict]:
        """What a server said of a film's themes, by theme."""
        query = sa.select(film_themes.c.theme, film_themes.c.verdict)
        query = query.where(film_themes.c.guild_id == guild_id, film_themes.c.film_id == film_id)
        rows = await self._conn.execute(query.order_by(film_themes.c.judged_at, film_themes.c.theme))
        return {theme: Verdict(verdict) for theme, verdict in rows}

    async def own(self, guild_id: int) -> Sequence[Theme]:
        """The themes that a server added, in the order they were added."""
        query = sa.select(server_themes.c.theme).where(server_themes.c.guild_id == guild_id)
        rows = await self._conn.scalars(query.order_by(server_themes.c.added_at, server_themes.c.id))
        return [theme_from_text(text) for text in rows]

    async def add_own(self, guild_id: int, theme: Theme, by: int, at: datetime) -> None:
        """Keep a server's theme. Raises Conflict("theme_there") when it has one of that id."""
        values = {"guild_id": guild_id, "id": theme.id, "theme": theme_to_text(theme), "added_by": by, "added_at": at}
        insert = insert_into(self._conn, server_themes).values(**values).on_conflict_do_nothing()
        if (await self._conn.execute(insert)).rowcount != 1:
            raise Conflict("theme_there")

    async def remove_own(self, guild_id: int, theme: str) -> bool:
        """Delete a server's theme with its tags and verdicts; False when there is none of that id."""
        conn, own = erasing(self._conn), server_themes.c
        gone = await conn.execute(sa.delete(server_themes).where(own.guild_id == guild_id, own.id == theme))
        if gone.rowcount != 1:
            return False
        here = sa.select(turns.c.id).join(salons, salons.c.id == turns.c.salon_id).where(salons.c.guild_id == guild_id)
        await conn.execute(sa.delete(turn_tags).where(turn_tags.c.theme == theme, turn_tags.c.turn_id.in_(here)))
        word = film_themes.c
        await conn.execute(sa.delete(film_themes).where(word.guild_id == guild_id, word.theme == theme))
        return True

    async def forget_user(self, user_id: int) -> None:
        """Let tags, verdicts and added themes of a person be nobody's (0); they stay."""
        for column in (turn_tags.c.tagged_by, film_themes.c.judged_by, server_themes.c.added_by):
            await self._conn.execute(sa.update(column.table).where(column == user_id).values({column: 0}))

    async def _tags(self, whose: sa.ColumnElement[bool]) -> Sequence[Tag]:
        tag = turn_tags.c
        query = sa.select(tag.theme, tag.turn_id, turns.c.author_id, tag.score, tag.evidence, tag.tagged_by)
        query = query.join(turns, turns.c.id == tag.turn_id).where(whose, _STANDS, HEARD)
        rows = await self._conn.execute(query.order_by(turns.c.at, turns.c.id, *_PLAINEST))
        return [_tag(row) for row in rows]


def _tag(row: Sequence[Any]) -> Tag:
    theme, turn_id, author_id, score, evidence, by = row
    return Tag(theme, TurnId(turn_id), author_id, score, names_from_text(evidence), by)


def _talked(row: Sequence[Any], held: Sequence[Any]) -> Talked:
    theme, salon_id, count, people, last, verdict = row
    film, opened_at, parent_id, channel_id = held
    return Talked(
        theme, SalonId(salon_id), film, opened_at, parent_id, channel_id, count, people, last,
        confirmed=verdict == Verdict.CONFIRMED.value,
    )  # fmt: skip
