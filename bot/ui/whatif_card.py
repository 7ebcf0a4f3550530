"""The card of a what-if and the page of one of its versions, in Components V2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.domain.recap_text import as_covered
from bot.domain.salon import Salon
from bot.domain.whatif import LONGEST_PART, MOST_PARTS, Part, WhatIf, WhatIfState
from bot.ui.cards import Page
from bot.ui.limits import V2_TEXT
from bot.ui.marks import moment, plain
from bot.ui.texts import Locale

_NAME = 40  # characters of a display name; Discord's own limit is 32
_FOLD = 120  # kept free for the line that says how many are folded away
Items = Sequence[discord.ui.Item[Any]]


def whatif_card(salon: Salon, draft: WhatIf, texts: Locale, buttons: Items = (), link: str | None = None) -> Page:
    """A what-if as it stands, every part with its author; ``link`` leads to the card in the channel.

    What does not fit into one message is folded, the oldest contributions first; the premise always stands.
    """
    head = texts.get("whatif.heading", film=plain(salon.film.label, 120))
    foot = "\n".join([*_state(salon, draft, texts), _figures(draft, texts)])
    if link is not None:
        foot += f"\n-# {texts.get('whatif.link', link=link)}"
    body = _lines(draft.parts, texts, V2_TEXT - len(head) - len(foot))
    shown = [discord.ui.TextDisplay[Any](text) for text in (head, body, foot) if text]
    return Page(*shown, *([discord.ui.ActionRow(*buttons)] if buttons else []))


def version_page(draft: WhatIf, number: int, texts: Locale, controls: Items = ()) -> Page:
    """One version of a what-if, and what made it."""
    head = texts.get("whatif.version_heading", number=number, total=draft.version)
    foot = "-# " + _made(draft, number, texts)
    if len(draft.parts) < draft.version:
        foot += f"\n-# {texts.get('whatif.gone_from_all')}"
    body = _lines(draft.at_version(number), texts, V2_TEXT - len(head) - len(foot)) or texts.get("whatif.empty")
    shown = [discord.ui.TextDisplay[Any](text) for text in (head, body, foot)]
    return Page(*shown, *([discord.ui.ActionRow(*controls)] if controls else []))


def author(part: Part) -> str:
    """Who contributed, as it is shown."""
    return plain(part.author_name, _NAME)


def _lines(parts: Sequence[Part], texts: Locale, room: int) -> str:
    """A paragraph for each part; the oldest contributions give way to their number."""
    told = [_line(part, texts) for part in parts]
    first = told[:1] if parts and parts[0].version == 1 else []
    rest, folded, left = told[len(first) :], 0, room - sum(map(len, first)) - 2
    while rest and sum(len(line) + 2 for line in rest) > left - (_FOLD if folded else 0):
        rest, folded = rest[1:], folded + 1
    fold = [texts.get("whatif.folded", n=folded)] if folded else []
    return "\n\n".join([*first, *fold, *rest])


def _line(part: Part, texts: Locale) -> str:
    key = "whatif.begins" if part.version == 1 else "whatif.adds"
    line = texts.get(key, name=author(part), text=as_covered(part.text, LONGEST_PART))
    return f"{line}\n{texts.get('whatif.edited')}" if part.edited else line


def _state(salon: Salon, draft: WhatIf, texts: Locale) -> list[str]:
    """What can be done with it now."""
    if draft.state is WhatIfState.AGREED:
        return [texts.get("whatif.agreed")]
    if draft.state is WhatIfState.DROPPED:
        return [texts.get("whatif.dropped" if draft.premise is not None else "whatif.premise_gone")]
    if not salon.live:
        return [texts.get("whatif.no_ending")]
    lines = []
    if draft.asked_by is not None and draft.last is not None:
        lines.append(texts.get("whatif.asks", who=f"<@{draft.asked_by}>", name=author(draft.last)))
    lines.append("-# " + (texts.get("whatif.full", limit=MOST_PARTS) if draft.full else texts.get("whatif.how")))
    return lines


def _figures(draft: WhatIf, texts: Locale) -> str:
    count = texts.get("whatif.contributions", n=len(draft.contributions))
    return f"-# {texts.get('whatif.figures', number=draft.version, contributions=count)}"


def _made(draft: WhatIf, number: int, texts: Locale) -> str:
    part = draft.maker(number)
    if part is None:
        return texts.get("whatif.made_by_taking_back")
    key = "whatif.made_by_beginning" if number == 1 else "whatif.made_by_adding"
    return texts.get(key, name=author(part), when=moment(part.at))
