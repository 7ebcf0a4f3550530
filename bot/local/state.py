"""What the local Discord remembers: the club, its channels, messages, commands and events, as Discord's own objects.

Keys that begin with an underscore are the server's own notes (who may see an ephemeral message, who reacted, where a
file lies) and never leave it. Ids are snowflakes, as strings everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.local.wire import Json

DISCORD_EPOCH_MS = 1_420_070_400_000  # 2015-01-01, the origin of snowflakes (Discord's reference)
THREAD_TYPES = frozenset({10, 11, 12})
BASE_SECTION = "base"


def snowflake_time(snowflake: str) -> datetime:
    """The moment a snowflake was made."""
    return datetime.fromtimestamp(((int(snowflake) >> 22) + DISCORD_EPOCH_MS) / 1000, UTC)


@dataclass(slots=True)
class State:
    """Everything that outlives a restart; ``changed`` is told the section that moved."""

    application: Json = field(default_factory=dict)
    token: str = ""
    guild: Json = field(default_factory=dict)
    users: dict[str, Json] = field(default_factory=dict)
    members: dict[str, Json] = field(default_factory=dict)
    roles: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    thread_members: dict[str, dict[str, Json]] = field(default_factory=dict)
    messages: dict[str, dict[str, Json]] = field(default_factory=dict)
    commands: dict[str, dict[str, Json]] = field(default_factory=dict)
    events: dict[str, Json] = field(default_factory=dict)
    interested: dict[str, list[str]] = field(default_factory=dict)
    interactions: dict[str, Json] = field(default_factory=dict)
    last_id: int = 0
    changed: Callable[[str], None] = field(default=lambda section: None, repr=False)

    def new_id(self, now: datetime) -> str:
        """A snowflake of this moment, greater than every one before it, even when the clock stands still."""
        wanted = (int(now.timestamp() * 1000) - DISCORD_EPOCH_MS) << 22
        self.last_id = max(self.last_id + 1, wanted)
        return str(self.last_id)

    @property
    def bot_id(self) -> str:
        """The bot's user id (the same as the application's)."""
        return str(self.application["id"])

    @property
    def guild_id(self) -> str:
        """The club's id."""
        return str(self.guild["id"])

    def touch(self, channel_id: str | None = None) -> None:
        """Note a change: of one channel's messages, or of anything else."""
        self.changed(channel_id or BASE_SECTION)

    def base(self) -> Json:
        """Everything but the messages, as one JSON object."""
        names = [name for name in self.__dataclass_fields__ if name not in {"messages", "changed"}]
        return {name: getattr(self, name) for name in names}


def state_from(base: Json, messages: dict[str, dict[str, Json]]) -> State:
    """The state that ``State.base`` and the messages describe."""
    known = {name: value for name, value in base.items() if name in State.__dataclass_fields__}
    return State(**known, messages=messages)
