"""The house host's record: everybody's own words, each resting on turns that are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.bench_recap_faults import length
from bot.domain.question import Asked, Kind, QuestionId
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.recap_text import markdown
from bot.domain.room import Room
from bot.domain.turn import Source, TurnId, Utterance, UtteranceKind
from bot.domain.wording import tokens
from bot.hosts.recapping import quotes_of, write_recap
from tests.evening import CLAIM, OBJECTION, PROPOSAL, READING, empty_room, house, turn
from tests.fakes import her

DOUBT = "I disagree, the letters are no gifts, because he is paid for every single one of them."


def room_of(*said: tuple[str, str]) -> Room:
    room = empty_room(her())
    for number, (by, text) in enumerate(said, 1):
        room.hear(turn(number, text, by))
    return room


def recap_of(*said: tuple[str, str]) -> tuple[Room, Recap]:
    room = room_of(*said)
    return room, write_recap(room, house().content.speech)


def words(item: RecapItem) -> set[str]:
    return set(tokens(" ".join(filter(None, (item.quote, item.second_quote))) or item.text))


def kinds(recap: Recap) -> set[ItemKind]:
    return {item.kind for item in recap.items}


def check(room: Room, recap: Recap) -> None:
    """What holds of every record."""
    for item in recap.items:
        assert item.turns
        assert all(room.turn(t) is not None for t in item.turns)
        for speaker, quote in ((item.speaker, item.quote), (item.second_speaker, item.second_quote)):
            if quote:
                stored = [t for i in item.turns if (t := room.turn(i)) is not None]
                assert any(quote in t.text and t.author_name == speaker for t in stored)
    quotes = [quote for _item, quote in quotes_of(recap)]
    assert len(set(quotes)) == len(quotes)
    for one, other in combinations([words(item) for item in recap.items], 2):
        assert 2 * len(one & other) <= min(len(one), len(other))
    assert 0 < len(recap.headline) <= 300
    assert "{" not in recap.headline.replace(str(quotes), "")


def test_the_whole_of_a_small_evening_is_in_it() -> None:
    room, recap = recap_of(("Anna", CLAIM), ("Anna", READING), ("Anna", OBJECTION), ("Anna", PROPOSAL))
    check(room, recap)
    whole = " ".join(quote for _item, quote in quotes_of(recap))
    assert all(word in whole for word in ("gifts", "queer theory", "cop-out", "ethics of ownership"))
    assert {ItemKind.POINT, ItemKind.WHATIF} <= kinds(recap)
    assert ItemKind.THEME not in kinds(recap), "themes are put in from the tags"
    assert (recap.people, recap.turns, recap.source) == (1, 4, Source.HOUSE)
    assert recap.film == "Her (2013)"


def test_a_disagreement_stays_one() -> None:
    room, recap = recap_of(("Anna", CLAIM), ("Ben", DOUBT))
    check(room, recap)
    (dispute,) = [i for i in recap.items if i.kind is ItemKind.DISAGREEMENT]
    assert (dispute.speaker, dispute.second_speaker) == ("Anna", "Ben")
    assert dispute.turns == (1, 2)


def evening_with_host(kind: UtteranceKind, then: str) -> tuple[Room, Recap]:
    """Anna's claim, what the host makes of it, and what Ben says to that."""
    room = room_of(("Anna", CLAIM))
    said = Utterance(kind, "", Source.HOUSE, "t", (TurnId(1),))
    room.hear(replace(turn(2, "Anna calls the letters gifts."), author_id=0, author_name="Salon", utterance=said))
    room.hear(turn(3, then, "Ben"))
    return room, write_recap(room, house().content.speech)


def test_the_host_taking_up_a_claim_does_not_hide_who_disputes_it() -> None:
    room, recap = evening_with_host(UtteranceKind.TAKEUP, DOUBT)
    check(room, recap)
    (dispute,) = [i for i in recap.items if i.kind is ItemKind.DISAGREEMENT]
    assert (dispute.speaker, dispute.second_speaker, dispute.turns) == ("Anna", "Ben", (1, 3))


def test_who_gives_way_after_the_host_took_a_claim_up_gives_way_to_its_author() -> None:
    _room, recap = evening_with_host(UtteranceKind.TAKEUP, "I hadn't thought of the letters like that.")
    (changed,) = [i for i in recap.items if i.kind is ItemKind.CHANGED]
    assert (changed.speaker, changed.second_speaker, changed.turns) == ("Anna", "Ben", (1, 3))


@pytest.mark.parametrize(
    ("kind", "then"),
    [
        (UtteranceKind.COUNTER, DOUBT),
        (UtteranceKind.TAKEUP, "I disagree, Amy leaves the kitchen first because she is cruel."),
    ],
)
def test_what_answers_the_host_is_no_dispute_between_people(kind: UtteranceKind, then: str) -> None:
    _room, recap = evening_with_host(kind, then)
    assert ItemKind.DISAGREEMENT not in kinds(recap)


def test_everybody_who_made_a_point_is_in_it() -> None:
    many = [("Anna", f"{text} {n}") for n, text in enumerate((CLAIM, READING, OBJECTION, PROPOSAL) * 4)]
    room, recap = recap_of(
        *many, ("Ben", "I hate the office scene because nobody in it wants anything, which is cruel and dishonest.")
    )
    check(room, recap)
    assert "Ben" in {item.speaker for item in recap.items}


def test_the_hosts_last_question_is_left_open() -> None:
    room = room_of(("Anna", CLAIM))
    line = "Who pays for it?"
    said = Utterance(
        UtteranceKind.TAKEUP, "", Source.HOUSE, "t", (TurnId(1),), Asked(QuestionId("q"), Kind.FACTUAL, line)
    )
    room.hear(replace(turn(2, f"Say so. {line}"), author_id=0, author_name="Salon", utterance=said))
    recap = write_recap(room, house().content.speech)
    check(room, recap)
    left = [i for i in recap.items if i.kind is ItemKind.OPEN and i.speaker == "Salon"]
    assert [i.quote for i in left] == [line]


def test_nothing_said_nothing_recorded() -> None:
    room, recap = recap_of()
    check(room, recap)
    assert (recap.items, recap.people, recap.turns, recap.minutes) == ((), 0, 0, 0)
    room, recap = recap_of(("Anna", "hi"), ("Ben", "😀"), ("Anna", ""))
    check(room, recap)
    assert [i for i in recap.items if i.quote] == []
    assert (recap.people, recap.turns) == (2, 3)


def test_a_long_evening_has_a_short_record() -> None:
    lines = (CLAIM, READING, OBJECTION, PROPOSAL, DOUBT)
    room, recap = recap_of(*((("Anna", "Ben", "Caro")[n % 3], f"{lines[n * 3 % 5]} ({n})") for n in range(300)))
    check(room, recap)
    assert len(recap.items) <= 25
    assert length(markdown(recap, lambda turn_id: f"#turn-{turn_id}")) <= 300


def test_markdown_shows_words_as_they_were_typed() -> None:
    evil = "The letters are gifts because **Theodore** never signs @everyone [them](https://evil.example) || ||"
    _room, recap = recap_of(("Anna", evil), ("Ben", f"# {OBJECTION}"))
    text = markdown(recap, lambda turn_id: f"#turn-{turn_id}")
    assert "@everyone" not in text
    assert "](https://evil" not in text
    assert "**Theodore**" not in text
    assert text.count("\n# ") == 0


names = st.sampled_from(["Anna", "Ben", "Caro"])
lines = st.one_of(st.sampled_from([CLAIM, READING, OBJECTION, PROPOSAL, DOUBT, "I agree", "no"]), st.text(max_size=120))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, lines), max_size=12))
def test_whatever_is_said_the_record_holds(said: Sequence[tuple[str, str]]) -> None:
    room, recap = recap_of(*said)
    check(room, recap)
    markdown(recap, lambda turn_id: f"#turn-{turn_id}")


@pytest.mark.parametrize("text", [CLAIM, READING, OBJECTION, PROPOSAL])
def test_one_point_alone_is_recorded(text: str) -> None:
    room, recap = recap_of(("Anna", text))
    check(room, recap)
    assert any(quote in text for _item, quote in quotes_of(recap))


SECRETS = (
    "For instance the scene in which Samantha confesses to thousands of others shows how cruel the ending is.",
    OBJECTION,
    READING,
    PROPOSAL,
)


@pytest.mark.parametrize("secret", SECRETS)
def test_covered_words_are_nowhere_in_it(secret: str) -> None:
    room, recap = recap_of(("Anna", CLAIM), ("Ben", f"||{secret}||"), ("Anna", f"I loved it. ||{secret}||"))
    check(room, recap)
    written = markdown(recap, lambda turn_id: f"#{turn_id}")
    assert "gifts" in written
    words = secret.rstrip(".?").split()
    assert not any(" ".join(words[n : n + 3]) in written for n in range(len(words) - 2))
    # Uncovered, the same words are in it.
    assert secret.rstrip(".?")[-20:] in markdown(recap_of(("Anna", CLAIM), ("Ben", secret))[1], str)


def test_what_no_other_line_holds_is_listed_with_whose_it_is() -> None:
    said = [(by, f"I think the {what} is cruel, because it shows how lonely {who} is with the {what}.")
            for by, what, who in (
                ("Anna", "office", "Theodore"), ("Anna", "window", "Theodore"), ("Anna", "ukulele", "Samantha"),
                ("Anna", "blind date", "Theodore"), ("Anna", "video game", "Theodore"), ("Anna", "goodbye", "Samantha"),
                ("Anna", "lift", "Theodore"), ("Anna", "beach", "Samantha"), ("Anna", "subway", "Theodore"),
                ("Anna", "doll", "Amy"), ("Anna", "roof", "Theodore"), ("Anna", "cabin", "Samantha"))]  # fmt: skip
    room, recap = recap_of(*said, ("Ben", "lol"))
    check(room, recap)
    told = {turn for item in recap.items if item.kind is not ItemKind.THEME for turn in item.turns}
    assert {point.turn_id for point in room.open_points()} <= told
    (rest,) = [item for item in recap.items if item.kind is ItemKind.OPEN and item.quote is None]
    assert "Anna" in rest.text
    assert "Ben" not in rest.text


def test_nothing_is_left_over_where_all_was_taken_up() -> None:
    room, recap = recap_of(("Anna", CLAIM), ("Ben", DOUBT))
    check(room, recap)
    assert not [item for item in recap.items if item.kind is ItemKind.OPEN and item.quote is None]


PRAISE = "The kitchen scene is cruel, because nobody in it dares to touch the other."


def test_who_gives_way_is_told_with_what_did_it() -> None:
    room, recap = recap_of(("Anna", CLAIM), ("Ben", "Huh, I hadn't thought of that."))
    check(room, recap)
    (changed,) = [i for i in recap.items if i.kind is ItemKind.CHANGED]
    assert (changed.speaker, changed.second_speaker, changed.turns) == ("Anna", "Ben", (1, 2))
    assert changed.second_quote == "I hadn't thought of that"
    assert "Ben" in changed.text


def test_who_gives_way_in_full_words_is_heard_as_well() -> None:
    said = "You are right, I had not thought of the letters as gifts."
    _room, recap = recap_of(("Anna", CLAIM), ("Ben", said))
    (changed,) = [i for i in recap.items if i.kind is ItemKind.CHANGED]
    assert (changed.speaker, changed.second_speaker, changed.turns) == ("Anna", "Ben", (1, 2))


@pytest.mark.parametrize(
    "said", ["I hadn't thought of that.", "||I hadn't thought of that||", "I changed my mind about dinner, honestly, and then about the wine, the bread, the fish and the whole evening."]
)  # fmt: skip
def test_nobody_gives_way_to_themselves_covered_or_at_length(said: str) -> None:
    _room, recap = recap_of(("Anna", CLAIM), ("Anna" if said.startswith("I hadn't") else "Ben", said))
    assert ItemKind.CHANGED not in kinds(recap)


def test_an_answer_stands_behind_its_question() -> None:
    asked = "Do you think Theodore deserved to be left?"
    room, recap = recap_of(("Anna", asked), ("Ben", "Yes, because he never asks what Samantha wants."))
    check(room, recap)
    (item,) = [i for i in recap.items if i.kind is ItemKind.POINT]
    assert (item.quote, item.speaker) == ("he never asks what Samantha wants", "Ben")
    assert (item.second_quote, item.second_speaker, item.turns) == (asked, "Anna", (1, 2))
    shown = markdown(recap, lambda turn_id: f"#turn-{turn_id}")
    assert shown.index(asked) < shown.index("he never asks")


def test_a_question_of_fact_is_no_part_of_the_answer() -> None:
    _room, recap = recap_of(("Anna", "Who directed it?"), ("Ben", PRAISE))
    assert [i.second_quote for i in recap.items if i.kind is ItemKind.POINT] == [None]


def test_who_agrees_at_once_is_named_and_linked() -> None:
    room, recap = recap_of(("Anna", PRAISE), ("Ben", "Exactly."), ("Caro", "I like the ending, because it is quiet."))
    check(room, recap)
    (held,) = [i for i in recap.items if i.quote and "kitchen" in i.quote]
    assert held.turns == (1, 2)
    assert held.text == "Anna, and Ben agrees"


ASIDES = (
    "I think we met the 15 line minimum, so the task is done because the instructions say so.",
    "It was nice chatting with you, I think it is great because you are so funny.",
    "I would love to, but I have to go because my mother is here and she is hilarious.",
)


@pytest.mark.parametrize("aside", ASIDES)
def test_talk_about_the_talk_is_no_part_of_it(aside: str) -> None:
    room, recap = recap_of(("Anna", CLAIM), ("Ben", aside), ("Anna", READING))
    check(room, recap)
    assert 2 not in {turn for item in recap.items for turn in item.turns}


def test_a_word_of_farewell_in_a_reason_is_no_farewell() -> None:
    said = "I think the goodbye is cruel, because Samantha says it to everybody at once."
    _room, recap = recap_of(("Anna", said))
    assert said.rstrip(".") in {quote for _item, quote in quotes_of(recap)}


def test_a_judgement_comes_before_a_retelling() -> None:
    told = "Theodore goes to the beach with Samantha and then he takes the train to the mountains and finds out about the others."
    room, recap = recap_of(("Anna", told), ("Ben", PRAISE), ("Anna", CLAIM), ("Ben", OBJECTION))
    check(room, recap)
    points = [i.quote for i in recap.items if i.kind is ItemKind.POINT]
    assert points
    assert told.rstrip(".") not in points


def test_a_what_if_names_who_goes_on_with_it() -> None:
    room, recap = recap_of(
        ("Anna", "What if Samantha had stayed and Theodore had left instead?"),
        ("Ben", "Then she would have to learn to wait, which is cruel for somebody so quick."),
    )
    check(room, recap)
    (item,) = [i for i in recap.items if i.kind is ItemKind.WHATIF]
    assert (item.speaker, item.second_speaker, item.turns) == ("Anna", "Ben", (1, 2))


def test_every_regular_is_quoted_and_the_rest_stays_short() -> None:
    who = [f"Guest{n}" for n in range(24)]
    said = [
        (name, f"{name}house{n} seems {name}cold{n} because {name}window{n} hides {name}letters{n} and {name}words{n}.")
        for n in range(6)
        for name in who
    ]
    room = empty_room(her())
    for number, (name, text) in enumerate(said, 1):
        room.hear(replace(turn(number, text), author_id=100 + who.index(name), author_name=name))
    recap = write_recap(room, house().content.speech)
    check(room, recap)
    assert set(who) <= {name for item in recap.items for name in (item.speaker, item.second_speaker)}
    assert length(markdown(recap, lambda turn_id: f"#turn-{turn_id}")) <= 300


def test_heads_and_tails_of_lines_are_left_out() -> None:
    _room, recap = recap_of(("Anna", "Yeah, but the kitchen scene is cruel because nobody dares to speak lol"))
    quote = "the kitchen scene is cruel because nobody dares to speak"
    assert quote in {words for _item, words in quotes_of(recap)}


def test_in_french() -> None:
    room = empty_room(replace(her()), language="fr")
    for number, (by, text) in enumerate(
        (
            ("Anna", "Tu penses que Théodore mérite d'être quitté ?"),
            ("Ben", "Oui, parce que Théodore ne demande jamais ce que veut Samantha."),
            ("Caro", "J'y avais pas pensé."),
        ),
        1,
    ):
        room.hear(turn(number, text, by))
    recap = write_recap(room, house().library.of("fr").speech)
    check(room, recap)
    assert ItemKind.CHANGED in kinds(recap)
    assert any("Caro finit par donner raison à Ben" in item.text for item in recap.items)


def test_a_french_what_if_keeps_its_head() -> None:
    room = empty_room(replace(her()), language="fr")
    said = "Et si Samantha restait et que Théodore partait\u202f?"
    room.hear(turn(1, said))
    recap = write_recap(room, house().library.of("fr").speech)
    check(room, recap)
    assert [item.quote for item in recap.items if item.kind is ItemKind.WHATIF] == [said]
