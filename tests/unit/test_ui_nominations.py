"""Nominations as they are shown: pages, persistent buttons, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import discord
import pytest

from bot.domain.film import Film, FilmId
from bot.domain.nomination import (
    Nominated,
    Nomination,
    NominationId,
    NominationPage,
    Outcome,
    Support,
    Withdrawn,
)
from bot.ui.film_choice import ITEMS
from bot.ui.film_random import RANDOM_ITEMS
from bot.ui.limits import CUSTOM_ID, V2_TEXT
from bot.ui.nominating import nominated_text, removed_text, withdrawn_text
from bot.ui.nomination_choice import LONGEST_TITLE, TitleButton
from bot.ui.nomination_list import NOMINATION_ITEMS, NominationsButton
from bot.ui.nomination_page import nomination_page
from bot.ui.watchlist_items import WATCHLIST_ITEMS
from tests.fakes import ANNA, EVENING, GUILD, her
from tests.watchlist_club import TEXTS

SNOWFLAKE = 10**18
EVERY = (*ITEMS, *RANDOM_ITEMS, *WATCHLIST_ITEMS, *NOMINATION_ITEMS)


def nomination(one: Film, *reasons: str | None) -> Nomination:
    supports = tuple(Support(SNOWFLAKE + n, EVENING, reason) for n, reason in enumerate(reasons))
    return Nomination(NominationId(1), GUILD, one, EVENING, supports)


def page(found: Sequence[Nomination], number: int = 1, pages: int = 1, talked: Sequence[str] = ()) -> NominationPage:
    return NominationPage(found, number, pages, len(found), frozenset(FilmId(film) for film in talked))


def words(view: discord.ui.LayoutView) -> str:
    return "\n".join(item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))


async def test_a_nomination_shows_film_people_age_and_reasons() -> None:
    shown = words(nomination_page(page([nomination(her(), "*the* letters", None)], 2, 3, [her().id]), TEXTS, []))
    stamp = int(EVENING.timestamp())
    for part in (
        "**9\\. Her (2013)** · 126 minutes · talked about here before",
        f"<@{SNOWFLAKE}>, <@{SNOWFLAKE + 1}> · nominated <t:{stamp}:R>",
        f"> <@{SNOWFLAKE}>: \\*the\\* letters",
        "-# Page 2 of 3 · one film",
    ):
        assert part in shown
    assert shown.count("\n> ") == 1
    plain = words(nomination_page(page([nomination(replace(her(), runtime=None), None)]), TEXTS, []))
    assert "**1\\. Her (2013)**\n" in plain
    assert "Page" not in plain


async def test_no_nomination_says_what_to_do() -> None:
    assert "`/party nominate`" in words(nomination_page(page([]), TEXTS, []))


async def test_many_people_and_reasons_are_counted() -> None:
    shown = words(nomination_page(page([nomination(her(), *["why"] * 9)]), TEXTS, []))
    assert shown.count("> <@") == 5
    assert f"<@{SNOWFLAKE + 4}> and 4 more · nominated" in shown
    assert "> and 4 more reasons" in shown


@pytest.mark.parametrize("text", ["*" * 900, "[x](https://evil.example) " * 40, "@everyone <@11> " * 30, "七" * 400])
async def test_titles_and_reasons_of_any_kind_fit_and_do_no_harm(text: str) -> None:
    odd = nomination(Film(FilmId("odd"), text, 2000, runtime=1000), *[text[:200]] * 30)
    view = nomination_page(page([odd] * 8, 125, 125, ["odd"]), TEXTS, [])
    assert view.content_length() <= V2_TEXT
    assert "@everyone" not in words(view)
    assert "<@11>" not in words(view)
    assert "://" not in words(view)


async def test_buttons_keep_the_limit_and_belong_to_one_item() -> None:
    first, last = page([], 1, 2), page([], 10_000, 10_000)
    made = [NominationsButton.made(one, step, TEXTS) for one in (first, last) for step in (-1, 1)]
    assert [item.item.disabled for item in made if isinstance(item.item, discord.ui.Button)] == [
        True,
        False,
        False,
        True,
    ]
    for item in made:
        answering = [kind for kind in EVERY if kind.__discord_ui_compiled_template__.fullmatch(item.custom_id)]
        assert answering == [NominationsButton]
        assert len(item.custom_id) <= CUSTOM_ID


async def test_a_title_that_nobody_knows_fits_into_its_button() -> None:
    title = "A: odd, title! " * 6
    button = TitleButton.made(title[:LONGEST_TITLE], "Nominate it" * 20)
    match = TitleButton.__discord_ui_compiled_template__.fullmatch(button.custom_id)
    assert match is not None
    assert match["title"] == title[:LONGEST_TITLE]
    assert len(button.custom_id) == CUSTOM_ID
    assert [kind for kind in EVERY if kind.__discord_ui_compiled_template__.fullmatch(button.custom_id)] == [
        TitleButton
    ]


@pytest.mark.parametrize(
    ("outcome", "supporters", "said"),
    [
        (Outcome.NEW, 1, "Her (2013) is nominated."),
        (Outcome.JOINED, 2, "you join the one who stands behind it. You stand behind 2 films now, of 3 at most."),
        (Outcome.JOINED, 4, "you join the 3 others who stand behind it."),
        (Outcome.REASON, 1, "your reason now reads: \\*why\\*"),
        (Outcome.THERE, 1, "You have nominated Her (2013) already."),
    ],
)
def test_every_outcome_is_told(outcome: Outcome, supporters: int, said: str) -> None:
    one = nomination(her(), *["*why*"] * supporters)
    assert said in nominated_text(Nominated(one, outcome, 2), SNOWFLAKE, TEXTS)


def test_withdrawing_is_told() -> None:
    one = nomination(her(), None, None, None)
    assert "Nobody else stands behind it" in withdrawn_text(Withdrawn(one, 0), TEXTS)
    assert "one other person stands behind it" in withdrawn_text(Withdrawn(one, 1), TEXTS)
    assert "2 others stand behind it" in withdrawn_text(Withdrawn(one, 2), TEXTS)
    assert "3 people stood behind it" in removed_text(Withdrawn(one, 0), TEXTS)
    assert one.support_of(ANNA) is None
