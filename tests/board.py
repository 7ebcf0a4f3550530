"""A stand-in for the board on which drafts are shown."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from bot.domain.salon import Salon
from bot.domain.whatif import WhatIf
from bot.errors import Gone, SalonError, Unavailable


@dataclass(slots=True)
class Card:
    """A card as it was drawn last; ``drawn`` counts how often."""

    salon: Salon
    draft: WhatIf
    nonce: str
    drawn: int = 1
    deleted: bool = False


class Board:
    """A DraftBoard that records. As on Discord, a nonce used again posts nothing new, until it is forgotten."""

    def __init__(self) -> None:
        self.cards: dict[int, Card] = {}
        self.fails: SalonError | None = None
        self.crash_after_posting = 0
        self._messages = count(7_000_000)

    @property
    def standing(self) -> list[Card]:
        """The cards that nobody has deleted, oldest first."""
        return [card for card in self.cards.values() if not card.deleted]

    async def post(self, salon: Salon, draft: WhatIf, nonce: str) -> int:
        assert 0 < len(nonce) <= 25
        self._check()
        for message_id, card in self.cards.items():
            if card.nonce == nonce:
                return message_id
        message_id = next(self._messages)
        self.cards[message_id] = Card(salon, draft, nonce)
        if self.crash_after_posting:
            self.crash_after_posting -= 1
            self.cards[message_id].nonce = ""  # Discord forgets nonces after a few minutes
            raise Unavailable
        return message_id

    async def redraw(self, salon: Salon, draft: WhatIf) -> None:
        self._check()
        card = self.cards.get(draft.card or 0)
        if card is None or card.deleted:
            raise Gone
        card.salon, card.draft, card.drawn = salon, draft, card.drawn + 1

    async def find(self, salon: Salon, draft: WhatIf) -> int | None:
        self._check()
        found = (key for key, card in self.cards.items() if card.draft.id == draft.id and not card.deleted)
        return next(found, None)

    def _check(self) -> None:
        if self.fails is not None:
            raise self.fails
