"""A recap as one HTML file that a film club can keep: nothing is loaded from elsewhere, nothing in it runs.

Everything that people wrote is escaped; what they covered stays covered until it is pointed at. It prints in black on
white, and is light or dark as whoever reads it likes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from bot.domain.covered import pieces
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.recap_html_style import STYLE
from bot.domain.recap_text import Section, Wording, closed, flat, sections
from bot.domain.turn import TurnId

Link = Callable[[TurnId], str]
_MOST_LINKS = 12  # of one item, as in the messages
_MOST_THEME_LINKS = 3
_LETTERS = r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]+"  # Hebrew, Arabic and their neighbours
_RIGHT_TO_LEFT = re.compile(rf"{_LETTERS}(?:[\s'’.-]+{_LETTERS})*")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page says besides the recap: its language (a BCP 47 tag), its day as it is written and in ISO 8601, and what covers are."""

    language: str
    day: str
    iso_day: str
    covered: str


def page(recap: Recap, link: Link, wording: Wording, sheet: Sheet) -> str:
    """The whole recap as an HTML document."""
    drawn = _Sheet(link, wording)
    body = [
        "<header>",
        f'<p class="film" dir="auto">{escape(flat(recap.film))}</p>',
        f'<h1 dir="auto">{_shown(recap.headline)}</h1>',
        f'<p class="facts"><time datetime="{escape(sheet.iso_day)}">{escape(sheet.day)}</time> · '
        f"{escape(', '.join(wording.figures(recap)))}</p>",
        "</header>",
        *(drawn.section(section) for section in sections(recap)),
    ]
    if not recap.items:
        body.append(f"<p>{escape(wording.nothing)}</p>")
    if any('class="covered"' in part for part in body):
        body.append(f"<footer>{escape(sheet.covered)}</footer>")
    title = escape(f"{flat(recap.film)} · {sheet.day}")
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{escape(sheet.language)}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            '<meta name="referrer" content="no-referrer">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{title}</title>",
            f"<style>\n{STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            *body,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


class _Sheet:
    """Draws sections, with links and a language's words."""

    def __init__(self, link: Link, wording: Wording) -> None:
        self._link = link
        self._wording = wording

    def section(self, section: Section) -> str:
        """A heading and its items; themes stand side by side."""
        themes = section.kind is ItemKind.THEME
        items = "\n".join(self._theme(item) if themes else self._item(item) for item in section.items)
        head = escape(self._wording.headings[section.kind])
        listed = f'<ul class="themes">\n{items}\n</ul>' if themes else items
        return f'<section class="{section.kind.value}">\n<h2>{head}</h2>\n{listed}\n</section>'

    def _theme(self, item: RecapItem) -> str:
        sure = ' class="confirmed"' if item.confirmed else ""
        return f"<li{sure}>{_isolated(_shown(item.text))} {self._links(item.turns[:_MOST_THEME_LINKS])}</li>"

    def _item(self, item: RecapItem) -> str:
        """What the host says, then the quotes that it does not already hold, each set as one."""
        item = closed(item)
        sides = ((item.quote, item.speaker), (item.second_quote, item.second_speaker))
        quotes = [self._quote(quote, by, item) for quote, by in sides if quote and quote not in item.text]
        said = _isolated(_shown(item.text)) if item.kind is not ItemKind.QUOTE else ""
        if said and quotes and item.text[-1].isalnum():
            said += escape(self._wording.marks.colon)
        parts = [f"<p>{said}</p>" if said else "", *quotes, self._where(item.turns)]
        return f"<article>{''.join(parts)}</article>"

    def _quote(self, quote: str, by: str | None, item: RecapItem) -> str:
        """A quotation; who said it stands below, unless the line above has just named them."""
        named = by and (item.kind is ItemKind.QUOTE or item.second_quote or by not in item.text)
        words = escape(self._wording.marks.quoted).replace("{words}", _shown(quote))
        cite = f"<cite><bdi>{escape(flat(by))}</bdi></cite>" if by and named else ""
        return f'<blockquote dir="auto"><p>{words}</p>{cite}</blockquote>'

    def _where(self, turns: Sequence[TurnId]) -> str:
        return f'<p class="where">{self._links(turns[:_MOST_LINKS])}</p>' if turns else ""

    def _links(self, turns: Sequence[TurnId]) -> str:
        word = escape(self._wording.marks.link)
        return " ".join(f'<a href="{escape(self._link(turn))}" rel="noreferrer">{word}</a>' for turn in turns)


def _shown(text: str) -> str:
    """Words escaped, what they cover closed: it opens under a pointer, or when it is stepped on with a key."""
    drawn = (
        f'<span class="covered" tabindex="0">{escape(piece)}</span>' if hidden else escape(piece)
        for piece, hidden in pieces(flat(text))
    )
    return "".join(drawn)


def _isolated(drawn: str) -> str:
    """A sentence in whose names written from right to left do not pull the words beside them along."""
    return _RIGHT_TO_LEFT.sub(r"<bdi>\g<0></bdi>", drawn)
