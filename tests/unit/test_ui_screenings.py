"""What is shown of screenings, and what their events say where a server is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import discord
import pytest

from bot.domain.film_clock import Deed, DeedKind, FilmClock
from bot.domain.salon import Salon, SalonState
from bot.domain.screening import Screening, ScreeningId, ScreeningState
from bot.domain.turn import SalonId
from bot.errors import Gone
from bot.ports import ClockNote
from bot.ports.screenings import Shown
from bot.ui.film_clock import note_text
from bot.ui.screening_board import DiscordScreenings
from bot.ui.screening_card import screening_card
from bot.ui.screening_words import ScreeningText
from bot.ui.texts import Texts
from tests.fakes import ANNA, EVENING, GUILD, PARENT, her

TEXTS = Texts.load(Path(__file__).parents[2] / "config" / "locales")
PLANNED = Screening(
    GUILD, PARENT, her(), EVENING + timedelta(days=1), "Europe/Lisbon", ANNA, "en", EVENING, id=ScreeningId(7),
    state=ScreeningState.PLANNED, event_id=70,
)  # fmt: skip


async def test_a_server_that_is_gone_does_not_say_that_an_event_is_off() -> None:
    client = discord.Client(intents=discord.Intents.none())
    with pytest.raises(Gone):
        await DiscordScreenings(client, TEXTS).event(PLANNED)


@pytest.mark.parametrize(
    ("thread", "hours", "said"),
    [(None, 3, "did not take place"), (99, -1, "did not take place"), (99, 3, "stands in <#99>.")],
)
def test_a_card_says_whether_the_evening_took_place(thread: int | None, hours: int, said: str) -> None:
    over = replace(PLANNED, state=ScreeningState.OVER, changed_at=PLANNED.starts_at + timedelta(hours=hours))
    page = screening_card(Shown(over, thread_id=thread), TEXTS("en"))
    text = "\n".join(item.content for item in page.walk_children() if isinstance(item, discord.ui.TextDisplay))
    assert said in text
    assert ("<#99>" in text) == ("<#99>" in said)


def test_doors_that_are_opened_days_before_say_when_it_begins() -> None:
    assert ":R>" in ScreeningText(TEXTS).doors(PLANNED, late=False)


def test_a_film_that_was_not_begun_when_its_salon_closed_is_not_said_to_play() -> None:
    salon = Salon(SalonId(1), GUILD, PARENT, 9, her(), SalonState.CLOSED, ANNA, EVENING)
    deed = Deed(EVENING + timedelta(hours=1), DeedKind.START, 0.0, ANNA)
    note = ClockNote(1, deed, FilmClock((deed,), None), EVENING, newest=True, over=True)
    assert "was not begun" in note_text(note, salon, TEXTS("en"))
    later = replace(note, now=EVENING + timedelta(hours=2))
    assert "is playing" in note_text(later, salon, TEXTS("en"))
