"""A recap as a file to keep: Markdown, or HTML that stands by itself; in the language that the salon was held in."""

from __future__ import annotations

import io
import re
import unicodedata
from datetime import tzinfo
from typing import Literal

import discord
from babel.dates import format_date

from bot.domain import recap_html
from bot.domain.recap_text import markdown
from bot.domain.salon import Salon
from bot.domain.turn import TurnId
from bot.services.past_recaps import PastRecap
from bot.ui.marks import jump, wording_of
from bot.ui.texts import Locale

Form = Literal["md", "html"]
_LONGEST_NAME = 60
_ODD = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def recap_file(past: PastRecap, form: Form, texts: Locale, zone: tzinfo) -> discord.File:
    """The file; ``texts`` are those of the salon's language, ``zone`` the server's."""
    salon, wording = past.salon, wording_of(texts)

    def link(turn_id: TurnId) -> str:
        turn = past.turns.get(turn_id)
        return jump(salon.guild_id, salon.channel_id or salon.parent_id, turn.message_id if turn else None)

    day = salon.opened_at.astimezone(zone).date()
    if form == "html":
        written = format_date(day, format="long", locale=texts.code.replace("-", "_"))
        sheet = recap_html.Sheet(texts.code, written, day.isoformat(), texts.get("past.covered_file"))
        text = recap_html.page(past.recap, link, wording, sheet)
    else:
        text = markdown(past.recap, link, wording)
    return discord.File(io.BytesIO(text.encode()), filename=f"{file_stem(salon)}-{day.isoformat()}.{form}")


def file_stem(salon: Salon) -> str:
    """A name for files from the film's title and year, in plain letters: "la-haine-1995"; "recap" where it has none."""
    film = salon.film
    for title in film.titles:
        apart = unicodedata.normalize("NFKD", title.casefold().translate(_LETTERS))
        bare = "".join(char for char in apart if not unicodedata.combining(char))
        if name := _ODD.sub("-", bare).strip("-")[:_LONGEST_NAME].strip("-"):
            return f"{name}-{film.year}" if film.year else name
    return f"recap-{film.year}" if film.year else "recap"
