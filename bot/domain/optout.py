"""That somebody does not want to be heard: from when on, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Optout:
    """A person's latest choice not to be heard; ``until`` is when they took it back, None while it holds.

    Nothing of them is made use of in a salon that ended after ``since`` or goes on; a salon that was over by then keeps
    its record as it is.
    """

    user_id: int
    since: datetime
    until: datetime | None = None

    @property
    def holds(self) -> bool:
        """Whether the person is not heard now."""
        return self.until is None

    def hears(self, at: datetime) -> bool:
        """Whether what they wrote at a moment may be heard: what was written before they took it back never is."""
        return self.until is not None and at >= self.until

    def leaves_out(self, closed_at: datetime | None) -> bool:
        """Whether what is stored of them is left out of a salon that ended at a moment (None: it goes on)."""
        return self.holds and (closed_at is None or closed_at > self.since)
