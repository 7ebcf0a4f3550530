"""Drawing a recap: one message where it is short, a clean split where it is long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.domain.recap import ItemKind, Recap
from bot.domain.recap_text import as_covered, bullets, sections
from bot.domain.salon import Salon
from bot.domain.turn import Turn, TurnId
from bot.ui.cards import Page
from bot.ui.evening_picture import Picture
from bot.ui.limits import V2_TEXT
from bot.ui.marks import jump, plain, recap_marks
from bot.ui.texts import Locale
from bot.ui.theme_verdict import verdict_rows

_ROOM = V2_TEXT - 300  # for the line that says which page of how many it is
_LONGEST_LINE = 1_600
_LONGEST_HEADLINE = 200
_PIECES = (600, 250, 120)  # characters of one text or quote; the next is tried while a line is too long


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading with its lines; the first block has the recap's title for a heading and no lines."""

    heading: str
    lines: tuple[str, ...] = ()


def render(
    salon: Salon,
    recap: Recap,
    turns: Mapping[TurnId, Turn],
    texts: Locale,
    most: int | None = None,
    *,
    picture: Picture | None = None,
) -> list[Page]:
    """The messages of a recap, with the evening's picture below the words.

    With ``most``, whatever does not fit into that many messages is left out.
    """
    pages = written(salon, recap, turns, texts, most)
    shown: list[list[discord.ui.Item[Any]]] = [[discord.ui.TextDisplay(text) for text in page] for page in pages]
    if picture is not None:
        shown[-1].append(picture.gallery())
    shown[-1] += verdict_rows(salon, recap, texts)
    return [Page(*parts) for parts in shown]


def written(
    salon: Salon, recap: Recap, turns: Mapping[TurnId, Turn], texts: Locale, most: int | None = None
) -> list[list[str]]:
    """The words of a recap: its text displays, message by message; several messages are numbered."""
    pages = layout(_blocks(salon, recap, turns, texts), texts)
    if most is not None and len(pages) > most:
        pages = pages[:most]
        pages[-1].append(f"-# {texts.get('recap.cut')}")
    for number, page in enumerate(pages, 1):
        if len(pages) > 1:
            page.append(f"-# {texts.get('recap.page', number=number, total=len(pages))}")
    return pages


def layout(blocks: Sequence[_Block], texts: Locale) -> list[list[str]]:
    """Blocks as text displays, grouped into messages. A block that is split repeats its heading."""
    pages: list[list[str]] = [[]]
    left = _ROOM
    for block in blocks:
        text = block.heading
        for line in block.lines:
            if len(text) + 1 + len(line) > left:
                if text not in {block.heading, _again(block, texts)}:
                    pages[-1].append(text)
                pages.append([])
                left = _ROOM
                text = block.heading if block.lines[0] == line else _again(block, texts)
            text = f"{text}\n{line}"
        if len(text) > left:
            pages.append([])
            left = _ROOM
        pages[-1].append(text)
        left -= len(text)
    return [page for page in pages if page]


def _again(block: _Block, texts: Locale) -> str:
    return texts.get("recap.continued", heading=block.heading)


def _blocks(salon: Salon, recap: Recap, turns: Mapping[TurnId, Turn], texts: Locale) -> list[_Block]:
    def link(turn_id: TurnId) -> str:
        turn = turns.get(turn_id)
        return jump(salon.guild_id, salon.channel_id or salon.parent_id, turn.message_id if turn else None)

    marks = recap_marks(texts)
    blocks = [_Block(f"## {as_covered(recap.headline, _LONGEST_HEADLINE)}\n{_facts(recap, texts)}")]
    for section in sections(recap):
        lines: tuple[str, ...] = ()
        for piece in _PIECES:
            lines = bullets(section, link, marks, piece)
            if max(map(len, lines)) <= _LONGEST_LINE:
                break
        blocks.append(_Block(f"### {_heading(section.kind, texts)}", lines))
    if not recap.items:
        blocks.append(_Block(texts.get("recap.nothing")))
    return blocks


def _heading(kind: ItemKind, texts: Locale) -> str:
    return texts.get(f"recap.{kind.value}")


def _facts(recap: Recap, texts: Locale) -> str:
    counted = [texts.get("recap.people", n=recap.people), texts.get("recap.turns", n=recap.turns)]
    if recap.minutes:
        counted.append(texts.get("recap.minutes", n=recap.minutes))
    return f"-# {plain(recap.film)} · " + ", ".join(counted)
