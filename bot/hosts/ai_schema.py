"""The shapes a model must answer in, and their strict reading.

Every field of a schema is required and nothing may be added, as structured output demands; when a server does not hold
the model to it, absent optional fields are read as null and superfluous ones are ignored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.domain.question import Kind
from bot.domain.recap import BY_CODE, ItemKind
from bot.domain.spoiler import Reveal
from bot.hosts.ai_failure import ModelFailure

_NUMBER = re.compile(r"^\s*\[?\s*(?:turn\s*)?#?(\d{1,18})\s*\]?\s*$", re.IGNORECASE)


class _Part(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)


def _turn(value: object) -> object:
    """Read "12", "turn 12" and "[turn 12]" as 12; anything else is left to be refused."""
    found = _NUMBER.match(value) if isinstance(value, str) else None
    return int(found[1]) if found else value


def _turns(value: object) -> object:
    """Likewise for a list of them."""
    if value is None:
        return []
    return [_turn(item) for item in value] if isinstance(value, list) else value


class QuestionDraft(_Part):
    """A question the model asks."""

    text: str
    kind: Kind = Kind.INTERPRETIVE
    theme: str | None = None
    lens: str | None = None


class ClaimDraft(_Part):
    """A statement that the text rests on."""

    text: str = ""
    basis: Literal["film facts", "participant", "recollection"]
    turn_id: int | None = None

    _turn_id = field_validator("turn_id", mode="before")(_turn)


class Draft(_Part):
    """One decision of the model."""

    speak: bool
    reason: str = ""
    kind: Literal["takeup", "question", "nudge", "whatif"] | None = None
    takes_up: list[int] = Field(default_factory=list)
    text: str = ""
    question: QuestionDraft | None = None
    reveals: Reveal = Reveal.NOTHING
    claims: list[ClaimDraft] = Field(default_factory=list)

    _ids = field_validator("takes_up", mode="before")(_turns)

    @field_validator("text", "reason", "reveals", "claims", mode="before")
    @classmethod
    def _absent(cls, value: object, info: Any) -> object:
        """Read null as absent where the model kept silent."""
        absent: dict[str, object] = {"text": "", "reason": "", "reveals": Reveal.NOTHING, "claims": []}
        return absent[info.field_name] if value is None else value


class ItemDraft(_Part):
    """One line of a recap."""

    kind: ItemKind
    text: str
    turns: list[int] = Field(default_factory=list)
    speaker: str | None = None
    quote: str | None = None
    second_speaker: str | None = None
    second_quote: str | None = None

    _ids = field_validator("turns", mode="before")(_turns)


class RecapDraft(_Part):
    """A recap; items stay unread until ``items_of`` takes the sound ones."""

    headline: str
    items: list[Any]


class ChoiceDraft(_Part):
    """Which items of a recap are kept, best first, under which headline: numbers only."""

    headline: int | None = None
    items: list[int]


class VerdictDraft(_Part):
    """Whether the turns of one item say it."""

    item: int
    supported: str


class VerdictsDraft(_Part):
    """A verdict on every item; they stay unread until ``verdicts_of`` takes the sound ones."""

    verdicts: list[Any]


class TagDraft(_Part):
    """One theme of one turn, and the words there that carry it."""

    turn: int
    theme: str
    quote: str

    _id = field_validator("turn", mode="before")(_turn)


class TagsDraft(_Part):
    """The themes of some turns; they stay unread until ``tags_of`` takes the sound ones."""

    tags: list[Any]


Answer = TypeVar("Answer", bound=_Part)


@dataclass(frozen=True, slots=True)
class Shape:
    """A JSON Schema with the name under which it is sent."""

    name: str
    schema: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The schema as compact JSON, for the prompt."""
        return json.dumps(self.schema, separators=(",", ":"), ensure_ascii=False)


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


_STRING = {"type": "string"}
_IDS = {"type": "array", "items": {"type": "integer"}}

DECISION = Shape(
    "decision",
    _object(
        speak={"type": "boolean"},
        reason=_STRING,
        kind=_or_null({"type": "string", "enum": ["takeup", "question", "nudge", "whatif"]}),
        takes_up=_IDS,
        text=_STRING,
        question=_or_null(
            _object(
                text=_STRING,
                kind={"type": "string", "enum": [kind.value for kind in Kind]},
                theme=_or_null(_STRING),
                lens=_or_null(_STRING),
            )
        ),
        reveals={"type": "string", "enum": [mark.value for mark in Reveal]},
        claims={
            "type": "array",
            "items": _object(
                text=_STRING,
                basis={"type": "string", "enum": ["film facts", "participant", "recollection"]},
                turn_id=_or_null({"type": "integer"}),
            ),
        },
    ),
)

RECAP = Shape(
    "recap",
    _object(
        headline=_STRING,
        items={
            "type": "array",
            "items": _object(
                kind={"type": "string", "enum": [kind.value for kind in ItemKind if kind not in BY_CODE]},
                text=_STRING,
                turns=_IDS,
                speaker=_or_null(_STRING),
                quote=_or_null(_STRING),
                second_speaker=_or_null(_STRING),
                second_quote=_or_null(_STRING),
            ),
        },
    ),
)


CHOICE = Shape("choice", _object(headline=_or_null({"type": "integer"}), items=_IDS))
VERDICTS = Shape(
    "verdicts",
    _object(
        verdicts={
            "type": "array",
            "items": _object(item={"type": "integer"}, supported={"type": "string", "enum": ["yes", "partly", "no"]}),
        }
    ),
)


_MOST_VALUES = 1_000  # of an enum in OpenAI's structured output ...
_FREE_VALUES, _MOST_CHARACTERS = 250, 15_000  # ... and when it has more than so many, so long in all


def tags_shape(ids: Sequence[str]) -> Shape:
    """The shape of tags over these ids; any text stands for an id where they are more than structured output allows."""
    few = len(ids) <= _FREE_VALUES or (len(ids) <= _MOST_VALUES and sum(map(len, ids)) <= _MOST_CHARACTERS)
    theme = {"type": "string", "enum": list(ids)} if few and ids else _STRING
    tag = _object(turn={"type": "integer"}, theme=theme, quote=_STRING)
    return Shape("tags", _object(tags={"type": "array", "items": tag}))


def read(model: type[Answer], text: str) -> Answer:
    """Find the JSON object in an answer and read it. Raises ModelFailure("malformed") whose hint says what is wrong."""
    try:
        return model.model_validate(_json_object(text))
    except ValidationError as wrong:
        found = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'object'}: {e['type']}" for e in wrong.errors()[:4])
        raise ModelFailure("malformed", hint=found) from None


def items_of(draft: RecapDraft) -> list[ItemDraft]:
    """The items that have the right shape."""
    return _sound(ItemDraft, draft.items)


def verdicts_of(draft: VerdictsDraft) -> frozenset[int]:
    """The numbers that have a clear yes and nothing else. Raises ModelFailure("malformed") where nothing is a verdict."""
    sound = _sound(VerdictDraft, draft.verdicts)
    if not sound:
        raise ModelFailure("malformed", hint="no verdicts")
    yes = {one.item for one in sound if one.supported.casefold() == "yes"}
    return frozenset(yes - {one.item for one in sound if one.supported.casefold() != "yes"})


def tags_of(draft: TagsDraft, most: int) -> list[TagDraft]:
    """Those of the first ``most`` tags that have the right shape."""
    return _sound(TagDraft, draft.tags[:most])


def _sound(model: type[Answer], raws: Sequence[Any]) -> list[Answer]:
    sound: list[Answer] = []
    for raw in raws:
        try:
            sound.append(model.model_validate(raw))
        except ValidationError:
            continue  # one broken line must not cost the others
    return sound


_THOUGHT = re.compile(r"^.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)


def _json_object(text: str) -> dict[str, Any]:
    """The first JSON object of a text, in a code fence or among other words. Raises ModelFailure("malformed")."""
    plain = _THOUGHT.sub("", text, count=1)
    decoder = json.JSONDecoder()
    at = plain.find("{")
    for _ in range(20):  # an answer with more stray braces than this is not worth searching
        if at < 0:
            break
        try:
            found, _end = decoder.raw_decode(plain, at)
        except (ValueError, RecursionError):
            at = plain.find("{", at + 1)
            continue
        if isinstance(found, dict):
            return found
    raise ModelFailure("malformed", hint="no JSON object found")
