"""A salon's what-ifs in its record: every part in its author's words, with credit, linked to where it was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.turn import Turn, TurnId
from bot.domain.whatif import WhatIf, WhatIfState


def with_whatifs(recap: Recap, drafts: Sequence[WhatIf], forms: Mapping[str, str]) -> Recap:
    """The record with the what-ifs that were agreed on or are open still.

    A part is told in its what-if alone: other lines that rest on nothing else go. ``forms`` are the host's, by name
    ("whatif_agreed", "whatif_open", "whatif_adds", and "edited" behind what was edited since), with ``{name}`` for who is credited.
    """
    told = [draft for draft in drafts if draft.state is not WhatIfState.DROPPED and draft.parts]
    if not told:
        return recap
    parts = frozenset[TurnId]().union(*(draft.turns for draft in told))
    kept = (item for item in recap.items if item.kind is ItemKind.THEME or not set(item.turns) <= parts)
    items = [line for draft in told for line in _lines(draft, forms)]
    return replace(recap, items=(*items, *kept))


def linked(turns: Mapping[TurnId, Turn], drafts: Sequence[WhatIf]) -> dict[TurnId, Turn]:
    """The turns with parts that were put into a draft itself placed in the message that shows it."""
    found = dict(turns)
    for draft in drafts:
        for part in draft.parts:
            if part.message_id is None and (turn := found.get(part.turn_id)) is not None:
                found[part.turn_id] = replace(turn, message_id=draft.card)
    return found


def _lines(draft: WhatIf, forms: Mapping[str, str]) -> Iterator[RecapItem]:
    begins = forms["whatif_agreed" if draft.state is WhatIfState.AGREED else "whatif_open"]
    for part in draft.parts:
        form = begins if part.version == 1 else forms["whatif_adds"]
        text = form.format(name=" ".join(part.author_name.split())) + (forms["edited"] if part.edited else "")
        yield RecapItem(ItemKind.WHATIF, text, (part.turn_id,), part.author_name, part.text)
