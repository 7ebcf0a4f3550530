"""How a particular OpenAI-compatible server wants to be spoken to, and what to change when it refuses.

Seen in the wild: ``json_schema`` answered with HTTP 500, ``max_completion_tokens`` or ``max_tokens`` refused, the roles
``developer`` or ``system`` refused, chat templates that insist on alternating roles, temperatures that may not be set.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.hosts.ai_messages import Message
from bot.hosts.ai_schema import Shape

RUNGS = ("json_schema", "json_object", "prompt")
ROLES = ("system", "developer", "user")
# Statuses with which servers say that they do not understand a request (500 among them, from local servers).
PUZZLED = frozenset({400, 405, 415, 422, 500, 501})


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of asking: the rung of the structured-output ladder, field and role names, and two restrictions."""

    rung: str = RUNGS[0]
    length_field: str = "max_completion_tokens"
    role: str = ROLES[0]
    alternate: bool = False
    temperature: bool = True

    def messages(self, messages: Sequence[Message]) -> list[Any]:
        """The messages as this server takes them."""
        spoken = [(self.role if m.role == "system" else m.role, m.text) for m in messages]
        if self.alternate or self.role == "user":
            spoken = _merged(spoken)
        return [{"role": role, "content": text} for role, text in spoken]

    def options(self, shape: Shape, most_tokens: int, temperature: float | None) -> dict[str, Any]:
        """Everything but model and messages."""
        options: dict[str, Any] = {self.length_field: most_tokens}
        if temperature is not None and self.temperature:
            options["temperature"] = temperature
        if self.rung == "json_schema":
            schema = {"name": shape.name, "schema": shape.schema, "strict": True}
            options["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.rung == "json_object":
            options["response_format"] = {"type": "json_object"}
        return options


def _merged(spoken: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbours of one role joined into one message."""
    merged: list[tuple[str, str]] = []
    for role, text in spoken:
        if merged and merged[-1][0] == role:
            merged[-1] = (role, f"{merged[-1][1]}\n\n{text}")
        else:
            merged.append((role, text))
    return merged


def adapted(dialect: Dialect, status: int, hint: str) -> Dialect | None:
    """What to try next after a refusal; None when this way of asking has nothing left to change.

    ``hint`` is the server's message; without a recognisable one the structured output steps down, since that is what
    servers stumble over most.
    """
    if status not in PUZZLED:
        return None
    said = hint.lower()
    other = "max_tokens" if dialect.length_field == "max_completion_tokens" else "max_completion_tokens"
    if re.search(r"max_(?:completion_)?tokens", said):
        # The refused name comes first: "Unsupported parameter: 'max_tokens' ... Use 'max_completion_tokens' instead."
        refused = re.search(r"max_(?:completion_)?tokens", said)
        return (
            replace(dialect, length_field=other) if refused and refused[0] == dialect.length_field else _down(dialect)
        )
    if "temperature" in said and dialect.temperature:
        return replace(dialect, temperature=False)
    if "alternat" in said and not dialect.alternate:
        return replace(dialect, alternate=True)
    if (
        re.search(r"\b(?:role|system|developer)\b", said)
        and "response_format" not in said
        and dialect.role != ROLES[-1]
    ):
        return replace(dialect, role=ROLES[ROLES.index(dialect.role) + 1])
    return _down(dialect)


def _down(dialect: Dialect) -> Dialect | None:
    """One rung lower, if there is one."""
    at = RUNGS.index(dialect.rung)
    return replace(dialect, rung=RUNGS[at + 1]) if at + 1 < len(RUNGS) else None
