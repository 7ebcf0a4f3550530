"""Watchlists as they are shown: pages, persistent items, previews of imports."""

from __future__ import annotations

from collections.abc import Sequence

import discord
import pytest

from bot.domain.film import Film, FilmId
from bot.domain.rating import Stars
from bot.domain.watchlist import (
    ChangeId,
    Entry,
    EntryId,
    ListPage,
    Order,
    Show,
    Whose,
)
from bot.domain.watchlist_import import ListedFilm, Preview, ReadList, StagedId
from bot.ui.limits import CONTENT, CUSTOM_ID, V2_TEXT
from bot.ui.watchlist_choice import ListFilmButton, ListFilmMenu
from bot.ui.watchlist_import import ImportButton, as_csv, preview_text
from bot.ui.watchlist_items import WATCHLIST_ITEMS
from bot.ui.watchlist_page import list_page
from bot.ui.watchlist_ratings import rating_choices
from bot.ui.watchlist_turning import OrderMenu, PageButton, ShowMenu
from bot.ui.watchlist_undo import UndoButton
from bot.ui.watchlist_wish import ListWish
from tests.fakes import EVENING, her
from tests.watchlist_club import ALIEN, ANNA, ANNAS, SERVER, TEXTS, film


def entries(count: int, title: str = "Film {}", **more: object) -> list[Entry]:
    return [
        Entry(EntryId(n), SERVER, film(title.format(n)), ANNA, EVENING, **more)  # type: ignore[arg-type]
        for n in range(count)
    ]


def page(
    found: Sequence[Entry], number: int = 1, pages: int = 1, show: Show = Show.ALL, size: int | None = None
) -> ListPage:
    count = size if size is not None else len(found)
    return ListPage(found, number, pages, len(found), count, show, Order.ADDED)


def words(view: discord.ui.LayoutView) -> str:
    return "\n".join(item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))


async def test_a_page_tells_seen_and_ratings_as_its_list_does() -> None:
    rated = entries(1, seen_at=EVENING, raters=3, points=22)
    assert "**Film 0 (2000)** · seen · 3.7 ★ from 3 people" in words(list_page(page(rated), "server", TEXTS, []))
    mine = entries(1, seen_at=EVENING, raters=1, points=7)
    assert "**Film 0 (2000)** · seen · ★★★½" in words(list_page(page(mine), "mine", TEXTS, []))
    assert "<@11>" in words(list_page(page(mine), "11", TEXTS, []))
    assert "11\\. " in words(list_page(page(entries(1), number=2, pages=2), "server", TEXTS, []))


async def test_an_empty_page_says_what_to_do() -> None:
    for whose, part in (("server", "/watchlist add"), ("mine", "/watchlist import"), ("11", "Nothing is on it")):
        assert part in words(list_page(page([]), whose, TEXTS, []))
    assert "has been seen" in words(list_page(page([], show=Show.TO_SEE, size=3), "server", TEXTS, []))
    assert "/watchlist seen" in words(list_page(page([], show=Show.SEEN, size=3), "server", TEXTS, []))


@pytest.mark.parametrize("title", ["*" * 900, "[x](https://evil.example) " * 40, "@everyone <@11> " * 30, "七" * 400])
async def test_titles_of_any_kind_fit_and_do_no_harm(title: str) -> None:
    long = [
        Entry(
            EntryId(n), SERVER, Film(FilmId(f"{n}"), title, 2000, directors=("|" * 300,)), ANNA, EVENING, EVENING, 9, 81
        )
        for n in range(10)
    ]
    view = list_page(page(long), "server", TEXTS, [])
    assert view.content_length() <= V2_TEXT
    assert "@everyone" not in words(view)
    assert "://" not in words(view)


def wishes() -> list[ListWish]:
    return [
        ListWish(do, whose, stars) for do in ("add", "see", "remove") for whose in Whose for stars in (None, Stars(10))
    ]


def made_items() -> list[discord.ui.DynamicItem[discord.ui.Item[discord.ui.View]]]:
    one = page(entries(10), number=500, pages=501)
    made: list[object] = [UndoButton.made(ChangeId(10**17), TEXTS)]
    made += [ImportButton.made(do, StagedId(10**17), "Import") for do in ("found", "all", "no")]
    for whose in ("server", "mine", "9" * 19):
        made += [PageButton.made(one, whose, 1, TEXTS), PageButton.made(one, whose, -1, TEXTS)]
        made += [ShowMenu.made(one, whose, TEXTS), OrderMenu.made(one, whose, TEXTS)]
    for wish in wishes():
        made += [ListFilmButton.made(wish, her()), ListFilmMenu.made(wish, [her(), ALIEN], "Which film?")]
        made.append(ListFilmButton.made(wish, Film(FilmId("t"), "A: odd, title!", listed=False)))
    return [item for item in made if isinstance(item, discord.ui.DynamicItem)]


async def test_each_id_is_answered_by_one_item_and_keeps_the_limit() -> None:
    from bot.ui.film_choice import ITEMS

    items = made_items()
    assert {type(item) for item in items} == set(WATCHLIST_ITEMS)
    for item in items:
        answering = [
            kind
            for kind in (*WATCHLIST_ITEMS, *ITEMS)
            if kind.__discord_ui_compiled_template__.fullmatch(item.custom_id)
        ]
        assert answering == [type(item)], item.custom_id
        assert len(item.custom_id) <= CUSTOM_ID
    assert ListFilmButton.made(wishes()[0], Film(FilmId("t"), "x" * 90, listed=False)) is None


@pytest.mark.parametrize("wish", wishes())
async def test_a_wish_survives_in_an_id(wish: ListWish) -> None:
    button = ListFilmButton.made(wish, her())
    assert button is not None
    match = ListFilmButton.__discord_ui_compiled_template__.fullmatch(button.custom_id)
    assert match is not None
    assert ListWish.of(match.groupdict()) == wish
    assert match["film"] == her().id


def test_a_preview_fits_however_many_were_not_found() -> None:
    lost = tuple(ListedFilm("*_~" * 60 + str(n), 1999) for n in range(300))
    told_ = preview_text(Preview(StagedId(1), ANNAS, ReadList(lost, 3, 2), 1, 2, 3, lost, 300), TEXTS)
    assert len(told_) <= CONTENT
    assert told_.endswith("The buttons work for one hour.")
    few = preview_text(Preview(None, ANNAS, ReadList(lost[:1]), 0, 0, 0, (ListedFilm("Rarity", 1931),)), TEXTS)
    assert "- Rarity (1931)" in few
    assert few.endswith("There is nothing to import.")


def test_the_file_of_what_was_not_found_holds_all_and_no_formula() -> None:
    text = as_csv([ListedFilm("=HYPERLINK(1)", 1999), ListedFilm('A "B", C'), ListedFilm("七", 1954)]).decode(
        "utf-8-sig"
    )
    assert text.splitlines() == ["Name,Year", "'=HYPERLINK(1),1999", '"A ""B"", C",', "七,1954"]


def test_ratings_complete() -> None:
    assert [choice.value for choice in rating_choices("3")] == ["3.5", "3"]
    assert [choice.value for choice in rating_choices("3,5")] == ["3.5"]
    assert [choice.value for choice in rating_choices("★★")] == ["2"]
    assert len(rating_choices("")) == 10
    assert rating_choices("nine") == []
