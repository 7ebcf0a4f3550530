"""Being forgotten: one message, all that somebody said on a server, or everywhere, with what was drawn from it."""

from __future__ import annotations

import pytest

from bot.domain.theme import Verdict
from bot.domain.watchlist import Owner, Whose
from bot.errors import BadInput, Forbidden, NotFound
from bot.ports import Database
from bot.services.forgetting import Forgetting
from bot.services.nominations import Nominations
from bot.services.watchlists import Watchlists
from tests.evening import HER, PEOPLE, Evening, film
from tests.fakes import ANNA, GUILD

BEN = PEOPLE["Ben"]
SECRET = "I think the letters are like Uncle Zebedee's, because he never signed any of his either."


@pytest.fixture
async def evening(db: Database) -> Evening:
    return Evening(db)


def forgetting(evening: Evening) -> Forgetting:
    wired = evening.wired
    return Forgetting(evening.db, evening.clock, wired.conversation, wired.rooms, wake=lambda: None)


async def said_and_ended(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(SECRET)
    await evening.say("I don't buy it, those letters are a business, because somebody pays for each.", "Ben")
    await evening.end()
    assert "Zebedee" in repr(await evening.recap(salon))


async def everything(evening: Evening) -> str:
    async with evening.db.read() as unit:
        kept = [
            (
                await unit.turns.of_salon(salon.id, unheard=True),
                await unit.recaps.get(salon.id),
                await unit.themes.of_salon(salon.id),
                await unit.whatifs.of_salon(salon.id),
            )
            for salon in await unit.salons.recent(GUILD, 10)
        ]
    return "\n".join([repr(kept), *evening.stage.texts])


async def test_who_is_forgotten_here_leaves_no_words(evening: Evening) -> None:
    await said_and_ended(evening)
    assert await forgetting(evening).person(ANNA, GUILD + 1) == 0
    assert "Zebedee" in await everything(evening)
    assert await forgetting(evening).person(ANNA, GUILD) == 1
    await evening.settle()
    kept = await everything(evening)
    assert "Zebedee" not in kept
    assert "a business" in kept, "what others said stays"
    assert await forgetting(evening).person(ANNA, GUILD) == 0


async def test_contributions_to_a_whatif_go_too(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say("The letters are gifts, nobody signs them.", "Ben")
    draft = await evening.wired.whatifs.begin(evening.channel, BEN, "Ben", "What if she stays?")
    await evening.settle()
    await evening.wired.whatifs.add(draft.id, ANNA, "Anna", "Then Uncle Zebedee answers every letter.")
    await evening.settle()
    assert await forgetting(evening).person(ANNA, GUILD) == 1
    await evening.settle()
    async with evening.db.read() as unit:
        (left,) = await unit.whatifs.of_salon(salon.id)
    assert [part.text for part in left.parts] == ["What if she stays?"]
    assert "Zebedee" not in await everything(evening)


async def test_everywhere_means_lists_nominations_and_names_as_well(evening: Evening) -> None:
    await said_and_ended(evening)
    her = await film()
    await Watchlists(evening.db, evening.clock).see(Owner(Whose.MINE, ANNA), her, ANNA, None)
    await Nominations(evening.db, evening.clock).nominate(GUILD, her, ANNA, "because of Zebedee")
    async with evening.db.write() as unit:
        await unit.zones.save(ANNA, "Europe/Lisbon")
        await unit.themes.judge(GUILD, her.id, "gift", Verdict.CONFIRMED, ANNA, evening.clock.now())
    await forgetting(evening).person(ANNA)
    await evening.settle()
    async with evening.db.read() as unit:
        assert await unit.watchlists.find(Owner(Whose.MINE, ANNA), her.id) is None
        assert await unit.nominations.of_server(GUILD) == []
        assert await unit.zones.get(ANNA) is None
        assert dict(await unit.themes.judged(GUILD, her.id)) == {"gift": Verdict.CONFIRMED}
    assert "Zebedee" not in await everything(evening)


async def test_one_message_is_forgotten_by_its_author_or_who_looks_after_messages(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    heard = await evening.say(SECRET)
    service = forgetting(evening)
    with pytest.raises(Forbidden):
        await service.message(GUILD, heard.message_id, BEN, manager=False)
    for guild, message, error in (
        (GUILD + 1, heard.message_id, NotFound),
        (GUILD, 7, NotFound),
        (GUILD, next(post.message_id for post in evening.stage.posts), BadInput),
    ):
        with pytest.raises(error):
            await service.message(guild, message, ANNA, manager=True)
    await service.message(GUILD, heard.message_id, BEN, manager=True)
    await evening.settle()
    assert "Zebedee" not in await everything(evening)


async def test_what_was_forgotten_is_not_read_again_after_a_restart(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    await evening.say(SECRET)
    await evening.say("The letters are a business, somebody pays for each.", "Ben")
    await forgetting(evening).person(ANNA, GUILD)
    later = evening.again()
    await later.conversation.remember_sync()
    await later.conversation.catch_up()
    await later.settle()
    assert "Zebedee" not in await everything(later)
