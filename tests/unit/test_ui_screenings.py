"""What is shown of screenings, and what their events say where a server is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import discord
import pytest

from bot.domain.screening import Screening, ScreeningId, ScreeningState
from bot.errors import Gone
from bot.ports.screenings import Shown
from bot.ui.screening_board import DiscordScreenings
from bot.ui.screening_card import screening_card
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
        await DiscordScreenings(client, TEXTS).event_start(PLANNED)


@pytest.mark.parametrize(("thread", "said"), [(None, "did not take place"), (99, "stands in <#99>")])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_card_says_whether_the_evening_took_place(thread: int | None, said: str, language: str) -> None:
    over = replace(PLANNED, state=ScreeningState.OVER)
    page = screening_card(Shown(over, thread_id=thread), TEXTS(language))
    text = "\n".join(item.content for item in page.walk_children() if isinstance(item, discord.ui.TextDisplay))
    assert ("<#99>" in text) == (thread is not None)
    assert not text.rstrip().endswith((" in", " dans"))
    assert language != "en" or said in text
