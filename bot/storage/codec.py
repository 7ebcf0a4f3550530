"""Films, what sources say of them, utterances and recaps as JSON text and back. Unknown keys are passed over, missing ones take their default."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from bot.domain.film import Film
from bot.domain.film_card import Offer, OfferKind, Sourced
from bot.domain.question import Asked, Kind
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.theme import Theme
from bot.domain.turn import Source, Utterance, UtteranceKind


def dump(value: object) -> str:
    """Return compact JSON text in ASCII, which every database can hold."""
    return json.dumps(value, separators=(",", ":"))


def _known(cls: type, data: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(cls)}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items() if key in names}


def film_to_text(film: Film) -> str:
    """Write a film."""
    return dump(asdict(film))


def film_from_text(text: str) -> Film:
    """Read a film."""
    return Film(**_known(Film, json.loads(text)))


def sourced_to_text(said: Sequence[Sourced]) -> str:
    """Write what a source says."""
    return dump([asdict(one) for one in said])


def sourced_from_text(text: str) -> tuple[Sourced, ...]:
    """Read what a source says."""
    return tuple(_sourced(one) for one in json.loads(text))


def _sourced(raw: Mapping[str, Any]) -> Sourced:
    data = _known(Sourced, raw)
    data["film"] = Film(**_known(Film, raw["film"]))
    data["offers"] = {
        country: tuple(Offer(one["service"], OfferKind(one["kind"])) for one in offers)
        for country, offers in raw.get("offers", {}).items()
    }
    return Sourced(**data)


def utterance_to_text(utterance: Utterance | None) -> str | None:
    """Write what the host said."""
    return None if utterance is None else dump(asdict(utterance))


def utterance_from_text(text: str | None) -> Utterance | None:
    """Read what the host said."""
    if text is None:
        return None
    data = _known(Utterance, json.loads(text))
    question = data.get("question")
    if question is not None:
        question = _known(Asked, question)
        data["question"] = Asked(**question | {"kind": Kind(question["kind"])})
    data["kind"] = UtteranceKind(data["kind"])
    data["source"] = Source(data["source"])
    return Utterance(**data)


def recap_to_text(recap: Recap) -> str:
    """Write a recap."""
    return dump(asdict(recap))


def recap_from_text(text: str) -> Recap:
    """Read a recap."""
    data = _known(Recap, json.loads(text))
    data["items"] = tuple(_item(item) for item in data["items"])
    data["source"] = Source(data["source"])
    return Recap(**data)


def _item(raw: Mapping[str, Any]) -> RecapItem:
    data = _known(RecapItem, raw)
    data["kind"] = ItemKind(data["kind"])
    return RecapItem(**data)


def theme_to_text(theme: Theme) -> str:
    """Write a theme of a server."""
    return dump(asdict(theme))


def theme_from_text(text: str) -> Theme:
    """Read a theme of a server."""
    return Theme(**_known(Theme, json.loads(text)))


def names_to_text(names: Sequence[str]) -> str | None:
    """Write a list of names; None for an empty one."""
    return dump(list(names)) if names else None


def names_from_text(text: str | None) -> tuple[str, ...]:
    """Read a list of names."""
    return tuple(json.loads(text)) if text else ()
