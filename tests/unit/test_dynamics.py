"""How a talk stalls, on made rooms: each mode is found where it is and not where a talk goes well."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.decision import Trigger
from bot.domain.dynamics import Mode, about_the_film, shares, stalls
from bot.domain.room import Room
from bot.domain.turn import UtteranceKind
from bot.hosts.house import HouseHost
from tests.evening import CLAIM, HER, OBJECTION, READING, empty_room, film, house, turn
from tests.fakes import EVENING, her

HOST = HouseHost(house().content.bank, house().content.speech)
CHATTER = ("lol", "yeah", "same here", "haha ok", "what a day", "pizza now", "my train is late", "ok then")


def room_of(*lines: tuple[str, str], people: tuple[str, ...] = ("Anna", "Ben", "Caro"), pace: int = 10) -> Room:
    """A room in which somebody speaks every ``pace`` seconds."""
    room = empty_room(her(), people=people)
    for number, (who, text) in enumerate(lines, 1):
        room.hear(replace(turn(number, text, who), at=EVENING + timedelta(seconds=pace * number)))
    return room


def modes(room: Room) -> list[Mode]:
    return [stall.mode for stall in stalls(room)]


def chat(count: int) -> list[tuple[str, str]]:
    return [(("Anna", "Ben")[n % 2], CHATTER[n % len(CHATTER)]) for n in range(count)]


ALIVE = [
    ("Anna", CLAIM),
    ("Ben", "I disagree, a gift that is paid for is a service, because the client gets an invoice for it"),
    ("Caro", "But the letters are gifts to whoever opens them, she never sees the invoice"),
    ("Anna", "Exactly, and in the scene where he dictates at work he means every word of it"),
    ("Ben", "I don't buy that he means it, since he forgets them the moment the file is closed"),
    ("Caro", "He remembers the crooked tooth though, that scene shows he has been fond of it for years"),
]


def test_a_living_talk_does_not_stall() -> None:
    assert modes(room_of(*ALIVE)) == []


def test_nothing_is_said_of_a_talk_that_has_hardly_begun() -> None:
    assert modes(room_of(*chat(4))) == []


def test_a_tired_talk_is_low_on_energy() -> None:
    assert Mode.LOW_ENERGY in modes(room_of(*ALIVE, *chat(5), pace=40))


def test_short_turns_in_quick_succession_are_lively() -> None:
    assert Mode.LOW_ENERGY not in modes(room_of(*ALIVE, *chat(5), pace=10))


def test_leaving_the_film_is_drift_and_the_point_left_behind_is_named() -> None:
    room = room_of(*ALIVE, *chat(6))
    drift = next(stall for stall in stalls(room) if stall.mode is Mode.DRIFT)
    assert drift.points
    assert not room.by_host_taken(drift.points[0])
    # One word of the film is enough to be back.
    room.hear(turn(20, "anyway, Theodore and that moustache", "Caro"))
    assert Mode.DRIFT not in modes(room)


def test_talk_that_never_was_about_the_film_does_not_drift_from_it() -> None:
    assert Mode.DRIFT not in modes(room_of(*chat(12)))


@pytest.mark.parametrize("said", ["she never looks back", "the last shot though", "Theodore again", "who directed it"])
def test_what_counts_as_being_about_the_film(said: str) -> None:
    room = room_of(("Anna", said))
    assert about_the_film(room, room.turns[0])


@pytest.mark.parametrize("said", ["pizza now", "my train is late", "lol ok"])
def test_what_does_not(said: str) -> None:
    room = room_of(("Anna", said))
    assert not about_the_film(room, room.turns[0])


def test_agreement_at_once_is_premature_until_somebody_tries_it() -> None:
    lines = [("Anna", READING), ("Ben", "Exactly, I agree with that"), ("Caro", "I agree, totally"), *chat(2)]
    room = room_of(*lines)
    consensus = next(stall for stall in stalls(room) if stall.mode is Mode.CONSENSUS)
    assert consensus.points[0].turn_id == 1
    room.hear(turn(9, "I disagree, the love in it has every body in the city to be judged by", "Ben", reply_to=101))
    assert Mode.CONSENSUS not in modes(room)


def test_two_who_contradict_each_other_without_end_are_stuck_until_the_film_comes_in() -> None:
    said = [("Anna", OBJECTION)]
    for number in range(5):
        who = ("Ben", "Anna")[number % 2]
        said.append((who, f"I disagree, the ending is right because nobody in it can stay, number {number}"))
    room = room_of(*said)
    stuck = next(stall for stall in stalls(room) if stall.mode is Mode.STUCK)
    assert len(stuck.points) == 2
    room.hear(
        turn(20, "I disagree, in the scene where she says goodbye the dust hangs in the light", "Ben", reply_to=106)
    )
    assert Mode.STUCK not in modes(room)


def test_one_who_talks_and_another_who_hardly_does_is_uneven_and_nobody_is_named() -> None:
    lines = [("Caro", "hm")]
    lines += [
        (("Anna", "Anna", "Ben")[n % 3], f"{CLAIM} And again, {n}." if n % 3 != 2 else "mm, yes") for n in range(15)
    ]
    uneven = next(stall for stall in stalls(room_of(*lines)) if stall.mode is Mode.UNEVEN)
    assert uneven.points == ()


def test_between_two_nothing_is_uneven() -> None:
    lines = [(("Anna", "Ben")[n % 2], CLAIM if n % 2 == 0 else "yes") for n in range(20)]
    assert Mode.UNEVEN not in modes(room_of(*lines, people=("Anna", "Ben")))


def test_points_that_meet_no_other_are_monologues() -> None:
    lines = [
        ("Anna", "I think the colours are a warm lie, because the red of his shirts hides how cold the flat is"),
        ("Ben", "I think the mother on the phone is the cruellest joke, since she only talks about herself"),
        ("Anna", "To me the beach is the saddest place, because everybody there wears woollen trousers"),
        ("Ben", "I believe the video game is honest, since the small alien swears at him as friends do"),
        ("Anna", "I feel the sky over the towers is the only villain, because it never once darkens"),
        ("Ben", "I think Amy's film of her sleeping mother is brave, since nothing happens in it at all"),
    ]
    found = [stall for stall in stalls(room_of(*lines)) if stall.mode is Mode.MONOLOGUES]
    assert [len({point.author_id for point in stall.points}) for stall in found] == [2]


def test_alone_with_the_host_one_cannot_agree_be_stuck_or_uneven() -> None:
    room = room_of(*[("Anna", f"{CLAIM} {n}") for n in range(20)], people=("Anna",))
    assert not {Mode.UNEVEN, Mode.CONSENSUS, Mode.STUCK, Mode.MONOLOGUES} & set(modes(room))


def test_shares_of_talk() -> None:
    room = room_of(("Anna", "one two three"), ("Ben", "four"))
    assert sorted(shares(room.turns).values()) == [0.25, 0.75]
    assert shares([]) == {}


# --- what the house host does about it ---


async def spoken(room: Room) -> str:
    decision = await HOST.decide(room, Trigger.TURN)
    return f"{decision.reason} | {decision.utterance.text if decision.utterance else ''}"


def agreed_upon(point: str) -> list[tuple[str, str]]:
    return [
        ("Caro", "hello everyone"), ("Anna", point),
        ("Ben", "I agree with that, it had not struck me before how little they could hold against each other"),
        ("Caro", "I agree, totally, and I will be thinking of that on the way home tonight I am sure"),
        ("Anna", "good, because I was not certain anybody would follow me there when I first said it"),
        ("Ben", "yes, it took me a while as well to see it that way but now I cannot see it otherwise"),
        ("Caro", "mm, I shall turn that over on the train, there is a good deal in it for one evening"), ("Anna", "so"),
    ]  # fmt: skip


async def test_premature_agreement_is_leant_on_with_an_objection_from_the_film() -> None:
    room = empty_room(await film(HER), people=("Anna", "Ben", "Caro"))
    point = "It can be read as a male fantasy, since the love in it is bought and has no body at all"
    for number, (who, text) in enumerate(agreed_upon(point), 1):
        room.hear(turn(number, text, who))
    said = await spoken(room)
    assert said.startswith("premature agreement")
    assert said.count("?") == 1


async def test_agreement_to_which_the_film_has_no_objection_is_asked_for_its_scene_in_its_own_words() -> None:
    room = empty_room(await film(HER), people=("Anna", "Ben", "Caro"))
    point = "It can be read as queer theory, since the love in it has no body at all"
    for number, (who, text) in enumerate(agreed_upon(point), 1):
        room.hear(turn(number, text, who))
    assert Mode.CONSENSUS in [stall.mode for stall in stalls(room)]
    said = await spoken(room)
    assert said.startswith("premature agreement")
    assert point in said
    assert said.count("?") == 1


async def test_an_invitation_names_nobody() -> None:
    room = empty_room(await film(HER), people=("Anna", "Ben", "Caro"))
    room.hear(turn(1, "hm", "Caro"))
    for n in range(30):
        room.hear(turn(n + 2, f"{CLAIM} And again, {n}." if n % 3 != 2 else "mm, yes", ("Anna", "Anna", "Ben")[n % 3]))
    found = [stall.mode for stall in stalls(room)]
    assert Mode.UNEVEN in found
    from bot.domain.manners import Permit
    from bot.hosts.stalling import help_along

    composer = HOST._composer(room, Permit(True, "test", words=60))
    said = help_along(room, composer, house().content.speech, nudges=0)
    if said is not None and said.question is not None and said.question.id.startswith("uneven"):
        assert not any(name in said.text for name in ("Anna", "Ben", "Caro"))
    assert said is None or said.kind is not UtteranceKind.NUDGE
