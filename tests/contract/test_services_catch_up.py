"""Catching up and past recaps, with the real services over every database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest

from bot.domain.film import Film
from bot.domain.salon import Salon
from bot.domain.theme import Verdict
from bot.domain.turn import SalonId
from bot.domain.watchlist import Owner, Whose
from bot.errors import Conflict, NotFound
from bot.ports import Database
from bot.services.catching_up import CatchingUp, Told
from bot.services.past_recaps import PastRecap, PastRecaps
from bot.services.progress import Seen
from bot.services.watchlists import Watchlists
from tests.evening import CLAIM, HER, OBJECTION, PEOPLE, PROPOSAL, READING, Evening, film, house
from tests.fakes import ANNA, GUILD, PARENT

BEN, CARO, STRANGER = PEOPLE["Ben"], PEOPLE["Caro"], 99
GRIEF = "I think the whole film is about grief, he mourns his marriage in every room."
LETTERS = "The letters are a gift that nobody has asked for, and a gift makes a debt."


@pytest.fixture
async def evening(db: Database) -> Evening:
    return Evening(db)


def catching_up(evening: Evening) -> CatchingUp:
    wired = evening.wired
    return CatchingUp(evening.db, evening.clock, house().library, wired.salons, wired.rooms, wired.covers)


async def missed(evening: Evening, person: int = STRANGER) -> Told:
    return await catching_up(evening).tell(GUILD, evening.channel, person)


def everywhere(salon: Salon) -> bool:
    return True


def as_it_is(film: Film) -> Film:
    return film


async def past(
    evening: Evening,
    typed: str | None = None,
    *,
    by: int = ANNA,
    channel: int | None = None,
    sees: Callable[[Salon], bool] = everywhere,
) -> PastRecap:
    service = PastRecaps(evening.db, evening.clock, house().library)
    return await service.meant(GUILD, channel or evening.channel, typed, by, sees, as_it_is)


async def listed(evening: Evening, typed: str = "", sees: Callable[[Salon], bool] = everywhere) -> Sequence[SalonId]:
    service = PastRecaps(evening.db, evening.clock, house().library)
    return [salon.id for salon in await service.listed(GUILD, sees, typed, as_it_is, 25)]


async def held(evening: Evening, *said: str, film_id: str = HER) -> Salon:
    """A salon that has ended with its recap."""
    salon = await evening.open(film_id, "Anna", "Ben")
    for number, text in enumerate(said or (CLAIM, OBJECTION, READING)):
        await evening.say(text, ("Anna", "Ben")[number % 2])
    await evening.end()
    return salon


# --- catching up ---


async def test_a_latecomer_is_told_what_they_missed(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    await evening.say(CLAIM)
    heard = await evening.say(READING, "Ben")
    told = await missed(evening)
    assert {line.speaker for line in told.missed.points} <= {"Anna", "Ben"}
    assert "letters are gifts" in repr(told.missed)
    assert heard.message_id in {turn.message_id for turn in told.turns.values()}
    assert (await missed(evening, BEN)).missed.nothing or (await missed(evening, BEN)).missed.turns == 0
    assert (await missed(evening, ANNA)).missed.turns == 1


async def test_after_a_restart_it_is_the_same(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    for text, by in ((CLAIM, "Anna"), (READING, "Ben"), (OBJECTION, "Anna")):
        await evening.say(text, by)
    assert (await missed(evening.again())).missed == (await missed(evening)).missed


async def test_a_deletion_reaches_the_catch_up(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    heard = await evening.say("I keep a secret: the letters remind me of Uncle Zebedee, because he never signed them.")
    await evening.say(READING, "Ben")
    assert "Zebedee" in repr(await missed(evening))
    await evening.conversation.deleted([heard.message_id])
    assert "Zebedee" not in repr(await missed(evening))


async def test_it_stays_within_ones_horizon(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    await evening.say(CLAIM)
    await evening.say("I think Alan Watts, rebuilt by the OSes, is the real rival, because he is never jealous.", "Ben")
    assert "Alan Watts" in repr((await missed(evening)).missed)
    await evening.progress.tell(evening.channel, STRANGER, Seen.PART, 20)
    told = (await missed(evening)).missed
    assert (told.left_out, told.careful) == (1, True)
    assert "Alan Watts" not in repr(told)
    assert "letters are gifts" in repr(told)
    assert not (await missed(evening, CARO)).missed.careful, "another's horizon is not one's own"


async def test_a_paused_salon_is_caught_up_with(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    await evening.say(CLAIM)
    await evening.salons.pause(evening.channel)
    await evening.say(READING, "Ben")
    assert (await missed(evening)).missed.turns == 2


async def test_a_salon_that_just_ended_points_to_its_recap(evening: Evening) -> None:
    salon = await held(evening)
    told = await missed(evening)
    assert told.recap is not None
    assert told.recap.channel_id == salon.channel_id
    assert told.missed.turns == 3
    assert told.missed.careful, "nothing says that a stranger has seen the film"
    assert not (await missed(evening, ANNA)).missed.careful
    evening.clock.advance(hours=25)
    with pytest.raises(NotFound, match="no_salon_here"):
        await missed(evening)


async def test_from_the_channel_one_is_sent_to_the_thread(evening: Evening) -> None:
    with pytest.raises(NotFound, match="no_salon_here"):
        await missed(evening)
    await evening.open()
    with pytest.raises(NotFound, match="salon_in_thread"):
        await catching_up(evening).tell(GUILD, PARENT, STRANGER)


async def test_two_catch_up_at_once(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    await evening.say(CLAIM)
    evening.wired.rooms.drop((await evening.salons.required(evening.channel)).id)
    one, other = await asyncio.gather(missed(evening, STRANGER), missed(evening, ANNA))
    assert one.missed.turns == 1
    assert other.missed.turns == 0


async def test_an_open_what_if_is_told_with_its_card(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    await evening.wired.whatifs.begin(evening.channel, BEN, "Ben", PROPOSAL)
    await evening.settle()
    told = await missed(evening)
    assert told.missed.whatif is not None
    premise = told.turns[told.missed.whatif.premise.turn]
    assert premise.message_id == told.missed.whatif.card is not None


# --- past recaps ---


async def test_the_newest_of_this_channel_comes_first_then_of_the_server(evening: Evening) -> None:
    first = await held(evening)
    evening.clock.advance(minutes=5)
    second = await held(evening, GRIEF, LETTERS, film_id="stalker-1979")
    assert (await past(evening, channel=first.channel_id)).salon.id == first.id
    assert (await past(evening, channel=second.channel_id)).salon.id == second.id
    assert (await past(evening, channel=PARENT)).salon.id == second.id
    assert (await past(evening, channel=123_456)).salon.id == second.id
    assert (await past(evening, str(first.id))).salon.id == first.id
    assert (await past(evening, "her")).salon.id == first.id
    assert await listed(evening) == [second.id, first.id]
    assert await listed(evening, "stalk") == [second.id]
    assert await listed(evening, "zzz") == []


async def test_it_is_the_stored_record_with_links(evening: Evening) -> None:
    salon = await held(evening)
    found = await past(evening)
    assert found.recap == await evening.recap(salon)
    assert found.post is not None
    named = {turn for item in found.recap.items for turn in item.turns}
    assert named
    assert named <= found.turns.keys()


@pytest.mark.parametrize(
    ("typed", "key"), [("4711", "unknown_salon"), ("no such film", "unknown_salon"), (None, "no_recap")]
)
async def test_what_is_not_there_is_said(evening: Evening, typed: str | None, key: str) -> None:
    with pytest.raises(NotFound, match=key):
        await past(evening, typed, channel=1)


async def test_an_open_salon_has_no_recap_yet(evening: Evening) -> None:
    salon = await evening.open()
    for typed in (None, str(salon.id)):
        with pytest.raises(Conflict, match="salon_still_open"):
            await past(evening, typed)
    assert await listed(evening) == []


async def test_a_recap_on_its_way_is_said_to_be(evening: Evening) -> None:
    await evening.open()
    await evening.say(CLAIM)
    await evening.salons.end(evening.channel, ANNA)
    with pytest.raises(Conflict, match="recap_being_written"):
        await past(evening)
    await evening.settle()
    assert (await past(evening)).recap.items


async def test_a_salon_that_lost_its_channel_has_none(evening: Evening) -> None:
    salon = await evening.open()
    await evening.conversation.channel_gone(evening.channel)
    evening.clock.advance(hours=1)
    with pytest.raises(NotFound, match="no_recap_there"):
        await past(evening, str(salon.id))
    with pytest.raises(NotFound, match="no_recap"):
        await past(evening)


async def test_what_one_may_not_see_is_not_there(evening: Evening) -> None:
    salon = await held(evening)

    def nowhere(salon: Salon) -> bool:
        return False

    for typed in (None, str(salon.id), "Her"):
        with pytest.raises(NotFound):
            await past(evening, typed, sees=nowhere)
    assert await listed(evening, sees=nowhere) == []
    service = PastRecaps(evening.db, evening.clock, house().library)
    with pytest.raises(NotFound, match="unknown_salon"):
        await service.of(GUILD, salon.id, ANNA, nowhere)
    with pytest.raises(NotFound, match="unknown_salon"):
        await service.of(GUILD + 1, salon.id, ANNA, everywhere)


async def test_words_are_covered_for_who_is_not_known_to_know_the_film(evening: Evening) -> None:
    await held(evening)
    open_one, covered = await past(evening), await past(evening, by=STRANGER)
    assert (open_one.covered, covered.covered) == (False, True)
    assert "||" not in repr(open_one.recap)
    assert all(item.quote is None or item.quote.startswith("||") for item in covered.recap.items)
    lists = Watchlists(evening.db, evening.clock)
    await lists.add(Owner(Whose.MINE, STRANGER), await film(), STRANGER)
    assert (await past(evening, by=STRANGER)).covered
    await lists.see(Owner(Whose.MINE, STRANGER), await film(), STRANGER)
    assert not (await past(evening, by=STRANGER)).covered


async def test_a_record_not_yet_redrawn_shows_nothing_withdrawn(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    heard = await evening.say("I keep a secret: the letters remind me of Uncle Zebedee, because he never signed them.")
    await evening.say(READING, "Ben")
    await evening.end()
    assert "Zebedee" in repr((await past(evening)).recap)
    await evening.conversation.deleted([heard.message_id])
    assert "Zebedee" in repr(await evening.recap(salon)), "the redrawing is only due"
    assert "Zebedee" not in repr((await past(evening)).recap)
    await evening.settle()
    assert "Zebedee" not in repr((await past(evening)).recap)


async def test_a_theme_confirmed_since_is_confirmed_here(evening: Evening) -> None:
    salon = await held(evening, GRIEF, "Yes, and Samantha cannot mourn him, her grief has no body to sit with.")
    async with evening.db.write() as unit:
        await unit.themes.judge(GUILD, salon.film.id, "grief", Verdict.CONFIRMED, BEN, evening.clock.now())
    found = (await past(evening, str(salon.id))).recap
    assert [item.confirmed for item in found.items if item.theme == "grief"] == [True]
