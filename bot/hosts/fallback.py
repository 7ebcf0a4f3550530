"""What happens when the model fails: the house host speaks."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.decision import Decision
from bot.domain.recap import Recap
from bot.domain.turn import Source, Utterance


def instead(utterance: Utterance, why: str) -> Utterance:
    """The house host's words, marked as standing in for the model."""
    return replace(utterance, source=Source.FALLBACK, reason=f"{utterance.reason} (fallback: {why})")


def decided_instead(decision: Decision, why: str) -> Decision:
    """The house host's decision, marked likewise."""
    spoken = instead(decision.utterance, why) if decision.utterance else None
    return replace(decision, reason=f"{decision.reason} (fallback: {why})", utterance=spoken)


def recap_instead(recap: Recap) -> Recap:
    """The house host's recap, marked likewise."""
    return replace(recap, source=Source.FALLBACK)
