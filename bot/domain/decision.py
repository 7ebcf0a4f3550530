"""What the host decides after a turn or a lull."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.turn import TurnId, Utterance


class Trigger(StrEnum):
    """What made the host consider speaking."""

    TURN = "turn"
    LULL = "lull"
    HEAT = "heat"
    """Hard words fell a moment ago, and it is time to hear how they were taken."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Silence (``utterance`` is None) or words, after turn ``after``; ``reason`` is a short phrase for the log and replay."""

    after: TurnId | None
    reason: str
    utterance: Utterance | None = None

    @property
    def speaks(self) -> bool:
        """Whether the host says something."""
        return self.utterance is not None
