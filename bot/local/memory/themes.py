"""Tags of turns and the line of those without, verdicts on themes, and themes of servers, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.film import FilmId
from bot.domain.salon import Salon, SalonState
from bot.domain.tagger import Found
from bot.domain.theme import Tag, Theme, Verdict
from bot.domain.theme_talk import SPOKE, Said, Talked
from bot.domain.turn import SalonId, Turn, TurnId
from bot.errors import Conflict, NotFound
from bot.local.memory.optouts import heard
from bot.local.memory.rows import Rows, said_order
from bot.storage.accept import aware


class MemoryThemes:
    """A ThemeStore over ``Rows``. Tags of turns that are gone are passed over: ids never come back."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def wait(self, turn: Turn) -> None:
        """Put a turn in the line of those to be tagged, once; of a turn that is gone this does nothing."""
        if turn.id in self._rows.turns and turn.id not in self._rows.untagged:
            self._rows.put(self._rows.untagged, turn.id, turn.salon_id)

    async def waiting(self, salon_id: SalonId, limit: int) -> Sequence[Turn]:
        """The turns of a salon that wait, in the order they were put in line."""
        ids = sorted(turn_id for turn_id, salon in self._rows.untagged.items() if salon == salon_id)
        found = (turn for turn_id in ids if (turn := self._rows.turns.get(turn_id)) is not None)
        return [turn for turn in found if heard(self._rows, turn)][:limit]

    async def attach(self, turn: Turn, found: Sequence[Found]) -> bool:
        """Give a turn these tags in place of those found before, and take it out of the line; tags by hand stay.

        False, and nothing is changed, when the turn is gone or says something else by now.
        """
        now = self._rows.turns.get(turn.id)
        if now is None or now.text != turn.text:
            return False
        self._rows.drop(self._rows.untagged, turn.id)
        kept = {theme: tag for theme, tag in self._rows.tags.get(turn.id, {}).items() if tag.by is not None}
        fresh = {one.theme: Tag(one.theme, turn.id, now.author_id, one.score, one.evidence) for one in found}
        self._rows.put(self._rows.tags, turn.id, {**fresh, **kept})
        return True

    async def tag(self, turn_id: TurnId, theme: str, by: int) -> None:
        """Tag a turn by hand, which also makes a tag that was found one of a person's. Raises NotFound for no turn."""
        turn = self._rows.turns.get(turn_id)
        if turn is None:
            raise NotFound
        there = self._rows.tags.get(turn_id, {})
        before = there.get(theme) or Tag(theme, turn_id, turn.author_id, 1.0)
        self._rows.put(self._rows.tags, turn_id, {**there, theme: replace(before, score=1.0, by=by)})

    async def untag(self, turn_id: TurnId, theme: str, by: int) -> None:
        """Take a tag off a turn for good: what is found later does not bring it back, a tag by hand does.

        Raises NotFound for no turn.
        """
        turn = self._rows.turns.get(turn_id)
        if turn is None:
            raise NotFound
        refused = Tag(theme, turn_id, turn.author_id, 0.0, by=by)
        self._rows.put(self._rows.tags, turn_id, {**self._rows.tags.get(turn_id, {}), theme: refused})

    def _drop(self, turn_id: TurnId, theme: str) -> None:
        there = {one: tag for one, tag in self._rows.tags.get(turn_id, {}).items() if one != theme}
        self._rows.put(self._rows.tags, turn_id, there)

    async def of_turn(self, turn_id: TurnId) -> Sequence[Tag]:
        """The tags of a turn, best first."""
        turn = self._rows.turns.get(turn_id)
        if turn is None or not heard(self._rows, turn):
            return []
        return sorted((tag for tag in self._rows.tags.get(turn_id, {}).values() if tag.score), key=_plainest)

    async def of_salon(self, salon_id: SalonId) -> Sequence[Tag]:
        """The tags of all turns of a salon, in the order of the turns, best first."""
        return [tag for turn in self._rows.said.get(salon_id, ()) for tag in await self.of_turn(turn.id)]

    async def talked(
        self, guild_id: int, since: datetime | None = None, limit: int = 500, theme: str | None = None
    ) -> Sequence[Talked]:
        """How much a server's newest salons talked about each theme, newest salon first; tags the room rejected are out.

        ``since`` leaves out what was said earlier; ``theme``: of that one alone.
        """
        all_ = self._rows.salons.values()
        found = [one for one in all_ if one.guild_id == guild_id and one.state is not SalonState.OPENING]
        found.sort(key=lambda salon: (salon.opened_at, salon.id), reverse=True)
        rows = [row for salon in found[:limit] for row in await self._talked(salon, since)]
        return [row for row in rows if theme in {None, row.theme}]

    async def spoken_of(self, guild_id: int, user_id: int) -> frozenset[FilmId]:
        """The films that somebody talked about here, in more than a word or two, where all had seen them."""
        found = (one for one in self._rows.salons.values() if one.guild_id == guild_id and one.horizon.seen >= 1)
        spoke = Counter(
            salon.film.id for salon in found for turn in self._rows.said.get(salon.id, ()) if turn.author_id == user_id
        )
        return frozenset(film for film, often in spoke.items() if often >= SPOKE)

    async def unseen_by(self, guild_id: int, user_id: int) -> frozenset[FilmId]:
        """The films of which somebody said, for a salon here, that they have not seen all."""
        told = (
            (self._rows.salons.get(salon), seen) for (salon, who), seen in self._rows.horizons.items() if who == user_id
        )
        return frozenset(
            salon.film.id for salon, seen in told if salon is not None and salon.guild_id == guild_id and seen.seen < 1
        )

    async def said(self, salon_id: SalonId, theme: str, limit: int) -> Sequence[Said]:
        """The turns of a salon that carry a theme, plainest first (those tagged by hand before all)."""
        tags = [tag for tag in await self.of_salon(salon_id) if tag.theme == theme]
        turns = self._rows.turns
        tags.sort(key=lambda tag: (tag.by is None, -tag.score, said_order(turns[tag.turn_id])))
        return [Said(turns[tag.turn_id], tag.evidence) for tag in tags[:limit]]

    async def judge(self, guild_id: int, film_id: FilmId, theme: str, verdict: Verdict, by: int, at: datetime) -> None:
        """Keep what the room says of a theme of a film, in place of what it said before."""
        aware(at)
        self._rows.put(self._rows.verdicts, (guild_id, film_id, theme), (verdict, by, at))

    async def judged(self, guild_id: int, film_id: FilmId) -> Mapping[str, Verdict]:
        """What a server said of a film's themes, by theme."""
        said = [
            (at, theme, verdict)
            for (guild, film, theme), (verdict, _, at) in self._rows.verdicts.items()
            if (guild, film) == (guild_id, film_id)
        ]
        return {theme: verdict for _, theme, verdict in sorted(said)}

    async def own(self, guild_id: int) -> Sequence[Theme]:
        """The themes that a server added, in the order they were added."""
        return [theme for (guild, _), (theme, *_) in self._rows.own_themes.items() if guild == guild_id]

    async def add_own(self, guild_id: int, theme: Theme, by: int, at: datetime) -> None:
        """Keep a server's theme. Raises Conflict("theme_there") when it has one of that id."""
        at = aware(at)
        if (guild_id, theme.id) in self._rows.own_themes:
            raise Conflict("theme_there")
        self._rows.put(self._rows.own_themes, (guild_id, theme.id), (theme, by, at))

    async def remove_own(self, guild_id: int, theme: str) -> bool:
        """Delete a server's theme with its tags and verdicts; False when there is none of that id."""
        if self._rows.drop(self._rows.own_themes, (guild_id, theme)) is None:
            return False
        for salon in [one for one in self._rows.salons.values() if one.guild_id == guild_id]:
            for turn in self._rows.said.get(salon.id, ()):
                self._drop(turn.id, theme)
        for key in [one for one in self._rows.verdicts if one[0] == guild_id and one[2] == theme]:
            self._rows.drop(self._rows.verdicts, key)
        return True

    async def forget_user(self, user_id: int) -> None:
        """Let tags, verdicts and added themes of a person be nobody's (0); they stay."""
        rows = self._rows
        for turn_id, there in list(rows.tags.items()):
            if any(tag.by == user_id for tag in there.values()):
                mended = {one: replace(tag, by=0) if tag.by == user_id else tag for one, tag in there.items()}
                rows.put(rows.tags, turn_id, mended)
        for key, (verdict, by, at) in list(rows.verdicts.items()):
            if by == user_id:
                rows.put(rows.verdicts, key, (verdict, 0, at))
        for own, (theme, by, at) in list(rows.own_themes.items()):
            if by == user_id:
                rows.put(rows.own_themes, own, (theme, 0, at))

    async def _talked(self, salon: Salon, since: datetime | None) -> Sequence[Talked]:
        said = await self.judged(salon.guild_id, salon.film.id)
        turns: dict[str, list[Turn]] = {}
        for tag in await self.of_salon(salon.id):
            turn = self._rows.turns[tag.turn_id]
            if said.get(tag.theme) is not Verdict.REJECTED and (since is None or turn.at >= since):
                turns.setdefault(tag.theme, []).append(turn)
        return [
            Talked(
                theme, salon.id, salon.film, salon.opened_at, salon.parent_id, salon.channel_id, len(found),
                len({turn.author_id for turn in found}), max(turn.at for turn in found),
                confirmed=said.get(theme) is Verdict.CONFIRMED,
            )
            for theme, found in sorted(turns.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        ]  # fmt: skip


def _plainest(tag: Tag) -> tuple[bool, float, str]:
    return tag.by is None, -tag.score, tag.theme
