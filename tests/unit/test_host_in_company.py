"""The house host among several people: it answers what they ask it, and their words come before its own questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.decision import Trigger
from bot.domain.film import FilmId
from bot.domain.following import passed_over, unanswered
from bot.domain.room import Room
from bot.domain.turn import Utterance
from bot.hosts.house import HouseHost
from bot.hosts.quoting import whole
from tests.evening import empty_room, film, house, quoted, turn

HOST = HouseHost(house().content.bank, house().content.speech)
CHAT = ("the kettle is on", "same here", "one moment", "rain again", "my neighbour sings")


async def room_of(*lines: tuple[str, str], about: str = "her-2013") -> Room:
    room = empty_room(await film(about), people=("Anna", "Ben", "Caro"))
    for number, (by, text) in enumerate(lines, 1):
        room.hear(replace(turn(number, text, by), at=turn(1, "").at + timedelta(minutes=number)))
    return room


def padded(*lines: tuple[str, str], before: int = 8) -> Sequence[tuple[str, str]]:
    """The lines after some talk about nothing, so that the host may speak by its share."""
    chat = [
        (("Anna", "Ben", "Caro")[n % 3], f"{CHAT[n % 5]} and the window is open all the time") for n in range(before)
    ]
    return (*chat, *lines)


async def in_a_lull(*lines: tuple[str, str], about: str = "her-2013") -> Utterance | None:
    return (await HOST.decide(await room_of(*padded(*lines), about=about), Trigger.LULL)).utterance


# --- called by somebody ---

SIDES = (
    ("Anna", "Theodore is a coward at the lunch with Catherine"),
    ("Ben", "no, he is ashamed, a coward would have sent the lawyer to that lunch"),
    ("Caro", "the soup looks good though"),
)


@pytest.mark.parametrize(
    "call",
    [
        "@Salon is he a coward at that lunch or not",
        "Salon, was Theodore a coward at the lunch?",
        "hey salon what do you think, is he a coward",
    ],
)
async def test_asked_about_a_claim_it_gives_both_sides_by_name(call: str) -> None:
    room = await room_of(*SIDES, ("Caro", call))
    said = (await HOST.decide(room, Trigger.TURN)).utterance
    assert said is not None
    assert "Anna" in said.text
    assert "Ben" in said.text
    assert len(quoted(said.text)) == 2
    assert set(said.takes_up) == {1, 2, 4}
    assert said.text.count("?") <= 1


async def test_asked_about_what_nobody_spoke_of_it_makes_no_sides_up() -> None:
    room = await room_of(*SIDES, ("Caro", "@Salon is the ukulele out of tune on purpose"))
    said = (await HOST.decide(room, Trigger.TURN)).utterance
    assert said is not None
    assert not quoted(said.text)
    assert said.takes_up == (4,)


async def test_a_salon_that_is_no_host_calls_nobody() -> None:
    assert (await room_of(("Anna", "the salon in that flat is huge"))).addressed is None


# --- a lull ---


async def test_a_question_without_an_answer_comes_first_and_word_for_word() -> None:
    said = await in_a_lull(
        ("Anna", "the letters are the saddest part because he never signs them"),
        ("Ben", "so why does nobody in that scene ever look up"),
        ("Caro", "the kettle again, two minutes"),
    )
    assert said is not None
    assert quoted(said.text) == ["why does nobody in that scene ever look up"]
    assert "Ben" in said.text
    assert said.takes_up == (10,)


async def test_a_question_that_was_answered_does_not_come_back() -> None:
    for answer in ("because they all have somebody in their ear", "the city is built so that one looks ahead"):
        room = await room_of(*padded(("Ben", "why does nobody in that scene ever look up?"), ("Caro", answer)))
        assert unanswered(room) is None


@pytest.mark.parametrize(
    "text", ["shall we pause?", "Anna, have you eaten?", "what if she had never left?", "is it on netflix?"]
)
async def test_some_questions_are_not_the_hosts_to_repeat(text: str) -> None:
    assert unanswered(await room_of(*padded(("Ben", text)))) is None


async def test_an_open_dispute_comes_before_a_question_of_the_bank() -> None:
    said = await in_a_lull(
        ("Anna", "the letters are honest because he believes every one of them"),
        ("Ben", "no. a letter with a borrowed signature cannot be honest"),
        ("Caro", "tea is ready"),
    )
    assert said is not None
    assert len(quoted(said.text)) == 2
    assert said.takes_up == (9, 10)


async def test_a_dispute_in_which_somebody_gave_way_is_over() -> None:
    said = await in_a_lull(
        ("Anna", "the letters are honest because he believes every one of them"),
        ("Ben", "no. a letter with a borrowed signature cannot be honest"),
        ("Anna", "ok you've convinced me"),
        ("Caro", "tea is ready"),
    )
    assert said is None or said.takes_up != (9, 10)


async def test_without_questions_of_its_own_it_has_the_guests_words() -> None:
    said = await in_a_lull(
        ("Anna", "I think the ballroom scenes are honest, because nobody in them knows that they are watched."),
        ("Ben", "the kettle"),
        about="whiplash-2014",
    )
    assert said is not None
    assert quoted(said.text)


# --- what it says of the room ---


async def test_nobody_is_said_to_have_been_passed_over_when_somebody_may_have_answered() -> None:
    claim = "I think the ending is earned, because both of them have already left."
    for answer in ("hm", "exactly", "an ending like that has to be paid for", "he has left nothing"):
        room = await room_of(("Anna", claim), ("Ben", answer))
        assert not passed_over(room, room.turns[0])
    room = await room_of(("Anna", claim), ("Ben", "tall trousers and a safety pin, wonderful"))
    assert passed_over(room, room.turns[0])


# --- who has not seen it ---


async def test_where_somebody_chooses_one_question_gives_nothing_away() -> None:
    lines = [("Ben", "have you seen it?"), ("Anna", "not yet, tell me about it"), ("Ben", "a man falls for a voice")]
    room = await room_of(*padded(*lines, before=16))
    said = (await HOST.decide(room, Trigger.TURN)).utterance
    assert said is not None
    notes = house().content.bank.notes["her-2013"]
    assert said.text.endswith(notes.opening_unseen)
    room.hear(replace(turn(40, said.text), author_id=0, author_name="Salon", utterance=said))
    for number in range(41, 50):
        room.hear(turn(number, "a friend told me the music is good in it", "Ben"))
        again = (await HOST.decide(room, Trigger.TURN)).utterance
        assert again is None or again.question is None or again.question.id != said.question.id  # type: ignore[union-attr]


async def test_a_latecomer_hears_no_later_scene_from_the_host() -> None:
    bank = {q.id: q for q in house().content.bank.of_film(FilmId("her-2013"))}
    for position in ("i'm 40 minutes in on my phone", "haven't finished it", "about halfway"):
        for ending in (
            "the ending on the roof, and samantha leaving",
            "the philosopher and the ending, alan watts and all",
        ):
            room = await room_of(*padded(("Caro", position), ("Anna", ending), ("Ben", "same, the ending, the roof")))
            for trigger in Trigger:
                said = (await HOST.decide(room, trigger)).utterance
                if said is not None and said.question is not None and said.question.id in bank:
                    assert room.horizon.allows(bank[said.question.id].reveals)


# --- whole clauses ---


@pytest.mark.parametrize(
    "text",
    [
        "I love that he is this quiet grey little office man and carries the whole of that enormous city around with him in one ear",
        "I think the voice was recorded in a\nbooth with nobody else in it, which is why it is so lonely",
        "for me the cruelest scene isn't the lunch, it's the blind date, because she asks him plainly",
    ],
)
async def test_what_is_repeated_is_a_whole_clause(text: str) -> None:
    room = await room_of(("Anna", text))
    lexicon = room.reader.lexicon
    for point in (*room.points, *room.faint):
        kept = whole(point, room.turns[0], lexicon)
        if kept is not None:
            assert kept.quote in text
            assert "\n" not in kept.quote
            assert not text[text.index(kept.quote) + len(kept.quote) :].startswith((" around", " in one", "\n"))
            assert not kept.quote.endswith(("isn't the lunch", "recorded in a"))


async def test_what_only_leads_up_to_a_claim_is_not_repeated() -> None:
    for lead in ("my honest opinion is that ", "can i say though that ", "my turn now: "):
        claim = "the blind date is the cruelest scene because she asks him plainly"
        room = await room_of(("Anna", lead + claim))
        kept = [whole(point, room.turns[0], room.reader.lexicon) for point in (*room.points, *room.faint)]
        assert kept
        assert all(point is not None and not point.quote.startswith(lead.strip()) for point in kept)
