"""What somebody wants done to a watchlist, as it travels in a button's id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.rating import Stars
from bot.domain.watchlist import Whose

WISH = r"(?P<do>add|see|remove):(?P<whose>server|mine):(?P<stars>[0-9]|10)"


@dataclass(frozen=True, slots=True)
class ListWish:
    """What to do ("add", "see" or "remove") on whose list, with what rating; ``code`` is the wish inside a custom id."""

    do: str
    whose: Whose
    stars: Stars | None = None

    @property
    def code(self) -> str:
        """The parts with colons between, 0 for no rating."""
        return f"{self.do}:{self.whose.value}:{self.stars or 0}"

    @classmethod
    def of(cls, said: Mapping[str, str]) -> ListWish:
        """The wish of a custom id's named groups."""
        return cls(said["do"], Whose(said["whose"]), Stars(int(said["stars"])) if said["stars"] != "0" else None)
