"""Watching together: the clock, the host's silence, what is said when the film is over, and that nothing happens twice."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from bot.domain.film_clock import ClockState
from bot.domain.recap import ItemKind
from bot.domain.salon import Salon, SalonState
from bot.domain.spoiler import EVERYTHING, NOTHING
from bot.errors import BadInput, Conflict, NotFound, SalonError, Unavailable
from bot.local.memory import MemoryDatabase
from bot.ports import Database
from bot.services.catching_up import CatchingUp, Told
from bot.services.progress import Seen
from tests.evening import CLAIM, Evening, house
from tests.fakes import ANNA, GUILD, PARENT

BEN, CARO = 12, 13
DOORS = "The doors are open: Her (2013). Press play together when the countdown says so."
LATER = "Samantha leaves with the other operating systems at the end, on the roof."


@pytest.fixture
def evening(db: Database) -> Evening:
    return Evening(db)


async def doors(evening: Evening) -> Salon:
    from tests.evening import film

    salon = await evening.salons.start(guild_id=GUILD, parent_id=PARENT, film=await film(), opened_by=ANNA, doors=DOORS)
    evening.channel = salon.channel_id or 0
    await evening.settle()
    return salon


async def watching(evening: Evening) -> Salon:
    """A watch party whose film has just begun."""
    salon = await doors(evening)
    await evening.wired.film_clocks.start(salon.id, ANNA)
    await evening.settle()
    await evening.wait(seconds=20)
    await evening.settle()
    return salon


async def stored(evening: Evening, salon: Salon) -> Salon:
    async with evening.db.read() as unit:
        found = await unit.salons.get(salon.id)
    assert found is not None
    return found


async def told(evening: Evening, person: int) -> Told:
    wired = evening.wired
    catching = CatchingUp(evening.db, evening.clock, house().library, wired.salons, wired.rooms, wired.covers)
    return await catching.tell(GUILD, evening.channel, person)


async def test_the_doors_are_open_before_the_film_and_the_host_says_nothing_of_it(evening: Evening) -> None:
    salon = await doors(evening)
    assert (salon.state, salon.horizon) == (SalonState.WATCHING, NOTHING)
    assert evening.said == [DOORS]
    await evening.say(CLAIM)
    await evening.say("I think the same, because the letters are never signed by him.", "Ben")
    await evening.wait(hours=1)
    assert evening.said == [DOORS]
    with pytest.raises(Conflict, match="film_not_begun"):
        await evening.conversation.ask(evening.channel, None, None, None)
    await evening.wired.film_clocks.start(salon.id, ANNA)
    await evening.wait(minutes=5)
    await evening.conversation.ask(evening.channel, None, None, None)
    await evening.settle()
    assert len(evening.said) == 2


async def test_in_a_forum_the_doors_are_the_posts_first_message(evening: Evening) -> None:
    evening.stage.opens_with_post = True
    salon = await doors(evening)
    assert evening.stage.texts == [DOORS]
    await evening.wired.film_clocks.end(evening.channel, ANNA)
    await evening.settle()
    assert await evening.state(salon) is SalonState.OPEN, "a film that never began can be said to be over"
    assert evening.stage.texts[0] == DOORS
    assert len(evening.stage.texts) == 2


async def test_one_moment_for_everybody_posted_once_and_then_it_plays(evening: Evening) -> None:
    salon = await doors(evening)
    clocks = evening.wired.film_clocks
    begun = await clocks.start(salon.id, ANNA)
    again = await clocks.start(salon.id, BEN)
    assert again.clock == begun.clock
    await evening.settle()
    moment = begun.clock.begins_at(evening.clock.now())
    assert moment is not None
    assert moment.microsecond == 0
    assert timedelta(seconds=19) < moment - evening.clock.now() <= timedelta(seconds=21)
    (note,) = evening.notes.shown
    assert f"<t:{int(moment.timestamp())}:R>" in note
    assert f"<@{ANNA}> starts it" in note
    await evening.wait(seconds=21)
    (note,) = evening.notes.shown
    assert "is playing" in note
    assert (await clocks.where(evening.channel)).state is ClockState.PLAYING


async def test_any_live_salon_becomes_a_watch_party(evening: Evening) -> None:
    salon = await evening.open("her-2013", "Anna", "Ben")
    await evening.say(CLAIM, "Ben")
    await evening.progress.tell(evening.channel, BEN, Seen.ALL)
    before = list(evening.said)
    await evening.wired.film_clocks.begin(evening.channel, BEN, "0:10")
    now = await stored(evening, salon)
    assert (now.state, now.horizon) == (SalonState.WATCHING, NOTHING)
    await evening.settle()
    await evening.say("He cannot sign them, since they are not his to sign.")
    await evening.wait(minutes=40)
    assert evening.said == before
    with pytest.raises(Conflict) as error:
        await evening.wired.film_clocks.begin(evening.channel, ANNA)
    assert error.value.key == "clock_running"


async def test_the_host_answers_who_calls_it_within_what_gives_nothing_away(evening: Evening) -> None:
    salon = await watching(evening)
    await evening.say("The letters are beautiful because nobody signs them.", "Ben")
    await evening.say("Salon, what do you make of the letters, since he sells them?", "Caro", to_host=True)
    assert len(evening.said) == 2
    room = await evening.wired.rooms.of(salon.id)
    assert room.horizon == NOTHING
    await evening.progress.tell(evening.channel, CARO, Seen.ALL)
    assert (await evening.wired.rooms.of(salon.id)).horizon == NOTHING
    await evening.say("And they are all about somebody else, which is sad.", "Ben")
    assert len(evening.said) == 2


async def test_two_who_pause_at_once_make_one_line_that_names_who_was_first(evening: Evening) -> None:
    await watching(evening)
    await evening.wait(minutes=42)
    clocks = evening.wired.film_clocks
    done = await asyncio.gather(
        clocks.pause(evening.channel, BEN), clocks.pause(evening.channel, CARO), return_exceptions=True
    )
    refused = [one for one in done if isinstance(one, SalonError)]
    assert [one.key for one in refused] == ["clock_paused_already"]
    await evening.settle()
    assert len(evening.notes.shown) == 2
    assert f"<@{BEN}> pauses the film at **0:42:0" in evening.notes.shown[1]
    start, pause = evening.notes.notes.values()
    assert start.buttons == []
    assert [one.split(":")[2] for one in pause.buttons] == ["where", "resume"]
    over = (await clocks.where(evening.channel)).clock.over_at()
    assert over is None
    await evening.wait(hours=3)
    assert len(evening.said) == 1, "a film that stands is not over"
    await clocks.resume(evening.channel, ANNA)
    await evening.wait(seconds=9)
    assert "Playing from **0:42:0" in evening.notes.shown[2]


async def test_when_the_film_is_over_the_talk_opens_with_what_was_written(evening: Evening) -> None:
    salon = await watching(evening)
    await evening.wait(minutes=42)
    first = await evening.say("The letters are gifts because he gives them away unsigned.", "Ben", after=5)
    await evening.say("brb", "Anna", after=2)
    await evening.say("Nobody in this city writes for themselves any more.", "Caro", after=5)
    await evening.say("pause please", "Anna", after=2)
    await evening.say("It is a whole office of ghosts who love for a living.", "Anna", after=5)
    await evening.wait(minutes=90)
    now = await stored(evening, salon)
    assert (now.state, now.horizon) == (SalonState.OPEN, EVERYTHING)
    assert len(evening.said) == 2
    opening = evening.said[1]
    assert opening.startswith("At 0:42 three of you wrote at once, ")
    assert opening.count("?") == 1
    assert "sorry" not in opening
    (quote,) = re.findall("“([^”]+)”", opening)
    assert any(quote in turn.text for turn in await evening.turns(salon) if not turn.by_host)
    assert re.search(rf"\[there\]\(https://discord.com/channels/{GUILD}/{evening.channel}/\d+\)", opening)
    assert (await evening.wired.rooms.of(salon.id)).horizon == EVERYTHING
    assert all(not one.buttons for one in evening.notes.notes.values())
    assert len(evening.notes.notes) == 1, "a film that ran out needs no note"
    await evening.end()
    items = [item for item in (await evening.recap(salon)).items if item.kind is ItemKind.MOMENT]
    assert [item.text for item in items] == ["0:42, three people at once"]
    timeline = evening.stage.timelines[-1]
    assert timeline is not None
    assert timeline.film is not None
    assert timeline.film.by_minute[42] == 5
    await evening.conversation.deleted([first.message_id])
    await evening.settle()
    redrawn = evening.stage.timelines[-1]
    assert redrawn is not None
    assert redrawn.film is not None
    assert redrawn.film.by_minute[42] == 4
    assert "unsigned" not in str(await evening.recap(salon))


async def test_an_opening_that_comes_late_says_so_and_one_that_is_asked_for_comes_at_once(evening: Evening) -> None:
    salon = await watching(evening)
    evening.clock.advance(hours=3)  # nobody was there to run the jobs
    await evening.settle()
    assert await evening.state(salon) is SalonState.OPEN
    assert evening.said[1].startswith("I come late, and I am sorry")
    assert evening.said[1].count("?") == 1


async def test_somebody_says_that_it_is_over(evening: Evening) -> None:
    salon = await watching(evening)
    await evening.wait(minutes=90)
    await evening.wired.film_clocks.end(evening.channel, BEN)
    await evening.settle()
    assert await evening.state(salon) is SalonState.OPEN
    assert len(evening.said) == 2
    assert f"<@{BEN}> says that the film is over" in evening.notes.shown[-1]
    with pytest.raises(Conflict) as error:
        await evening.wired.film_clocks.end(evening.channel, CARO)
    assert error.value.key == "clock_over"
    await evening.wait(hours=2)
    assert [text for text in evening.said if "The doors" in text] == [DOORS]


async def test_seeking_moves_the_end(evening: Evening) -> None:
    salon = await watching(evening)
    clocks = evening.wired.film_clocks
    await clocks.seek(evening.channel, BEN, "2:05")
    await evening.wait(seconds=50)
    assert await evening.state(salon) is SalonState.WATCHING
    await clocks.seek(evening.channel, BEN, "-10")
    await evening.wait(minutes=5)
    assert await evening.state(salon) is SalonState.WATCHING
    with pytest.raises(BadInput):
        await clocks.seek(evening.channel, BEN, "2:07:00")
    await evening.wait(minutes=7)
    assert await evening.state(salon) is SalonState.OPEN


async def test_what_the_host_is_told_in_mid_film_is_answered_in_a_sentence(evening: Evening) -> None:
    salon = await watching(evening)
    for act, key in ((evening.salons.pause, "pause_in_film"), (evening.salons.resume, "resume_in_film")):
        with pytest.raises(Conflict) as error:
            await act(evening.channel)
        assert error.value.key == key
    await evening.salons.end(evening.channel, ANNA)
    await evening.settle()
    assert await evening.state(salon) is SalonState.CLOSED
    await evening.wait(hours=4)
    assert await evening.state(salon) is SalonState.CLOSED
    assert all(not one.buttons for one in evening.notes.notes.values())
    with pytest.raises(NotFound):
        await evening.wired.film_clocks.pause(evening.channel, BEN)


async def test_silence_in_mid_film_closes_nothing(evening: Evening) -> None:
    salon = await watching(evening)
    await evening.wired.film_clocks.pause(evening.channel, ANNA)
    await evening.wait(hours=7)
    assert await evening.state(salon) is SalonState.WATCHING
    await evening.wait(days=4)
    assert await evening.state(salon) is SalonState.CLOSED


async def test_a_latecomer_hears_where_the_film_is_and_nothing_of_it(evening: Evening) -> None:
    await doors(evening)
    await evening.say("I hope the city is as lonely as people say it is in the reviews.", "Ben")
    salon = (await evening.salons.required(evening.channel)).id
    await evening.wired.film_clocks.start(salon, ANNA)
    await evening.wait(minutes=42)
    await evening.say(LATER, "Ben")
    await evening.say("The blue shirt says more than the voice does, because it is hers.", "Ben")
    late = await told(evening, CARO)
    assert late.film is not None
    assert late.film.state is ClockState.PLAYING
    assert 41 * 60 < late.film.clock.position(late.film.now) < 43 * 60
    assert late.missed.left_out == 2
    assert not any("Samantha" in line.words or "shirt" in line.words for line in late.missed.points)
    assert late.missed.careful


async def test_a_message_has_its_time_in_the_film_also_afterwards(evening: Evening) -> None:
    await watching(evening)
    await evening.wait(minutes=10)
    said = await evening.say("That lift again.", "Ben")
    evening.clock.advance(seconds=3)
    await evening.wired.film_clocks.end(evening.channel, ANNA)
    await evening.settle()
    await evening.end()
    _, position = await evening.wired.film_clocks.film_time(evening.channel, said.at)
    assert position == pytest.approx(610, abs=3)
    _, after = await evening.wired.film_clocks.film_time(evening.channel, evening.clock.now())
    assert after is None


async def test_who_is_forgotten_has_paused_nothing(evening: Evening) -> None:
    salon = await watching(evening)
    await evening.wired.film_clocks.pause(evening.channel, BEN)
    await evening.settle()
    assert f"<@{BEN}>" in evening.notes.shown[1]
    async with evening.db.write() as unit:
        assert list(await unit.clocks.forget_user(BEN)) == [salon.id]
        await unit.jobs.put("clock", str(salon.id), evening.clock.now(), {"all": True})
    await evening.settle()
    assert "Somebody pauses the film" in evening.notes.shown[1]
    assert f"<@{ANNA}>" in evening.notes.shown[0]


async def test_a_countdown_that_stood_in_the_thread_counts_although_nobody_noted_where() -> None:
    evening = Evening(MemoryDatabase())
    salon = await doors(evening)
    await evening.wired.film_clocks.start(salon.id, ANNA)
    post = evening.notes.post

    async def dies(*args: object) -> int:
        await post(*args)  # type: ignore[arg-type]
        raise Unavailable

    evening.notes.post = dies  # type: ignore[assignment, method-assign]
    await evening.settle()
    evening.notes.post = post  # type: ignore[method-assign]
    evening.notes.forget_nonces()
    evening.clock.advance(hours=4)
    other = evening.again()
    async with evening.db.write() as unit:  # both are due now, and the end of the film happens to come first
        due = await unit.jobs.claim(evening.clock.now(), timedelta(minutes=1), 9)
    (over,) = [job for job in due if job.kind == "film_over"]
    await other.wired.film_over.open(over)
    async with evening.db.write() as unit:
        await unit.jobs.done(over)
    assert await evening.state(salon) is SalonState.WATCHING, "nobody is known to have pressed play"
    await other.wait(minutes=2)
    assert len(evening.notes.notes) == 1
    assert await evening.state(salon) is SalonState.OPEN
    assert other.said[-1].startswith("I come late")
    assert (await other.wired.film_clocks.start(salon.id, ANNA)).salon.state is SalonState.OPEN, "it was begun once"


async def test_a_moment_that_nobody_could_be_told_of_is_put_off() -> None:
    evening = Evening(MemoryDatabase())
    salon = await doors(evening)
    first = await evening.wired.film_clocks.start(salon.id, ANNA)
    evening.clock.advance(hours=5)  # the process died before it could post anything
    other = evening.again()
    await other.settle()
    standing = await other.wired.film_clocks.where(evening.channel)
    assert standing.state is ClockState.READY
    assert standing.clock.begins_at(standing.now) != first.clock.begins_at(first.now)
    assert await evening.state(salon) is SalonState.WATCHING
