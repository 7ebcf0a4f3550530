"""Counting the tokens of one task: what the server reports, else an estimate."""

from __future__ import annotations

from collections.abc import Iterable

BYTES_A_TOKEN = 4
"""About how many bytes of English make a token (OpenAI's rule of thumb); other languages need more tokens."""


def estimate(texts: Iterable[str]) -> int:
    """About how many tokens these texts are."""
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    return -(-size // BYTES_A_TOKEN)


class Meter:
    """Adds up what the requests of one task cost. A request that is never answered counts as what it sent."""

    __slots__ = ("_pending", "_spent")

    def __init__(self) -> None:
        self._spent = 0
        self._pending = 0

    @property
    def tokens(self) -> int:
        """All tokens so far."""
        return self._spent + self._pending

    def sent(self, texts: Iterable[str]) -> None:
        """A request is on its way."""
        self._spent += self._pending
        self._pending = estimate(texts)

    def refused(self) -> None:
        """The request was turned away before a model saw it."""
        self._pending = 0

    def answered(self, reported: int | None, text: str) -> None:
        """The request was answered; ``reported`` is what the server says it cost, if it says so."""
        self._spent += reported if reported else self._pending + estimate([text])
        self._pending = 0
