"""What a server's talk of themes adds up to: evidence, records, sums, maps and evenings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import discord
import pytest

from bot.domain.evidence import Evidence, gathered, proposable, with_verdicts
from bot.domain.film import Film, FilmId
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.theme import GROUPS, OWN, Tag, Theme, Verdict
from bot.domain.theme_map import Edge
from bot.domain.theme_record import with_themes
from bot.domain.theme_talk import Said, Talked, constellation, evening, summed
from bot.domain.turn import SalonId, Source, TurnId
from bot.ui.forum_tags import matching
from tests.evening import house, turn
from tests.fakes import EVENING

VOCABULARY = house().library.default.bank.vocabulary
FORMS = house().library.default.speech.recap
HER, JAWS = Film(FilmId("her-2013"), "Her", 2013), Film(FilmId("jaws-1975"), "Jaws", 1975)


def tag(theme: str, number: int, by: int = 1, score: float = 0.6, hand: int | None = None) -> Tag:
    return Tag(theme, TurnId(number), by, score, by=hand)


@pytest.mark.parametrize(
    ("tags", "enough"),
    [
        ([tag("gift", 1), tag("gift", 2)], False),
        ([tag("gift", 1), tag("gift", 2), tag("gift", 3)], True),
        ([tag("gift", 1), tag("gift", 2, by=2)], True),
        ([tag("gift", 1, hand=2)], True),
        ([tag("gift", 1, hand=1)], False),
        ([tag("gift", 1, hand=0)], False),
    ],
)
def test_two_people_or_three_turns_are_enough(tags: list[Tag], *, enough: bool) -> None:
    (found,) = gathered(tags)
    assert found.enough is enough


def test_what_more_people_speak_of_comes_first() -> None:
    tags = [tag("love", n, score=0.9) for n in range(5)] + [tag("gift", 7), tag("gift", 8, by=2), tag("class", 9)]
    assert [one.theme for one in gathered(tags)] == ["gift", "love", "class"]


def test_the_room_has_the_last_word_on_what_is_put_forward() -> None:
    found = (
        Evidence("gift", (TurnId(1), TurnId(2)), 2, 1.2),
        Evidence("love", (TurnId(3),), 1, 0.6),
        Evidence("class", (TurnId(4), TurnId(5)), 2, 1.0),
        Evidence("grief", (TurnId(6),), 1, 0.6),
    )
    said = {"love": Verdict.CONFIRMED, "class": Verdict.REJECTED}
    assert [one.theme for one in proposable(found, said, 5)] == ["gift", "love"]
    assert [one.theme for one in proposable(found, {}, 1)] == ["gift"]


def test_a_film_has_what_was_confirmed_and_not_what_was_rejected() -> None:
    film = replace(HER, themes=("love", "gift", "class"))
    said = {"grief": Verdict.CONFIRMED, "class": Verdict.REJECTED, "gift": Verdict.CONFIRMED}
    assert with_verdicts(film, said).themes == ("grief", "gift", "love")


def record(headline: str) -> Recap:
    items = (
        RecapItem(ItemKind.THEME, "an old theme", (TurnId(9),)),
        RecapItem(ItemKind.POINT, "Anna holds", (TurnId(1),)),
    )
    return Recap("Her (2013)", headline, items, Source.HOUSE)


def test_the_themes_of_a_record_are_made_anew_from_the_tags() -> None:
    tags = [tag("gift", 1), tag("gift", 2, by=2), tag("grief", 1), tag("nonsense", 1), tag("nonsense", 2, by=2)]
    made = with_themes(record("Her: x"), tags, {"grief": Verdict.CONFIRMED}, VOCABULARY, FORMS, "Her")
    shown = [(item.theme, item.text, item.confirmed) for item in made.items if item.kind is ItemKind.THEME]
    assert shown == [("gift", "gift and debt", False), ("grief", "grief and mourning (confirmed)", True)]
    assert made.items[0].kind is ItemKind.POINT
    assert with_themes(made, tags, {"grief": Verdict.CONFIRMED}, VOCABULARY, FORMS, "Her") == made


def test_a_headline_that_names_a_rejected_theme_gives_way() -> None:
    tags, said = [tag("gift", 1), tag("gift", 2, by=2)], {"grief": Verdict.REJECTED}
    kept = with_themes(record("Her: love and desire"), tags, said, VOCABULARY, FORMS, "Her")
    assert kept.headline == "Her: love and desire"
    moved = with_themes(record("Her: grief and mourning; gift and debt"), tags, said, VOCABULARY, FORMS, "Her")
    assert moved.headline == "Her: gift and debt"
    bare = with_themes(record("Her: grief and mourning"), [], said, VOCABULARY, FORMS, "Her")
    assert bare.headline == "Her: an evening's talk"
    again = with_themes(bare, tags, {"grief": Verdict.CONFIRMED}, VOCABULARY, FORMS, "Her")
    assert again.headline == "Her: gift and debt", "who changes their mind gets a headline back"
    for words in ('Her: "he sometimes lets her win in time"', "He sometimes lets her win"):
        assert with_themes(record(words), tags, {"time": Verdict.REJECTED}, VOCABULARY, FORMS, "Her").headline == words


def talked(theme: str, film: Film, turns: int, salon: int = 1, *, confirmed: bool = False) -> Talked:
    at = EVENING + timedelta(days=salon)
    return Talked(theme, SalonId(salon), film, at, 2, 3, turns, 1, at, confirmed)


def test_a_theme_is_summed_over_salons_and_films() -> None:
    rows = [talked("love", HER, 2), talked("gift", HER, 3), talked("love", JAWS, 5, 2), talked("love", HER, 1, 3)]
    love, gift = summed(rows)
    assert (love.theme, love.turns, love.salons, [film.title for film in love.films]) == ("love", 8, 3, ["Jaws", "Her"])
    assert (gift.theme, gift.turns, gift.last) == ("gift", 3, EVENING + timedelta(days=1))
    assert summed([]) == ()


def test_the_map_shows_what_is_known_and_what_films_share() -> None:
    rows = [talked("love", HER, 2), talked("gift", HER, 4), talked("love", JAWS, 1, 2), talked("gone", HER, 9)]
    sky = constellation(summed(rows), VOCABULARY, 6)
    assert [(star.theme, star.turns, star.group) for star in sky.stars] == [("gift", 4, "right"), ("love", 3, "love")]
    assert sky.edges == (Edge("gift", "love", 1),)
    assert sky.weeks == 6
    assert sky.stars[1].films == ("Her (2013)", "Jaws (1975)")


def test_a_single_turn_is_noise_where_there_is_more() -> None:
    themes = list(VOCABULARY)[:8]
    rows = [talked(theme, HER, 2) for theme in themes[:6]]
    rows += [talked(themes[6], HER, 1), talked(themes[7], HER, 1, confirmed=True)]
    assert {star.theme for star in constellation(summed(rows), VOCABULARY, None).stars} == {*themes[:6], themes[7]}
    few = constellation(summed(rows[-2:]), VOCABULARY, None)
    assert len(few.stars) == 2


def test_an_evening_runs_from_the_first_thing_that_somebody_said() -> None:
    first, second = turn(1, "Love."), turn(7, "Gifts.")
    drawn = evening("Her (2013)", "20 November 2026", [first, second], [tag("love", 1), tag("gift", 7), tag("x", 7)], VOCABULARY)  # fmt: skip
    assert (drawn.minutes, drawn.talk, drawn.host) == (1.0, (0.0, 1.0), ())
    assert [(strand.theme, strand.moments) for strand in drawn.strands] == [("gift", (1.0,)), ("love", (0.0,))]
    assert evening("Her", "", [], [], VOCABULARY).minutes == 0


@pytest.mark.parametrize(
    ("text", "evidence", "passage"),
    [
        ("I liked it. The letters are gifts. Bye.", ("gifts",), "The letters are gifts."),
        ("I liked it. The letters are gifts.", (), "I liked it. The letters are gifts."),
        (
            "I liked it. ||He dies.|| The letters are gifts.",
            ("gifts",),
            "I liked it. ||He dies.|| The letters are gifts.",
        ),
        ("I liked it. All of it.", ("grief",), "I liked it. All of it."),
    ],
)
def test_the_sentence_that_carries_a_theme(text: str, evidence: tuple[str, ...], passage: str) -> None:
    assert Said(turn(1, text), evidence).passage == passage


def test_every_theme_has_a_group_and_own_ones_have_theirs() -> None:
    assert {theme.group for theme in VOCABULARY.values()} == {*GROUPS} - {OWN}
    assert Theme("own-trains", "trains", "").group == OWN
    assert {theme.group for theme in house().library.of("fr").bank.vocabulary.values()} == {*GROUPS} - {OWN}


def test_a_post_gets_one_tag_for_each_subject() -> None:
    tags = [discord.ForumTag(name=name, moderated=name == "Class") for name in ("Grief", "Deuil", "The Sea", "Class")]
    for number, one in enumerate(tags, 1):
        one.id = number
    found = matching(tags, [["sea"], ["deuil", "grief"], ["class"], ["zombies"], ["grief"]])
    assert [found_tag.name for found_tag in found] == ["The Sea", "Deuil", "Grief"]
