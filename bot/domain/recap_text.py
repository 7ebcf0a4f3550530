"""The words of a recap: its sections in their order, lines safe to show, and the whole as Markdown.

Links are made by whoever calls; nothing here is copied from a model without being escaped first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.covered import pieces
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.turn import TurnId

ORDER = (
    ItemKind.POINT,
    ItemKind.DISAGREEMENT,
    ItemKind.CHANGED,
    ItemKind.MOMENT,
    ItemKind.WHATIF,
    ItemKind.OPEN,
    ItemKind.QUOTE,
    ItemKind.THEME,
)
HEADINGS: Mapping[ItemKind, str] = {
    ItemKind.POINT: "Readings and claims",
    ItemKind.DISAGREEMENT: "Disagreements",
    ItemKind.CHANGED: "Changed minds",
    ItemKind.MOMENT: "During the film",
    ItemKind.WHATIF: "What if",
    ItemKind.OPEN: "Left open",
    ItemKind.QUOTE: "Best lines",
    ItemKind.THEME: "Themes",
}
LONGEST_PIECE = 600  # characters of one text or quote in a line: a whole contribution to a what-if; longer ones are cut
_THEMES_A_LINE = 6
_COVER = "||"
_MOST_LINKS = 12  # of one item; the first turns carry it
_MOST_THEME_LINKS = 3

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_MENTION = re.compile(r"<(@&|@!?|#)\d+>")
_NAMED = {"@&": "@role", "@": "@someone", "@!": "@someone", "#": "#channel"}
_SPECIAL = re.compile(r"([\\`*_~|\[\]<>])")
_AT_START = re.compile(r"^(#{1,3}|-#|[-+>]|\d+[.)])(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Marks:
    """How a language sets a line: its quotation marks around {words}, its colon and semicolon, and the word for a link."""

    quoted: str = "“{words}”"
    colon: str = ":"
    semicolon: str = ";"
    link: str = "link"


ENGLISH = Marks()


@dataclass(frozen=True, slots=True)
class Section:
    """The items of one kind, in the recap's order; never empty."""

    kind: ItemKind
    items: tuple[RecapItem, ...]


def sections(recap: Recap) -> tuple[Section, ...]:
    """The recap's items grouped, in the order in which they are read."""
    groups = (Section(kind, tuple(i for i in recap.items if i.kind is kind)) for kind in ORDER)
    return tuple(group for group in groups if group.items)


def escaped(text: str, limit: int = LONGEST_PIECE) -> str:
    """Text as one line that shows as typed: no markup, no mention, no direction marks.

    At most ``limit`` characters before escaping; a longer one is cut at a word and ends in an ellipsis.
    """
    return _AT_START.sub(r"\\\1", _harmless(_cut(flat(text), limit)))


def as_covered(text: str, limit: int = LONGEST_PIECE) -> str:
    """Like ``escaped``, but what the text covers stays covered, also where it is cut. Bars count among the characters."""
    shown, left = "", limit
    for piece, hidden in pieces(flat(text)):
        room = left - 2 * len(_COVER) * hidden
        if len(piece) > room and room < 2:
            shown += "…"
            break
        words = _cut(piece, room)
        shown += f"{_COVER}{_harmless(words)}{_COVER}" if hidden else _harmless(words)
        left = room - len(words)
        if len(piece) > room:
            break
    return _AT_START.sub(r"\\\1", shown)


def flat(text: str) -> str:
    """Text on one line, with emoji and mentions as words."""
    plain = _MENTION.sub(lambda m: _NAMED[m.group(1)], _EMOJI.sub(r"\1", text))
    return _SPACE.sub(" ", _CONTROL.sub(" ", plain)).strip()


def _cut(plain: str, limit: int) -> str:
    if len(plain) <= limit:
        return plain
    return plain[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _harmless(plain: str) -> str:
    plain = _SPECIAL.sub(r"\\\1", plain)
    return plain.replace("@everyone", "@\u2060everyone").replace("@here", "@\u2060here").replace("://", ":\u2060//")


def line(item: RecapItem, link: Callable[[TurnId], str], marks: Marks = ENGLISH, limit: int = LONGEST_PIECE) -> str:
    """One item with its quotes, its speaker and a link for each turn, without a bullet."""
    if item.kind is ItemKind.THEME:
        parts = [as_covered(item.text, min(limit, 80))]
    elif item.kind is ItemKind.QUOTE:
        parts = [_quoted(item.quote or item.text, item.speaker, marks, limit)]
    else:
        parts = _prose(closed(item), marks, limit)
    most = _MOST_THEME_LINKS if item.kind is ItemKind.THEME else _MOST_LINKS
    parts.append(" ".join(f"[{marks.link}]({link(turn)})" for turn in item.turns[:most]))
    return " ".join(part for part in parts if part)


def closed(item: RecapItem) -> RecapItem:
    """A moment of the film with its line covered: it was written before everybody had seen the rest. Others as they are."""
    if item.kind is not ItemKind.MOMENT or not item.quote:
        return item
    return replace(item, quote=f"{_COVER}{item.quote.replace(_COVER, '').strip()}{_COVER}")


def bullets(
    section: Section, link: Callable[[TurnId], str], marks: Marks = ENGLISH, limit: int = LONGEST_PIECE
) -> tuple[str, ...]:
    """The lines of a section: a bullet for each item; themes stand side by side."""
    lines = [line(item, link, marks, limit) for item in section.items]
    if section.kind is not ItemKind.THEME:
        return tuple(f"- {text}" for text in lines)
    return tuple(", ".join(lines[n : n + _THEMES_A_LINE]) for n in range(0, len(lines), _THEMES_A_LINE))


def _prose(item: RecapItem, marks: Marks, limit: int) -> list[str]:
    """The text, then the quotes that it does not already hold; a speaker is named behind a quote unless the text does."""
    sides = [(item.quote, item.speaker), (item.second_quote, item.second_speaker)]
    if item.kind is ItemKind.POINT and (item.second_quote or "").endswith("?"):
        sides.reverse()  # a question is read before its answer
    both = bool(item.quote and item.second_quote)
    shown = [
        _quoted(quote, speaker if both or not speaker or speaker not in item.text else None, marks, limit)
        for quote, speaker in sides
        if quote and quote not in item.text
    ]
    if len(shown) > 1:
        shown = [f"{shown[0]}{marks.semicolon}", *shown[1:]]
    if not shown and item.speaker and item.speaker not in item.text:
        shown = [f"({escaped(item.speaker, 80)})"]
    text = as_covered(item.text, limit)
    if text and shown and item.quote and text[-1].isalnum():
        text += marks.colon
    return [text, *shown] if text else shown


def _quoted(quote: str, speaker: str | None, marks: Marks, limit: int) -> str:
    words = marks.quoted.replace("{words}", as_covered(quote, limit))
    return f"{words} ({escaped(speaker, 80)})" if speaker else words


def figures(recap: Recap) -> tuple[str, ...]:
    """How many people talked, in how many messages, and how long where that is a minute or more."""
    people = "one person" if recap.people == 1 else f"{recap.people} people"
    turns = "one message" if recap.turns == 1 else f"{recap.turns} messages"
    length = "one minute" if recap.minutes == 1 else f"{recap.minutes} minutes"
    return (people, turns, length) if recap.minutes >= 1 else (people, turns)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a language says in a whole recap besides what was talked: ``nothing`` where there is nothing to record."""

    headings: Mapping[ItemKind, str] = field(default_factory=lambda: HEADINGS)
    marks: Marks = ENGLISH
    figures: Callable[[Recap], Sequence[str]] = figures
    nothing: str = "Nothing was said that could be recorded."


def markdown(recap: Recap, link: Callable[[TurnId], str], wording: Wording | None = None) -> str:
    """The whole recap as Markdown: a headline, then a heading and bullets for each section; English unless worded."""
    said = wording or Wording()
    film = f"{escaped(recap.film)}{said.marks.colon}"
    blocks = [f"# {as_covered(recap.headline)}", f"*{film} {', '.join(said.figures(recap))}*"]
    for section in sections(recap):
        lines = "\n".join(bullets(section, link, said.marks))
        blocks.append(f"## {said.headings[section.kind]}\n{lines}")
    if not recap.items:
        blocks.append(said.nothing)
    return "\n\n".join(blocks) + "\n"
