"""Settings of the AI host. Importing this does not load the model's client."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.manners import LULLS

OFFICIAL = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Where the model is and how patient we are. Times are in seconds, budgets in characters.

    ``patience`` bounds everything that one answer costs, repair and retries included, so that the house host's answer
    still comes within 20 s; ``recap_patience`` likewise for all requests about a record together: with the tags of the
    last turns (``tag_patience``) before it and posting behind it, it stays inside a job's lease of 60 s. After ``failures_before_rest`` failures in a
    row the model is left alone for ``rest``. ``role`` ("system" or "developer") carries the instructions;
    ``length_field`` is "auto", "max_tokens" or "max_completion_tokens"; ``temperature`` None leaves it to the server.
    ``lulls`` is how many nudges an evening may have; ``moderated`` says whether the provider's moderation is asked, where
    it offers one.

    ``recap_budget`` is up to how long an evening is read at once, ``recap_part_budget`` how long a part of a longer one is;
    ``recap_most_tokens`` bounds the answer about either.

    ``tag_budget`` bounds the talk of one request for themes, ``tag_most_tokens`` its answer; ``tag_patience`` is for all
    requests about one batch of turns together, and each has ``patience``.
    """

    model: str
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    patience: float = 15.0
    recap_patience: float = 26.0
    failures_before_rest: int = 3
    rest: float = 120.0
    budget: int = 16_000
    recap_budget: int = 60_000
    recap_part_budget: int = 30_000
    most_tokens: int = 1_200
    recap_most_tokens: int = 3_000
    tag_patience: float = 25.0
    tag_budget: int = 8_000
    tag_most_tokens: int = 1_600
    role: str = "system"
    length_field: str = "auto"
    temperature: float | None = None
    lulls: int = LULLS
    moderated: bool = True

    @property
    def endpoint(self) -> str:
        """The base URL that is asked."""
        return self.base_url or OFFICIAL

    @property
    def first_length_field(self) -> str:
        """What to try first: the official endpoint wants the new name, most others know only the old one."""
        if self.length_field != "auto":
            return self.length_field
        return "max_completion_tokens" if self.endpoint.startswith(OFFICIAL) else "max_tokens"
