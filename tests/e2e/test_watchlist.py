"""Watchlists on Discord: the real bot over real sockets, with what people type, press and see."""

from __future__ import annotations

import pytest

from bot.client import SalonBot
from tests.e2e.conftest import Club
from tests.e2e.lists import EPHEMERAL, MINE, component, fill, press, private, titles


async def test_a_servers_list_is_made_by_everyone_before_everyones_eyes(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    added = await ines.slash("watchlist add", club.lobby, film="her-2013")
    assert added.text == "Her (2013) is on this server's list now.\nUndo"
    assert not private(added)
    again = await wren.slash("watchlist add", club.lobby, film="Her")
    assert "is on this server's list already" in again.text
    assert private(again)
    seen = await wren.slash("watchlist seen", club.lobby, film="her", rating="★★★½")
    assert "marked as seen on this server's list, with ★★★½ from you" in seen.text
    await ines.slash("watchlist seen", club.lobby, film="her", rating="4,5")
    shown = await wren.slash("watchlist show", club.lobby)
    assert titles(shown) == ["**Her (2013)** · Spike Jonze · seen · 4.0 ★ from 2 people"]
    assert not private(shown)
    assert "before it was ★★★★½" in (await ines.slash("watchlist seen", club.lobby, film="her", rating="1")).text


async def test_taking_off_is_for_who_added_it_or_who_manages(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    third = club.person(next(name for name in club.discord.club.members if name not in {"Ines", "Wren"}))
    await wren.slash("watchlist add", club.lobby, film="her-2013")
    refused = await third.slash("watchlist remove", club.lobby, film="her")
    assert "was put on the list by somebody else" in refused.text
    assert private(refused)
    removed = await ines.slash("watchlist remove", club.lobby, film="her")
    assert "Her (2013) is off this server's list." in removed.text
    pressed = await press(club, third, removed, "Undo", "Somebody else did that")
    assert pressed.messages[-1]["flags"] & EPHEMERAL
    await press(club, ines, removed, "Undo", "Her (2013) is on this server's list again")
    for typed in ("alien-1979", "Zzyxq"):
        assert "is not on that list" in (await wren.slash("watchlist remove", club.lobby, film=typed)).text


async def test_ones_own_list_is_seen_by_nobody_unless_it_is_shared(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    added = await wren.slash("watchlist add", club.lobby, film="alien-1979", **MINE)
    assert "Alien (1979) is on your own list now." in added.text
    assert private(added)
    assert private(await wren.slash("watchlist seen", club.lobby, film="alien", rating="5", **MINE))
    own = await wren.slash("watchlist show", club.lobby, **MINE)
    assert titles(own) == ["**Alien (1979)** · Ridley Scott · seen · ★★★★★"]
    assert private(own)
    assert titles(await wren.slash("watchlist show", club.lobby, member=wren.id)) == titles(own)
    refused = await ines.slash("watchlist show", club.lobby, member=wren.id)
    assert refused.text == "They have not shared a list of their own in this server."
    assert private(refused)
    assert "can see your own list now" in (await wren.slash("watchlist share", club.lobby, on=True)).text
    shared = await ines.slash("watchlist show", club.lobby, member=wren.id)
    assert titles(shared) == titles(own)
    assert private(shared)
    assert "shared on this server" in (await wren.slash("watchlist show", club.lobby, **MINE)).text
    assert "shared on this server" not in shared.text
    ended = await wren.slash("watchlist share", club.lobby, on=False)
    assert private(ended)
    assert ended.deferred
    assert "shared on this server" not in (await wren.slash("watchlist show", club.lobby, **MINE)).text
    turned = await ines.choose(shared.message, component(shared, "v1:wl:show:"), ["seen"])
    assert "They have not shared" in turned.text
    assert "Nothing is on it yet" in (await ines.slash("watchlist show", club.lobby)).text
    assert not any("Alien" in message["content"] for message in ines.messages(club.lobby))


async def test_which_film_is_asked_in_private(club: Club, bot: SalonBot) -> None:
    wren = club.person("Wren")
    several = await wren.slash("watchlist add", club.lobby, film="Suspiria")
    assert "more than one film" in several.text
    assert private(several)
    chosen = await wren.choose(several.message, component(several, "v1:wl:which:"), ["suspiria-2018"])
    assert "Suspiria (2018) is on this server's list now" in chosen.text
    unknown = await wren.slash("watchlist seen", club.lobby, film="Zzyxq of nowhere", rating="2", **MINE)
    assert "I know no film called" in unknown.text
    anyway = "Take “Zzyxq of nowhere” as it is typed"
    await press(club, wren, unknown, anyway, "Zzyxq of nowhere is marked as seen on your own list, with ★★ from you")
    assert (
        "is off your own list"
        in (await wren.slash("watchlist remove", club.lobby, film="zzyxq of Nowhere", **MINE)).text
    )


async def test_a_title_that_is_too_long_for_a_button_says_so(club: Club, bot: SalonBot) -> None:
    wren = club.person("Wren")
    for words in (13, 20):
        answer = await wren.slash("watchlist add", club.lobby, film="Zzyxq " * words)
        assert "It is too long to be taken as it is typed: for that, type it in at most 70 characters." in answer.text
        assert "Take “" not in answer.text
    assert "too long" not in (await wren.slash("watchlist add", club.lobby, film="Zzyxq " * 11)).text


async def test_removing_asks_about_nothing_that_is_not_there(club: Club, bot: SalonBot) -> None:
    wren = club.person("Wren")
    assert "is not on that list" in (await wren.slash("watchlist remove", club.lobby, film="Suspiria")).text
    await wren.slash("watchlist add", club.lobby, film="suspiria-2018")
    assert "Suspiria (2018) is off" in (await wren.slash("watchlist remove", club.lobby, film="Suspiria")).text


async def test_a_button_elsewhere_adds_to_the_servers_list_in_private(club: Club, bot: SalonBot) -> None:
    wren = club.person("Wren")
    message = (await wren.slash("film find", club.lobby, title="her-2013")).message
    for told in ("Her (2013) is on this server's list now.", "Her (2013) is on this server's list already."):
        answer = await wren.press(message, "Add to watchlist")
        assert told in answer.text
        assert private(answer)
    assert "off this server's list again" in (await wren.slash("watchlist undo", club.lobby)).text


@pytest.mark.parametrize("rating", ["6", "3.3", "great", "★★★★★★"])
async def test_what_is_no_rating_says_what_is(club: Club, bot: SalonBot, rating: str) -> None:
    wren = club.person("Wren")
    answer = await wren.slash("watchlist seen", club.lobby, film="her", rating=rating)
    assert "Ratings go from 0.5 to 5" in answer.text
    assert private(answer)
    assert not club.rows("SELECT 1 FROM watchlist_entries")


async def test_odd_titles_are_answered(club: Club, bot: SalonBot) -> None:
    wren = club.person("Wren")
    for typed in ("x" * 500, '"; DROP TABLE watchlist_entries; --', "NEAR(a b)*", "%", "***", "😀"):
        for command in ("watchlist add", "watchlist seen", "watchlist remove"):
            answer = await wren.slash(command, club.lobby, film=typed)
            assert answer.text
            assert "It is noted under" not in answer.text
    assert not club.rows("SELECT 1 FROM watchlist_entries")


async def test_films_and_ratings_complete(club: Club, bot: SalonBot) -> None:
    wren, here = club.person("Wren"), club.lobby
    await wren.slash("watchlist add", here, film="alien-1979", **MINE)
    offered = await wren.autocomplete("watchlist add", here, focused="film", film="alie")
    assert "alien-1979" in {choice["value"] for choice in offered}
    assert await wren.autocomplete("watchlist remove", here, focused="film", film="alie") == []
    mine = await wren.autocomplete("watchlist remove", here, focused="film", film="alie", **MINE)
    assert [choice["value"] for choice in mine] == ["alien-1979"]
    seen = await wren.autocomplete("watchlist seen", here, focused="film", film="al", **MINE)
    assert seen[0]["value"] == "alien-1979"
    assert len(seen) == len({choice["value"] for choice in seen}) > 1
    ratings = await wren.autocomplete("watchlist seen", here, focused="rating", film="Alien", rating="4")
    assert [(choice["name"], choice["value"]) for choice in ratings] == [("★★★★½ (4.5)", "4.5"), ("★★★★ (4)", "4")]


async def test_pages_filters_and_orders_work_after_a_restart(club: Club) -> None:
    wren = club.person("Wren")
    async with club.running():
        await fill(club, wren, 23)
        await wren.slash("watchlist seen", club.lobby, film="Film 05", rating="4", **MINE)
        shown = await wren.slash("watchlist show", club.lobby, **MINE)
        assert len(titles(shown)) == 10
        assert "Page 1 of 3 · 23 films" in shown.text
    async with club.running():
        await wren.press(shown.message, "Next")
        await wren.press(shown.message, "Next")
        assert len(titles(shown)) == 3
        assert "Page 3 of 3" in shown.text
        await wren.choose(shown.message, component(shown, "v1:wl:sort:"), ["title"])
        assert titles(shown)[0] == "**Film 00 (1990)**"
        await wren.choose(shown.message, component(shown, "v1:wl:sort:"), ["rating"])
        assert titles(shown)[0] == "**Film 05 (1995)** · seen · ★★★★"
        await wren.choose(shown.message, component(shown, "v1:wl:show:"), ["tosee"])
        assert "Page 1 of 3 · 22 films" in shown.text
        await wren.press(shown.message, "Next")
        for number in (0, 1):
            await wren.slash("watchlist remove", club.lobby, film=f"Film {number:02}", **MINE)
        await wren.press(shown.message, "Next")
        assert "Page 2 of 2 · 20 films" in shown.text  # there is no third any more
        await wren.choose(shown.message, component(shown, "v1:wl:show:"), ["seen"])
        assert len(titles(shown)) == 1


async def test_undo_by_button_after_a_restart_and_by_command(club: Club) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    async with club.running():
        added = await wren.slash("watchlist add", club.lobby, film="her-2013")
    async with club.running():
        seen = await ines.slash("watchlist seen", club.lobby, film="her", rating="3")
        await press(club, wren, added, "Undo", "Others have changed it since, so it stays.")
        assert "Her (2013) is on this server's list now" in added.text
        await press(club, ines, seen, "Undo", "stands as it would without that")
        assert "Undo" not in seen.text
        taken = await wren.slash("watchlist undo", club.lobby)
        assert taken.text == "Taken back: Her (2013) is off this server's list again."
        assert private(taken)
        assert taken.deferred
        await press(club, wren, added, "Undo", "taken back already")
        assert "nothing to take back" in (await wren.slash("watchlist undo", club.lobby)).text


async def test_undo_takes_ones_own_rating_back_and_passes_over_what_others_changed(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    await ines.slash("watchlist add", club.lobby, film="her-2013")
    await wren.slash("watchlist add", club.lobby, film="alien-1979")
    await ines.slash("watchlist seen", club.lobby, film="alien-1979", rating="2")
    for who, rating in ((wren, "4"), (ines, "3")):
        await who.slash("watchlist seen", club.lobby, film="her", rating=rating)
    rated = await wren.slash("watchlist undo", club.lobby)
    assert rated.text == "Taken back: on this server's list, Her (2013) stands as it would without that."
    shown = await wren.slash("watchlist show", club.lobby)
    assert "**Her (2013)** · Spike Jonze · seen · 3.0 ★ from one person" in titles(shown)
    assert (await wren.slash("watchlist undo", club.lobby)).text == "Others have changed it since, so it stays."
    await wren.slash("watchlist remove", club.lobby, film="alien")
    club.clock.advance(hours=23)
    back = await wren.slash("watchlist undo", club.lobby)
    assert "Alien (1979) is on this server's list again" in back.text


async def test_an_earlier_change_is_reached_past_one_that_stays(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    for film in ("her-2013", "alien-1979"):
        added = await wren.slash("watchlist add", club.lobby, film=film)
    await wren.slash("watchlist seen", club.lobby, film="alien-1979")
    again = "You have changed it again since. Take your later change back first"
    await press(club, wren, added, "Undo", again)
    await wren.slash("watchlist undo", club.lobby)
    await ines.slash("watchlist seen", club.lobby, film="alien-1979")
    assert (await wren.slash("watchlist undo", club.lobby)).text == (
        "Taken back: Her (2013) is off this server's list again."
        " Your change after that stays: others have changed it since."
    )
