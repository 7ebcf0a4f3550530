"""Watchlists as they are shown: pages, persistent items, previews of imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import discord
import pytest

from bot.domain.film import Film, FilmId
from bot.domain.rating import Stars
from bot.domain.watchlist import (
    UNDO_FOR,
    ChangeId,
    Entry,
    EntryId,
    ListPage,
    Order,
    Show,
    Whose,
)
from bot.domain.watchlist_import import MOST_BYTES, ListedFilm, Match, Preview, ReadList, StagedId
from bot.ui.limits import CONTENT, CUSTOM_ID, V2_TEXT
from bot.ui.texts import Texts
from bot.ui.watchlist_choice import ListFilmButton, ListFilmMenu
from bot.ui.watchlist_import import ImportButton
from bot.ui.watchlist_items import WATCHLIST_ITEMS
from bot.ui.watchlist_page import list_page
from bot.ui.watchlist_preview import as_csv, preview_text, told_preview
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


async def test_a_list_that_is_shared_here_says_so() -> None:
    shown = words(list_page(page(entries(1), number=2, pages=2), "mine", TEXTS, [], shared=True))
    assert shown.endswith("-# Page 2 of 2 · one film · shared on this server")
    assert words(list_page(page([]), "mine", TEXTS, [], shared=True)).endswith("-# shared on this server")
    assert "shared on" not in words(list_page(page(entries(1)), "mine", TEXTS, []))


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


def preview(
    *matches: Match, new: int = 0, changed: int = 0, same: int = 0, lost: Sequence[ListedFilm] = (), by_title: int = 0,
    crowded: bool = False,
) -> Preview:  # fmt: skip
    read = ReadList((*(one.listed for one in matches), *lost))
    staged = StagedId(1) if new or changed or by_title else None
    return Preview(staged, ANNAS, read, new, changed, same, tuple(lost), by_title, matches, crowded)


def taken(listed: str, one: Film) -> Match:
    return Match(ListedFilm(listed, 1999), one)


@pytest.mark.parametrize("title", ["*_" * 28, "*_~" * 60, "Some quite ordinary title of a film that nobody knows"])
def test_a_preview_fits_and_always_says_how_many_more_there_are(title: str) -> None:
    lost = [ListedFilm(f"{n} {title}", 1999) for n in range(300)]
    others = [taken(f"{n} {title}", film(f"{title} {n}", 1998)) for n in range(200)]
    told_ = preview_text(replace(preview(*others, new=200, lost=lost, by_title=300), read=ReadList((), 3, 2)), TEXTS)
    assert len(told_) <= CONTENT
    assert told_.endswith("The buttons work for one hour.")
    named = [line for line in told_.splitlines() if line.startswith("- ")]
    assert 1 <= sum("→" in line for line in named) <= 10
    assert 1 <= sum("→" not in line for line in named) <= 15
    for known, all_of_them in ((True, 200), (False, 300)):
        more = all_of_them - sum(("→" in line) is known for line in named)
        assert f"\nand {more} more; the attached file names them all." in told_


def test_a_preview_names_what_was_taken_under_another_title_or_year() -> None:
    ringu, same = taken("Ring", film("Ringu", 1998)), taken("Alien", film("Alien", 1999))
    assert preview_text(preview(ringu, same, new=2), TEXTS).splitlines() == [
        "I read 2 films in your file.",
        "I know 2 of them: 2 are new to your own list.",
        "One I know by another title or year:",
        "- Ring (1999) → Ringu (1998)",
        "Nothing is on the list yet. The buttons work for one hour.",
    ]


def test_a_preview_leaves_zeros_out() -> None:
    three = [taken(f"Film {n}", film(f"Film {n}", 1999)) for n in range(3)]
    told_ = preview_text(preview(*three, changed=1, same=2), TEXTS)
    assert "I know 3 of them: one would be marked as seen or rated anew; 2 are there already, just so." in told_
    rarity = ListedFilm("Rarity", 1931)
    assert preview_text(preview(lost=[rarity]), TEXTS).splitlines() == [
        "I read one film in your file.", "One I could not find:", "- Rarity (1931)", "There is nothing to import.",
    ]  # fmt: skip
    assert "I know one of them: one is new to your own list." in preview_text(
        preview(three[0], new=1, lost=[rarity], by_title=1), TEXTS
    )


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"new": 1}, "I know it, and it is new to your own list."),
        ({"changed": 1}, "I know it. It would be marked as seen or rated anew."),
        ({"same": 1}, "I know it. It is there already, just so."),
    ],
)
def test_a_preview_of_one_film_speaks_of_one(counts: dict[str, int], said: str) -> None:
    assert said in preview_text(preview(taken("Alien", film("Alien", 1999)), **counts), TEXTS)  # type: ignore[arg-type]


def test_a_preview_says_why_a_full_list_takes_nothing_by_title() -> None:
    told_ = preview_text(preview(lost=[ListedFilm("Rarity", 1931)], crowded=True), TEXTS)
    assert "\nA list holds at most 5,000 films, so those cannot be added by title.\n" in told_
    assert "at most" not in preview_text(preview(lost=[ListedFilm("Rarity", 1931)], by_title=1), TEXTS)


def test_the_file_of_a_preview_holds_all_and_no_formula() -> None:
    lost = [ListedFilm("=HYPERLINK(1)", 1999), ListedFilm('A "B", C'), ListedFilm("七", 1954)]
    known = [taken("Ring", film("Ringu", 1998)), taken("Alien", film("+Alien", 1999))]
    text = as_csv(preview(*known, new=2, lost=lost), TEXTS).decode("utf-8-sig")
    assert text.splitlines() == [
        "Name,Year,Taken as", "'=HYPERLINK(1),1999,", '"A ""B"", C",,', "七,1954,",
        "Ring,1999,Ringu (1998)", "Alien,1999,'+Alien (1999)",
    ]  # fmt: skip
    huge = as_csv(preview(lost=[ListedFilm("七" * 300, 1999)] * 10_000), TEXTS)
    assert MOST_BYTES - 1_000 < len(huge) <= MOST_BYTES
    assert huge.endswith(b"1999,\r\n")


def test_people_are_told_how_long_what_they_did_to_a_list_is_kept() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    privacy = " ".join(readme.partition("## Privacy")[2].split())
    assert f"to a list is kept for {UNDO_FOR.days} days, so that it can be taken back" in privacy
    assert f"to a list is kept for {UNDO_FOR.days} days, so that it can be taken back" in TEXTS.get(
        "about.stored_besides"
    )


def test_ratings_complete() -> None:
    assert [choice.value for choice in rating_choices("3")] == ["3.5", "3"]
    assert [choice.value for choice in rating_choices("3,5")] == ["3.5"]
    assert [choice.value for choice in rating_choices("★★")] == ["2"]
    assert len(rating_choices("")) == 10
    assert rating_choices("nine") == []


def test_ratings_are_numbers_as_the_language_writes_them() -> None:
    texts = Texts.load(Path(__file__).parents[2] / "config" / "locales")
    half, whole = rating_choices("3", texts("fr"))
    assert (half.name, half.value) == ("★★★½ (3,5)", "3.5")
    assert (whole.name, whole.value) == ("★★★ (3)", "3")
    assert [choice.name for choice in rating_choices("3", texts())] == ["★★★½ (3.5)", "★★★ (3)"]


def test_a_preview_names_films_as_the_reader_does_unless_the_file_calls_them_as_we_do() -> None:
    ring, alien = film("Ringu", 1998), film("Alien", 1999)
    called = {ring.id: replace(ring, title="Le Cercle"), alien.id: replace(alien, title="Le Huitième Passager")}
    read = preview(taken("Ring", ring), taken("Alien", alien), taken("Le Cercle", replace(ring, year=1999)), new=3)
    told_ = told_preview(read, lambda one: replace(called[one.id], year=one.year))
    assert [one.film.title for one in told_.matches] == ["Le Cercle", "Alien", "Le Cercle"]
    assert [line for line in preview_text(told_, TEXTS).splitlines() if "→" in line] == [
        "- Ring (1999) → Le Cercle (1998)"
    ]
