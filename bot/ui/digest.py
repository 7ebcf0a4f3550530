"""Drawing a digest: one message where it is short, a clean split where it is long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.domain.digest import Contents, Digest
from bot.ui.cards import Page
from bot.ui.digest_items import DigestAgain, DigestFilms, DigestRecap, DigestTrace
from bot.ui.digest_picture import Picture
from bot.ui.digest_words import (
    arc_text,
    ballot_text,
    coming_text,
    dates,
    films_text,
    going_on_text,
    question_text,
    salon_text,
)
from bot.ui.frames import DIGESTS, frame_id
from bot.ui.limits import V2_COMPONENTS, V2_TEXT
from bot.ui.marks import moment
from bot.ui.screening_items import InviteButton
from bot.ui.texts import Locale

_ROOM = V2_TEXT - 400  # characters of a page; the rest is for its heading and for marks
_PARTS = V2_COMPONENTS - 6  # components of a page, besides its frame
_PAGES = 10
MOST = _PAGES - 1
"""Messages of one digest."""


@dataclass(frozen=True, slots=True)
class _Block:
    """What is not split: a text, perhaps with a button beside it or a menu below, or a picture."""

    text: str = ""
    button: discord.ui.Item[Any] | None = None
    picture: Picture | None = None
    menu: discord.ui.Item[Any] | None = None

    @property
    def parts(self) -> int:
        row = self.button is not None or self.menu is not None
        return 3 if row else 2 if self.picture is not None else 1

    def items(self) -> Iterator[discord.ui.Item[Any]]:
        if self.picture is not None:
            yield self.picture.gallery()
            return
        shown: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay(self.text)
        yield shown if self.button is None else discord.ui.Section(shown, accessory=self.button)
        if self.menu is not None:
            yield discord.ui.ActionRow(self.menu)


@dataclass(slots=True)
class _Sheet:
    """A page that is being filled."""

    blocks: list[_Block] = field(default_factory=list)
    text: int = 0
    parts: int = 0

    def takes(self, block: _Block) -> bool:
        return not self.blocks or (self.text + len(block.text) <= _ROOM and self.parts + block.parts <= _PARTS)

    def put(self, block: _Block) -> None:
        self.blocks.append(block)
        self.text += len(block.text)
        self.parts += block.parts


def render(
    digest: Digest,
    contents: Contents,
    texts: Locale,
    *,
    picture: Picture | None = None,
    most: int = MOST,
    preview: bool = False,
) -> list[Page]:
    """The messages of a digest. Whatever does not fit into ``most`` of them is left out, the last first."""
    sheets = [_Sheet()]
    for block in _blocks(digest, contents, texts, picture):
        if not sheets[-1].takes(block):
            sheets.append(_Sheet())
        sheets[-1].put(block)
    if len(sheets) > most:
        sheets = sheets[:most]
        sheets[-1].put(_Block(f"-# {texts.get('digest.cut')}"))
    return [_page(digest, number, sheet, texts, preview=preview) for number, sheet in enumerate(sheets)]


def mark(digest: Digest, page: int) -> int:
    """The id of the frame of a digest's page, by which the page is known again among messages."""
    return frame_id(DIGESTS, digest.id, _PAGES) + page


def page_of(digest: Digest, mark_there: int | None) -> int | None:
    """Which page of a digest is so marked; None for anything else."""
    page = (mark_there or 0) - mark(digest, 0)
    return page if 0 <= page < _PAGES else None


def _page(digest: Digest, number: int, sheet: _Sheet, texts: Locale, *, preview: bool) -> Page:
    head = [texts.get("digest.preview")] if preview and number == 0 else []
    if number == 0:
        head.append(texts.get("digest.heading", dates=dates(digest, texts)))
        if digest.late and not preview:
            head.append(texts.get("digest.late", when=moment(digest.until, "f")))
    else:
        head.append(texts.get("digest.again", dates=dates(digest, texts), number=number + 1))
    page = Page(discord.ui.TextDisplay("\n".join(head)), *(item for block in sheet.blocks for item in block.items()))
    for frame in page.children:
        frame.id = mark(digest, number)
    return page


def _blocks(digest: Digest, contents: Contents, texts: Locale, picture: Picture | None) -> Iterator[_Block]:
    if contents.quiet:
        yield _Block(texts.get("digest.quiet"))
        return
    for section in (_salons(digest, contents, texts), _themes(digest, contents, texts, picture)):
        yield from section
    yield from _questions(digest, contents, texts)
    yield from _screenings(digest, contents, texts)
    yield from _films(digest, contents, texts)
    if any(note.line or note.spoken for note in contents.salons) or contents.questions:
        yield _Block(f"-# {texts.get('digest.spared')}")


def _salons(digest: Digest, contents: Contents, texts: Locale) -> Iterator[_Block]:
    for note in contents.salons:
        button = DigestRecap.made(note.salon_id, texts) if note.turns else None
        yield _Block(salon_text(digest, note, texts), button)
    if contents.more:
        yield _Block(f"-# {texts.get('digest.more', n=contents.more)}")
    if contents.going_on:
        yield _Block(going_on_text(contents.going_on, texts))


def _themes(digest: Digest, contents: Contents, texts: Locale, picture: Picture | None) -> Iterator[_Block]:
    for number, arc in enumerate(contents.arcs):
        text = arc_text(digest, arc, texts)
        head = "" if number else f"### {texts.get('digest.themes')}\n"
        yield _Block(head + text, DigestTrace.made(arc.theme, texts))
    if picture is not None:
        yield _Block(picture=picture)


def _questions(digest: Digest, contents: Contents, texts: Locale) -> Iterator[_Block]:
    for number, question in enumerate(contents.questions):
        head = "" if number else f"### {texts.get('recap.open')}\n"
        yield _Block(head + question_text(digest, question, texts), DigestAgain.made(question.salon_id, texts))


def _screenings(digest: Digest, contents: Contents, texts: Locale) -> Iterator[_Block]:
    """What is planned, each with a button to answer."""
    for number, coming in enumerate(contents.screenings):
        head = "" if number else f"### {texts.get('digest.screenings')}\n"
        yield _Block(head + coming_text(digest, coming, texts), InviteButton.made(coming.screening_id, texts))


def _films(digest: Digest, contents: Contents, texts: Locale) -> Iterator[_Block]:
    """The films that were voted on, proposed, put on the list, and seen, with a menu that opens a salon on one; those seen first."""
    kinds = (("nominated", contents.nominated), ("added", contents.added), ("seen", contents.seen))
    lines = [ballot_text(digest, one, texts) for one in contents.ballots]
    lines += [line for key, films in kinds if (line := films_text(key, films, texts))]
    if lines:
        menu = DigestFilms.made([film for _, films in reversed(kinds) for film in films.shown], texts)
        yield _Block("\n".join((f"### {texts.get('digest.films')}", *lines)), menu=menu)
