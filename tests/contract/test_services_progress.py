"""How far people have seen, over every database: what is kept, what the host then says, and spoiler covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.spoiler import EVERYTHING, HALF, NOTHING, Horizon
from bot.errors import BadInput, Forbidden, Gone, NotFound, SalonError, Unavailable
from bot.hosts.house import HouseHost
from bot.ports import Database, Heard
from bot.services.progress import Seen
from bot.wiring import Boards, wire
from tests.evening import CLAIM, PEOPLE, Evening, house, settings
from tests.fakes import EVENING

LATER = "I keep thinking of Alan Watts, rebuilt by the OSes, and what he would say of it."
FAR = EVENING + timedelta(days=2)
MARKS = {q.id: q.reveals for q in house().content.bank.questions}


@pytest.fixture
async def evening(db: Database) -> Evening:
    return Evening(db)


async def told(evening: Evening, by: str, seen: Seen, minute: int | None = None) -> Horizon:
    """What somebody says, and the room's horizon that follows."""
    return (await evening.progress.tell(evening.channel, PEOPLE[by], seen, minute)).room


async def horizon(evening: Evening, salon: Salon) -> Horizon:
    return (await evening.wired.rooms.of(salon.id)).horizon


async def later(evening: Evening, by: str = "Anna", count: int = 1) -> Sequence[Heard]:
    return [await evening.say(f"{LATER} {n}", by) for n in range(count)]


async def test_what_somebody_says_holds_at_once_and_after_a_restart(evening: Evening) -> None:
    salon = await evening.open("her-2013", "Anna", "Ben")
    await evening.say(CLAIM)
    assert await horizon(evening, salon) == EVERYTHING
    assert await told(evening, "Ben", Seen.PART, 63) == Horizon(0.5)
    assert await told(evening, "Caro", Seen.PART) == HALF
    assert await told(evening, "Ben", Seen.ALL) == HALF
    assert await told(evening, "Caro", Seen.NOTHING) == NOTHING
    assert await horizon(evening.again(), salon) == NOTHING
    assert await told(evening.again(), "Caro", Seen.ALL) == EVERYTHING


@pytest.mark.parametrize(("minute", "seen"), [(0, 0.0), (126, 1.0), (900, 1.0)])
async def test_minutes_are_a_share_of_the_film(evening: Evening, minute: int, seen: float) -> None:
    await evening.open()
    assert await told(evening, "Anna", Seen.PART, minute) == Horizon(seen)


async def test_what_cannot_be_said_is_refused(evening: Evening) -> None:
    with pytest.raises(NotFound, match="no_salon_here"):
        await evening.progress.tell(77, PEOPLE["Anna"], Seen.ALL)
    await evening.open()
    for seen in (Seen.ALL, Seen.NOTHING):
        with pytest.raises(BadInput, match="minute_without_part"):
            await evening.progress.tell(evening.channel, PEOPLE["Anna"], seen, 20)


async def test_it_is_not_kept_longer_than_the_salon(evening: Evening) -> None:
    salon = await evening.open()
    await told(evening, "Anna", Seen.NOTHING)
    await evening.end()
    async with evening.db.read() as unit:
        assert await unit.horizons.of_salon(salon.id) == {}


class Scribe(HouseHost):
    """A host that notes how far it may go when it writes the record."""

    def __init__(self) -> None:
        super().__init__(house().content.bank, house().content.speech)
        self.bounds: list[Horizon] = []

    async def recap(self, room: Room) -> Recap:
        self.bounds.append(room.horizon)
        return await super().recap(room)


async def test_the_record_keeps_to_it_even_after_a_restart(evening: Evening) -> None:
    salon = await evening.open()
    await evening.say(CLAIM)
    await told(evening, "Ben", Seen.NOTHING)
    await evening.salons.end(evening.channel, None)
    scribe = Scribe()
    evening.stage.refuse("post_recap", Unavailable(), times=1)
    again = evening.again(host=scribe)
    await again.settle()
    async with again.db.read() as unit:
        assert await unit.horizons.of_salon(salon.id) == {PEOPLE["Ben"]: NOTHING}, "it is not posted yet"
    await again.wait(minutes=5)
    assert scribe.bounds == [NOTHING]
    async with again.db.read() as unit:
        assert await unit.horizons.of_salon(salon.id) == {}


@pytest.mark.parametrize("error", [Forbidden("forbidden", permission="Send Messages"), Gone()])
async def test_it_goes_where_the_record_cannot_be_posted(evening: Evening, error: SalonError) -> None:
    salon = await evening.open()
    await told(evening, "Anna", Seen.NOTHING)
    evening.stage.refuse("post_recap", error)
    await evening.end()
    async with evening.db.read() as unit:
        assert await unit.horizons.of_salon(salon.id) == {}


async def test_it_goes_with_the_channel(evening: Evening) -> None:
    salon = await evening.open()
    await told(evening, "Anna", Seen.NOTHING)
    await evening.conversation.channel_gone(evening.channel)
    async with evening.db.read() as unit:
        assert await unit.horizons.of_salon(salon.id) == {}


async def test_the_host_keeps_to_it_in_all_it_says(evening: Evening) -> None:
    await evening.open()
    await told(evening, "Anna", Seen.PART, 63)
    for text in (CLAIM, "what did you think of it?", LATER, "What if she had stayed and paid for the letters?") * 3:
        await evening.say(text)
    await evening.conversation.ask(evening.channel, None, None, None)
    await evening.wishes.counter(evening.channel)
    hidden = [i.text for i in house().content.bank.notes["her-2013"].impressions if not HALF.allows(i.reveals)]
    for decision in evening.decisions:
        said = decision.utterance
        assert said is not None
        assert said.question is None or HALF.allows(MARKS.get(said.question.id, MARKS["her-2013-anniversary-face"]))
        assert not [text for text in hidden if text in said.text]


# --- covers ---


async def test_who_names_a_later_scene_is_offered_a_cover_once(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben")
    await later(evening)
    assert evening.stage.whispers == [], "everybody has seen it"
    await told(evening, "Ben", Seen.PART)
    posts = len(evening.stage.posts)
    await later(evening)
    assert evening.stage.whispers == [(PEOPLE["Anna"], f"||{LATER} 0||")]
    assert len(evening.stage.posts) == posts, "nothing of it in the channel"
    await later(evening, "Ben")
    assert len(evening.stage.whispers) == 1, "the others have seen it all"


async def test_three_times_a_person_and_salon_whatever_restarts(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben", "Caro")
    await told(evening, "Ben", Seen.NOTHING)
    await later(evening, count=2)
    again = evening.again()
    await later(again, count=3)
    assert len(evening.stage.whispers) == 3
    await later(again, "Caro")
    assert len(evening.stage.whispers) == 4


async def test_closed_direct_messages_end_it_in_silence(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben")
    await told(evening, "Ben", Seen.NOTHING)
    evening.stage.refuse("whisper", Forbidden("forbidden_somewhere"))
    posts = len(evening.stage.posts)
    await later(evening)
    evening.stage.allow("whisper")
    await evening.wait(hours=1)
    assert evening.stage.whispers == []
    assert evening.failures == []
    assert len(evening.stage.posts) - posts <= 1, "at most the host's nudge in the silence"


async def test_an_offer_that_did_not_get_through_comes_later_and_once(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben")
    await told(evening, "Ben", Seen.NOTHING)
    evening.stage.refuse("open_direct", Unavailable(), times=1)
    await later(evening)
    assert evening.stage.whispers == []
    await evening.again().wait(minutes=2)
    assert len(evening.stage.whispers) == 1


async def test_an_offer_cut_short_after_it_was_sent_is_not_sent_again(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben")
    await told(evening, "Ben", Seen.NOTHING)
    await evening.conversation.hear(evening.message(LATER))
    async with evening.db.write() as unit:
        jobs = await unit.jobs.claim(evening.clock.now(), timedelta(seconds=60), 10)
    (job,) = [job for job in jobs if job.kind == "cover"]
    await evening.wired.covers.offer(job)  # and here the process is killed
    evening.stage.forget_nonces()
    await evening.again().wait(hours=1)
    assert len(evening.stage.whispers) == 1
    async with evening.db.write() as unit:
        assert "cover" not in {job.kind for job in await unit.jobs.claim(FAR, timedelta(), 10)}


async def test_an_offer_of_which_nobody_knows_whether_it_arrived_is_not_sent_again(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben")
    await told(evening, "Ben", Seen.NOTHING)
    evening.stage.refuse("whisper", Unavailable(), times=1)
    await later(evening)
    await evening.wait(hours=1)
    assert evening.stage.whispers == []


async def test_whether_covers_are_offered_is_told(evening: Evening) -> None:
    notes = house().content.bank.notes
    unknown = next(film for film in house().catalogue.films if film.id not in notes)
    covers = evening.wired.covers
    salon = await evening.open()
    assert (covers.offered(salon), covers.offered(replace(salon, film=unknown))) == (True, False)
    assert (await evening.progress.tell(evening.channel, PEOPLE["Anna"], Seen.NOTHING)).covers
    off = replace(settings(), host=replace(settings().host, spoiler_covers=False))
    wired = wire(
        off, house(), db=evening.db, clock=evening.clock, announcer=evening.stage, host=evening.host,
        boards=Boards(cover=lambda _salon, turn: turn.text),
    )  # fmt: skip
    assert not wired.covers.offered(salon)


async def test_no_offer_for_what_is_gone_covered_or_no_longer_early(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben")
    await told(evening, "Ben", Seen.NOTHING)
    gone, covered, edited = [evening.message(f"{LATER} {n}") for n in range(3)]
    for message in (gone, covered, edited):
        await evening.conversation.hear(message)
    await evening.conversation.deleted([gone.message_id])
    await evening.conversation.edited(covered.message_id, f"||{LATER}||", evening.clock.now())
    await evening.conversation.edited(edited.message_id, "never mind", evening.clock.now())
    await evening.settle()
    assert evening.stage.whispers == []
    await evening.conversation.hear(evening.message(LATER))
    await told(evening, "Ben", Seen.ALL)
    await evening.settle()
    assert evening.stage.whispers == []


async def test_neither_in_a_pause_nor_long_after(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben")
    await told(evening, "Ben", Seen.NOTHING)
    await evening.salons.pause(evening.channel)
    await later(evening)
    await evening.salons.resume(evening.channel)
    evening.message(LATER)
    evening.clock.advance(minutes=30)
    await evening.again().conversation.catch_up()
    await evening.settle()
    assert evening.stage.whispers == []


async def test_the_job_holds_no_words(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben")
    await told(evening, "Ben", Seen.NOTHING)
    await evening.conversation.hear(evening.message(LATER))
    async with evening.db.write() as unit:
        jobs = await unit.jobs.claim(evening.clock.now(), evening.clock.now() - evening.clock.now(), 10)
    assert [dict(job.payload) for job in jobs if job.kind == "cover"] == [{}]
