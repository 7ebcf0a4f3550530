"""Persistent items: ids survive the way to Discord and back, and no id belongs to two of them."""

from __future__ import annotations

import asyncio

import discord
import pytest

from bot.domain.film import Film, FilmId
from bot.domain.turn import SalonId
from bot.places import config_dir
from bot.services.film_shelf import Wanted
from bot.ui.ballot_items import BALLOT_ITEMS
from bot.ui.digest_items import DIGEST_ITEMS, DigestAgain, DigestFilms
from bot.ui.film_choice import ITEMS, FilmButton, FilmMenu
from bot.ui.film_clock_items import CLOCK_ITEMS
from bot.ui.film_random import RANDOM_ITEMS, AnotherFilm
from bot.ui.forgetting import MEMORY_ITEMS
from bot.ui.holdings import HOLDING_ITEMS
from bot.ui.items import SalonItem
from bot.ui.limits import CUSTOM_ID
from bot.ui.nomination_list import NOMINATION_ITEMS
from bot.ui.recap_pages import RECAP_ITEMS
from bot.ui.scheduling_items import SCHEDULING_ITEMS
from bot.ui.screening_items import SCREENING_ITEMS
from bot.ui.server_jobs import JOB_ITEMS
from bot.ui.starting import Wish
from bot.ui.texts import Texts
from bot.ui.theme_items import THEME_ITEMS
from bot.ui.watchlist_items import WATCHLIST_ITEMS
from bot.ui.whatif_items import WHATIF_ITEMS

EVERY = (
    *BALLOT_ITEMS,
    *ITEMS,
    *RANDOM_ITEMS,
    *WATCHLIST_ITEMS,
    *NOMINATION_ITEMS,
    *WHATIF_ITEMS,
    *THEME_ITEMS,
    *MEMORY_ITEMS,
    *RECAP_ITEMS,
    *DIGEST_ITEMS,
    *SCREENING_ITEMS,
    *SCHEDULING_ITEMS,
    *JOB_ITEMS,
    *CLOCK_ITEMS,
    *HOLDING_ITEMS,
)
EN = Texts.load(config_dir() / "locales")("en")
WISHES = [Wish(), Wish("postcolonial", "half", "en"), Wish("queer", "none", "pt-BR")]
FILMS = [Film(FilmId(f"suspiria-{year}"), "Suspiria", year, directors=("x" * 150,)) for year in range(1970, 2010)]


def every_item() -> list[SalonItem]:
    made: list[SalonItem] = []
    for wish in WISHES:
        made += [
            FilmButton.made(do, "her-2013", "Her (2013)", wish)
            for do in ("start", "show", "themes", "list", "nominate")
        ]
        made.append(FilmButton.made("anyway", "A: very, odd? title! " * 8, "L" * 200, wish))
        made += [
            FilmMenu.made(do, FILMS, "Which film?", wish) for do in ("start", "show", "themes", "history", "nominate")
        ]
    made.append(DigestAgain.made(SalonId(10**18 - 1), EN))
    if (menu := DigestFilms.made(FILMS, EN)) is not None:
        made.append(menu)
    made += [
        AnotherFilm.made(Wanted(), "Another one"),
        AnotherFilm.made(Wanted("science fiction", 1990, 120, "gift"), "x"),
    ]
    return made


async def test_each_id_is_answered_by_exactly_one_item() -> None:
    for item in every_item():
        answering = [kind for kind in EVERY if kind.__discord_ui_compiled_template__.fullmatch(item.custom_id)]
        assert answering == [type(item)], item.custom_id


async def test_every_kind_of_item_is_registered() -> None:
    assert {type(item) for item in every_item()} == set(ITEMS) | set(RANDOM_ITEMS) | {DigestAgain, DigestFilms}
    assert set(SalonItem.__subclasses__()) == set(EVERY)


async def test_ids_and_labels_keep_discords_limits() -> None:
    for item in every_item():
        assert item.custom_id.startswith("v1:")
        assert len(item.custom_id) <= CUSTOM_ID
        if isinstance(item.item, discord.ui.Button):
            assert item.item.label is not None
            assert len(item.item.label) <= 80
        if isinstance(item.item, discord.ui.Select):
            assert len(item.item.options) == 25


@pytest.mark.parametrize("wish", WISHES)
async def test_a_wish_survives_in_an_id(wish: Wish) -> None:
    item = FilmButton.made("start", "her-2013", "Her", wish)
    match = FilmButton.__discord_ui_compiled_template__.fullmatch(item.custom_id)
    assert match is not None
    revived = FilmButton(item.item, match.groupdict())
    assert (Wish.of(revived.said), revived.said["film"], revived.said["do"]) == (wish, "her-2013", "start")
    await asyncio.sleep(0)
