"""What the record tells of people between them: who disputed whom, who came to see it otherwise, who spun a what-if on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from bot.domain.recap import ItemKind
from bot.domain.turn import Source, TurnId, Utterance, UtteranceKind
from bot.hosts.recapping import quotes_of, write_recap
from tests.evening import CLAIM, OBJECTION, house, turn
from tests.unit.test_recapping import DOUBT, check, kinds, recap_of, room_of


def test_who_objects_past_the_host_in_so_many_words_disputes_what_it_took_up() -> None:
    room = room_of(("Anna", "I think he is grieving the whole film, because every room is his marriage."))
    said = Utterance(UtteranceKind.TAKEUP, "", Source.HOUSE, "t", (TurnId(1),))
    room.hear(replace(turn(2, "Anna sees every room."), author_id=0, author_name="Salon", utterance=said))
    room.hear(turn(3, "Hm, I disagree, it is not grief because he is only lonely and rather vain.", "Ben"))
    recap = write_recap(room, house().content.speech)
    check(room, recap)
    (dispute,) = [i for i in recap.items if i.kind is ItemKind.DISAGREEMENT]
    assert (dispute.speaker, dispute.second_speaker) == ("Anna", "Ben")


@pytest.mark.parametrize("between", [("Caro", "ooh"), ("Ben", "hm"), ("Caro", "haha")])
def test_a_mere_oh_in_between_hides_no_dispute(between: tuple[str, str]) -> None:
    room, recap = recap_of(("Anna", CLAIM), between, ("Ben", DOUBT))
    check(room, recap)
    (dispute,) = [i for i in recap.items if i.kind is ItemKind.DISAGREEMENT]
    assert (dispute.speaker, dispute.second_speaker) == ("Anna", "Ben")


def test_no_after_a_question_disputes_nothing() -> None:
    remembers = "I think she forgets everything, because she is the same girl who clings to her mother."
    denial = "No she doesn't forget, because nothing that happens is ever forgotten."
    _room, recap = recap_of(("Anna", remembers), ("Ben", denial))
    assert ItemKind.DISAGREEMENT in kinds(recap)
    _room, recap = recap_of(("Anna", f"{remembers} Does she remember it at all?"), ("Ben", denial))
    assert ItemKind.DISAGREEMENT not in kinds(recap)


def test_who_came_to_see_it_otherwise_is_recorded_with_before_and_now() -> None:
    turned = "I came in thinking the tears were for him. Now I think she is crying for the girl who stayed."
    room, recap = recap_of(("Anna", CLAIM), ("Ben", turned))
    check(room, recap)
    (changed,) = [i for i in recap.items if i.kind is ItemKind.CHANGED]
    assert (changed.speaker, changed.second_speaker, changed.quote) == ("Ben", None, turned.rstrip("."))
    _room, recap = recap_of(("Anna", CLAIM), ("Ben", "I take back what I said, I will watch it again tonight."))
    assert ItemKind.CHANGED not in kinds(recap)


def test_who_is_named_is_who_is_given_way_to() -> None:
    room, recap = recap_of(
        ("Anna", CLAIM), ("Caro", OBJECTION), ("Ben", "Anna you've won me over, the letters are never gifts.")
    )
    check(room, recap)
    (changed,) = [i for i in recap.items if i.kind is ItemKind.CHANGED]
    assert (changed.speaker, changed.second_speaker) == ("Anna", "Ben")


def test_what_follows_from_a_premise_is_told_with_it() -> None:
    room, recap = recap_of(
        ("Anna", "What if Dallas had kept the quarantine?"),
        ("Ben", "Then they fly home and it hatches on Earth instead."),
    )
    check(room, recap)
    (imagined,) = [i for i in recap.items if i.kind is ItemKind.WHATIF]
    assert (imagined.speaker, imagined.second_speaker) == ("Anna", "Ben")


def test_a_question_that_only_goodbyes_followed_stays_open() -> None:
    asked = "Why do you think the film begins with strangers guessing? I never worked that out."
    room, recap = recap_of(("Anna", CLAIM), ("Ben", OBJECTION), ("Anna", asked), ("Ben", "gotta run, goodnight"))
    check(room, recap)
    (left,) = [i for i in recap.items if i.kind is ItemKind.OPEN]
    assert (left.speaker, left.quote) == ("Anna", "Why do you think the film begins with strangers guessing?")
    room, recap = recap_of(("Anna", CLAIM), ("Ben", OBJECTION), ("Anna", asked), ("Ben", "So that we guess as well."))
    assert not [i for i in recap.items if i.kind is ItemKind.OPEN and i.quote]


def test_words_that_quote_the_film_are_quoted_whole() -> None:
    said = 'I think "we will not be like them" is no love at all, because it is vanity and it costs them everything.'
    room, recap = recap_of(("Anna", said), ("Ben", OBJECTION))
    check(room, recap)
    assert said.rstrip(".") in [quote for _item, quote in quotes_of(recap)]
    assert '"we' not in recap.headline


@pytest.mark.parametrize(
    "said",
    ["Yes, I just saw it and enjoyed it more than I thought I would.", "my internet's dying, that's why I vanish"],
)
def test_seeing_the_film_and_arranging_things_is_no_item(said: str) -> None:
    _room, recap = recap_of(("Anna", CLAIM), ("Ben", said), ("Anna", OBJECTION))
    assert not [quote for _item, quote in quotes_of(recap) if quote in said]


def test_nobody_fills_the_record_while_others_have_more_to_say() -> None:
    many = [("Anna", f"I think the {word} is cruel because it {verb} her alone.") for word, verb in zip(
        ("kitchen", "office", "window", "letter", "doorway", "concert", "garden", "harbour"),
        ("leaves", "finds", "holds", "calls", "keeps", "hears", "shows", "sends"), strict=True)]  # fmt: skip
    others = [
        ("Ben", "I hate the office scene because nobody in it wants anything, which is dishonest."),
        ("Caro", "The music is a lie because it promises what the pictures never give."),
        ("Ben", "The train is the bravest thing in it because nothing happens there."),
        ("Caro", "Her coat is the only honest colour because everything else is painted over."),
    ]
    room, recap = recap_of(*many, *others)
    check(room, recap)
    held = Counter(item.speaker for item in recap.items if item.kind is ItemKind.POINT)
    assert held["Ben"] == held["Caro"] == 2
    assert held["Anna"] <= 4


def test_once_and_now_in_two_sentences_is_a_change_of_mind() -> None:
    turned = "I thought he was the hero. Now I find him unbearable, because only she chooses anything."
    _room, recap = recap_of(("Anna", CLAIM), ("Ben", turned))
    (changed,) = [i for i in recap.items if i.kind is ItemKind.CHANGED]
    assert changed.quote == turned.rstrip(".")
    _room, recap = recap_of(("Anna", CLAIM), ("Ben", "I thought he was the hero, because he is never cruel to her."))
    assert ItemKind.CHANGED not in kinds(recap)


@pytest.mark.parametrize("said", ["my neighbour is drilling AGAIN, sorry if I disappear", "anyway my tea is cold"])
def test_what_goes_on_at_home_is_no_item(said: str) -> None:
    _room, recap = recap_of(("Anna", CLAIM), ("Ben", said), ("Anna", OBJECTION))
    assert not [quote for _item, quote in quotes_of(recap) if quote in said]
    room, recap = recap_of(("Anna", CLAIM), ("Ben", "My favourite is the last shot, because nobody looks at her."))
    check(room, recap)
    assert [quote for _item, quote in quotes_of(recap) if quote.startswith("My favourite")]


def test_seeing_it_differently_contradicts_unless_it_is_said_of_now() -> None:
    other = "because Theodore is paid for every letter and none of them is a gift."
    _room, recap = recap_of(("Anna", CLAIM), ("Ben", f"I see it differently, {other}"))
    assert ItemKind.DISAGREEMENT in kinds(recap)
    assert ItemKind.CHANGED not in kinds(recap)
    _room, recap = recap_of(("Anna", CLAIM), ("Ben", f"I see it differently now, {other}"))
    assert ItemKind.CHANGED in kinds(recap)
    assert ItemKind.DISAGREEMENT not in kinds(recap)
