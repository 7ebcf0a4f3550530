"""What can go wrong with a model, in a form that may be logged."""

from __future__ import annotations

from bot.errors import HostUnavailable


class ModelFailure(HostUnavailable):
    """The model gave nothing usable.

    ``why`` is a short phrase without any content ("timeout", "http 429", "refused", "truncated", "malformed",
    "guard: flattery"); ``status`` the HTTP status if there was one. ``lasting`` failures (a wrong key, no such model)
    will not mend by trying again; ``counts`` says whether it speaks against the endpoint as a whole.
    """

    def __init__(
        self,
        why: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        lasting: bool = False,
        counts: bool = True,
        hint: str = "",
    ) -> None:
        super().__init__(retry_after=retry_after, why=why)
        self.why = why
        self.status = status
        self.lasting = lasting
        self.counts = counts
        self.hint = hint  # the server's own words, read by the dialect, never logged

    @property
    def passing(self) -> bool:
        """Whether the same request may succeed in a moment."""
        return self.status in {408, 409, 425, 429} or self.why == "unreachable" or (self.status or 0) >= 500


class TurnWithheld(ModelFailure):
    """The turn that waits for an answer is not given to the model: it gives orders, or moderation flagged it."""

    def __init__(self, why: str) -> None:
        super().__init__(why, counts=False)
