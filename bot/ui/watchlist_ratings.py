"""Ratings to choose from."""

from __future__ import annotations

from discord import app_commands

from bot.domain.rating import ALL_STARS, drawn, stars_of, typed_form


def rating_choices(typed: str) -> list[app_commands.Choice[str]]:
    """Every rating, or those that what was typed may become; the highest first."""
    meant, begun = stars_of(typed), typed.strip().replace(",", ".")
    fitting = [stars for stars in ALL_STARS if stars == meant or typed_form(stars).startswith(begun)]
    return [
        app_commands.Choice(name=f"{drawn(stars)} ({typed_form(stars)})", value=typed_form(stars)) for stars in fitting
    ]
