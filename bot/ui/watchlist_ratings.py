"""Ratings to choose from."""

from __future__ import annotations

from discord import app_commands

from bot.domain.rating import ALL_STARS, Stars, drawn, stars_of, typed_form
from bot.ui.texts import Locale


def rating_choices(typed: str, texts: Locale | None = None) -> list[app_commands.Choice[str]]:
    """Every rating, or those that what was typed may become, the highest first; numbers as ``texts`` writes them."""
    meant, begun = stars_of(typed), typed.strip().replace(",", ".")
    fitting = [stars for stars in ALL_STARS if stars == meant or typed_form(stars).startswith(begun)]
    return [
        app_commands.Choice(name=f"{drawn(stars)} ({_number(stars, texts)})", value=typed_form(stars))
        for stars in fitting
    ]


def _number(stars: Stars, texts: Locale | None) -> str:
    return typed_form(stars) if texts is None else texts.number(stars / 2, "0.#")
