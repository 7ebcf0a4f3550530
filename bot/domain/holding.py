"""What is held of a person, kind by kind, and the shape in which it is handed to them.

A record is what goes into JSON: moments as ISO 8601 in UTC, Discord's ids as strings (they are too large for some readers of
JSON), films with id, title and year, the person's own words as they were typed. Nobody else's words, names or ids are in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.domain.film import Film

FORMAT, VERSION = "salon-memory", 1
"""What an export says it is. The version grows when a name or a meaning in it changes; what is added leaves it."""
Record = Mapping[str, object]
_IDS = frozenset({"server", "channel", "message", "reply_to"})


class Held(StrEnum):
    """A kind of what is held, by the name it has in an export."""

    MESSAGES = "messages"
    PARTS = "whatif_contributions"
    AGREEMENTS = "whatif_agreements_asked"
    SALONS = "salons_opened"
    TAGS = "themes_named"
    VERDICTS = "themes_judged"
    THEMES = "themes_added"
    PROGRESS = "progress"
    COVERS = "spoiler_covers_offered"
    NOMINATIONS = "nominations"
    VOTES = "votes"
    BALLOTS = "ballots_opened"
    SCREENINGS = "screenings_planned"
    ANSWERS = "screening_answers"
    REMINDERS = "reminders"
    WATCHLIST = "watchlist"
    ADDED = "added_to_server_watchlists"
    RATINGS = "ratings"
    SHARES = "watchlist_shared_with"
    IMPORTS = "imports_waiting"
    CHANGES = "watchlist_changes"
    ZONE = "time_zone"
    DEEDS = "film_clock"
    OPTOUT = "optout"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records of a kind; ``cursor`` asks for those after them, None: there are no more."""

    records: Sequence[Record]
    cursor: int | None = None


def record(**values: object) -> Record:
    """A record of these values."""
    return {name: None if value is None else _shaped(name, value) for name, value in values.items()}


def _shaped(name: str, value: object) -> object:
    if name in _IDS:
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Film):
        return {"id": value.id, "title": value.title, "year": value.year}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple | list):
        return [_shaped("", one) for one in value]
    return value
