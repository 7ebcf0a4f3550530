"""Where what-ifs are kept, and where their drafts are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.salon import Salon
from bot.domain.turn import SalonId, TurnId
from bot.domain.whatif import WhatIf, WhatIfId, WhatIfState


class WhatIfStore(Protocol):
    """What-ifs of salons. A salon has one open at most, and a turn belongs to one at most.

    The words of a part are those of its turn: an edit of the turn is seen here, and a turn that goes takes its part along.
    Whoever decides by what a what-if holds calls ``hold`` first: it keeps others from changing those of that salon until
    the unit of work ends.
    """

    async def hold(self, salon_id: SalonId) -> None:
        """Keep others from changing a salon's what-ifs until the unit of work ends."""
        ...

    async def begin(self, salon_id: SalonId, premise: TurnId, at: datetime) -> WhatIf:
        """Store an open what-if at version 1. Raises Conflict("whatif_open"), or NotFound when salon or turn is gone."""
        ...

    async def get(self, whatif_id: WhatIfId) -> WhatIf | None:
        """The what-if of that id."""
        ...

    async def of_salon(self, salon_id: SalonId) -> Sequence[WhatIf]:
        """A salon's what-ifs of any state, oldest first."""
        ...

    async def shown_as(self, message_id: int) -> WhatIf | None:
        """The what-if whose card is that message."""
        ...

    async def in_messages(self, message_ids: Sequence[int]) -> Sequence[WhatIfId]:
        """The what-ifs that have a part from one of these messages, each once, oldest first."""
        ...

    async def add(self, whatif_id: WhatIfId, turn_id: TurnId) -> None:
        """Make a turn the newest part, and with it a new version. Raises NotFound, or Conflict("already_stored")."""
        ...

    async def take_out(self, turn_id: TurnId) -> None:
        """Let a turn be no part any more; the turn itself stays."""
        ...

    async def changed(self, whatif_id: WhatIfId) -> None:
        """Make a new version, since something was taken back; a question whether it is agreed is void."""
        ...

    async def ask(self, whatif_id: WhatIfId, user_id: int) -> None:
        """Record who asks whether it is agreed."""
        ...

    async def move(self, whatif_id: WhatIfId, state: WhatIfState) -> None:
        """Change the state. Raises Conflict("whatif_open") when another of the salon is open."""
        ...

    async def card(self, whatif_id: WhatIfId, message_id: int | None) -> None:
        """Record which message shows it."""
        ...

    async def forget_user(self, user_id: int) -> Sequence[WhatIfId]:
        """Forget that somebody asked whether what-ifs are agreed, and return these; their parts go with their turns."""
        ...


class DraftBoard(Protocol):
    """Shows drafts in salons' channels. Raises Gone, Forbidden or Unavailable; never a vendor error."""

    async def post(self, salon: Salon, draft: WhatIf, nonce: str) -> int:
        """Post the card of a draft where the salon is held, and return the message's id."""
        ...

    async def redraw(self, salon: Salon, draft: WhatIf) -> None:
        """Show a draft as it stands in its card. Raises Gone when that message is gone."""
        ...

    async def find(self, salon: Salon, draft: WhatIf) -> int | None:
        """The id of a card of this draft that stands in the channel already; None when there is none."""
        ...
