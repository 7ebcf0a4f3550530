"""/setup host on the whole bot: who hosts, as whom, and what the day may cost."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.client import SalonBot
from bot.local.wire import ApiError
from tests.ai_stage import draft
from tests.e2e.conftest import Club
from tests.local_model import LocalModel, says

OPENING = draft(
    "Her: a man writes letters for others. When did you first hear him lie?", kind="question", takes_up=[], claims=[]
)
ANSWER = draft("They may be that. Who could take one back?", takes_up=[], claims=[])
GIFTS = "I think the letters are gifts, because nobody who gets one paid for it."


@pytest.fixture
async def model(club: Club) -> AsyncIterator[LocalModel]:
    """A language model that opens, then answers; each time it reports 15 tokens."""
    async with LocalModel(says(OPENING), says(ANSWER)) as server:
        club.model_url = server.url
        yield server


async def test_without_a_model_the_house_host_hosts(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    assert "The house host hosts here" in (await ines.slash("setup host", club.lobby)).text
    assert "That is set" in (await ines.slash("setup host", club.lobby, persona="salonniere")).text
    with pytest.raises(ApiError):
        await club.person("Wren").slash("setup host", club.lobby)


async def test_a_persona_and_a_budget_are_chosen_and_kept(club: Club, model: LocalModel) -> None:
    ines = club.person("Ines")
    async with club.running():
        shown = (await ines.slash("setup host", club.lobby)).text
        assert "stand-in" in shown
        assert "as the salonnière" in shown
        assert "about 0 tokens" in shown
        offered = await ines.autocomplete("setup host", club.lobby, focused="persona", persona="scept")
        assert [choice["value"] for choice in offered] == ["sceptic"]
        chosen = (await ines.slash("setup host", club.lobby, persona="sceptic", daily_budget=5_000)).text
        assert "as the sceptic" in chosen
        assert "0 of 5,000 tokens" in chosen
        assert "no persona called “pirate”" in (await ines.slash("setup host", club.lobby, persona="pirate")).text
    async with club.running():
        again = (await ines.slash("setup host", club.lobby)).text
        assert "as the sceptic" in again
        assert "of 5,000 tokens" in again
        assert "There is no daily budget" in (await ines.slash("setup host", club.lobby, daily_budget=0)).text


async def test_over_budget_the_evening_goes_on_and_nothing_is_said_of_it(club: Club, model: LocalModel) -> None:
    ines = club.person("Ines")
    async with club.running():
        await ines.slash("setup host", club.lobby, daily_budget=20)
        place = await club.start(ines)
        assert club.hosted(place)[0] == OPENING["text"]
        await club.say(ines, place, GIFTS)
        assert club.hosted(place)[-1] == ANSWER["text"]
        assert "30 of 20 tokens. Until tomorrow" in (await ines.slash("setup host", club.lobby)).text
        asked = len(model.requests)
        await club.say(ines, place, "Nobody in the film ever asks whether a letter may be sold, and that is cruel.")
        assert len(model.requests) == asked
        assert len(club.hosted(place)) == 3
        assert not [text for text in club.hosted(place) if "budget" in text or "token" in text]
        club.clock.advance(days=1)
        assert "0 of 20 tokens" in (await ines.slash("setup host", club.lobby)).text
