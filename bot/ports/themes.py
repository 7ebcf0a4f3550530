"""Where tags and the room's word on them are kept, and who finds themes in what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.film import FilmId
from bot.domain.salon import Salon
from bot.domain.tagger import Found
from bot.domain.theme import Tag, Theme, Verdict
from bot.domain.theme_talk import Said, Talked
from bot.domain.turn import SalonId, Turn, TurnId


class ThemeStore(Protocol):
    """Tags of turns, turns that wait for them, verdicts on a film's themes, and themes that servers added.

    A turn that goes takes its tags along, and its place in the line. Turns of people who opted out of being heard are passed
    over wherever tags, or turns that wait, are read.
    """

    async def wait(self, turn: Turn) -> None:
        """Put a turn in the line of those to be tagged, once; of a turn that is gone this does nothing."""
        ...

    async def waiting(self, salon_id: SalonId, limit: int) -> Sequence[Turn]:
        """The turns of a salon that wait, in the order they were put in line."""
        ...

    async def attach(self, turn: Turn, found: Sequence[Found]) -> bool:
        """Give a turn these tags in place of those found before, and take it out of the line; tags by hand stay.

        False, and nothing is changed, when the turn is gone or says something else by now.
        """
        ...

    async def tag(self, turn_id: TurnId, theme: str, by: int) -> None:
        """Tag a turn by hand, which also makes a tag that was found one of a person's. Raises NotFound for no turn."""
        ...

    async def untag(self, turn_id: TurnId, theme: str, by: int) -> None:
        """Take a tag off a turn for good: what is found later does not bring it back, a tag by hand does.

        Raises NotFound for no turn.
        """
        ...

    async def of_turn(self, turn_id: TurnId) -> Sequence[Tag]:
        """The tags of a turn, best first."""
        ...

    async def of_salon(self, salon_id: SalonId) -> Sequence[Tag]:
        """The tags of all turns of a salon, in the order of the turns, best first."""
        ...

    async def talked(
        self, guild_id: int, since: datetime | None = None, limit: int = 500, theme: str | None = None
    ) -> Sequence[Talked]:
        """How much a server's newest salons talked about each theme, newest salon first; tags the room rejected are out.

        ``since`` leaves out what was said earlier; ``theme``: of that one alone.
        """
        ...

    async def spoken_of(self, guild_id: int, user_id: int) -> frozenset[FilmId]:
        """The films that somebody talked about here, in more than a word or two, where all had seen them."""
        ...

    async def unseen_by(self, guild_id: int, user_id: int) -> frozenset[FilmId]:
        """The films of which somebody said, for a salon here, that they have not seen all."""
        ...

    async def said(self, salon_id: SalonId, theme: str, limit: int) -> Sequence[Said]:
        """The turns of a salon that carry a theme, plainest first (those tagged by hand before all)."""
        ...

    async def judge(self, guild_id: int, film_id: FilmId, theme: str, verdict: Verdict, by: int, at: datetime) -> None:
        """Keep what the room says of a theme of a film, in place of what it said before."""
        ...

    async def judged(self, guild_id: int, film_id: FilmId) -> Mapping[str, Verdict]:
        """What a server said of a film's themes, by theme."""
        ...

    async def own(self, guild_id: int) -> Sequence[Theme]:
        """The themes that a server added, in the order they were added."""
        ...

    async def add_own(self, guild_id: int, theme: Theme, by: int, at: datetime) -> None:
        """Keep a server's theme. Raises Conflict("theme_there") when it has one of that id."""
        ...

    async def remove_own(self, guild_id: int, theme: str) -> bool:
        """Delete a server's theme with its tags and verdicts; False when there is none of that id."""
        ...

    async def forget_user(self, user_id: int) -> None:
        """Let tags, verdicts and added themes of a person be nobody's (0); they stay."""
        ...


class ThemeFinder(Protocol):
    """Finds the themes of what was said. Never raises for want of a model: then it finds them without one."""

    async def find(self, salon: Salon, turns: Sequence[Turn], own: Sequence[Theme]) -> Sequence[tuple[Found, ...]]:
        """The themes of each turn, best first, of the vocabulary or of a server's ``own``; few, and none for small talk."""
        ...
