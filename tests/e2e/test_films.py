"""Looking films up on Discord: the card, what only a source outside knows, chance, themes and history."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.local.people import Answer, text_of
from bot.local.wire import Json
from tests.e2e.conftest import Club
from tests.e2e.lists import press
from tests.film_faults import refuses
from tests.film_web import TMDB_TOKEN, FilmWeb


@pytest.fixture
async def web(club: Club) -> AsyncIterator[FilmWeb]:
    """The film sources' stand-in, which the club's bot asks."""
    async with FilmWeb() as up:
        club.film_web, club.tmdb_token = up.url, TMDB_TOKEN
        yield up


def private(answer: Answer) -> bool:
    return bool(answer.message["flags"] & 64)


def components(message: Json) -> list[Json]:
    """Every component of a message, however deep."""
    found: list[Json] = []
    rest = list(message["components"])
    while rest:
        one = rest.pop(0)
        found.append(one)
        rest += one.get("components", []) + ([one["accessory"]] if "accessory" in one else [])
    return found


def labels(message: Json) -> list[str]:
    return [one["label"] for one in components(message) if one["type"] == 2]


async def test_a_card_has_poster_facts_themes_and_where_to_watch_and_names_its_sources(
    club: Club, web: FilmWeb
) -> None:
    async with club.running():
        answer = await club.person("Ines").slash("film find", club.lobby, title="her")
        assert not private(answer)
        for part in (
            "Her (2013)", "Directed by Spike Jonze", "United States", "126 minutes", "Themes people find in it",
            "Where to watch", "Salon's own catalogue", "not endorsed or certified by TMDB", "JustWatch",
        ):  # fmt: skip
            assert part in answer.text
        pictures = [one["media"]["url"] for one in components(answer.message) if one["type"] == 11]
        assert len(pictures) == 1
        assert pictures[0].startswith("https://image.tmdb.org/t/p/")
        assert labels(answer.message) == ["Start a salon", "Nominate", "Add to watchlist", "Themes"]


async def test_a_source_that_fails_is_named_and_the_card_is_there_all_the_same(club: Club, web: FilmWeb) -> None:
    web.trouble("tmdb", refuses(500))
    async with club.running():
        answer = await club.person("Ines").slash("film find", club.lobby, title="her")
        assert "Directed by Spike Jonze" in answer.text
        assert "TMDB did not answer just now" in answer.text


async def test_without_any_source_an_unknown_film_says_who_did_not_answer(club: Club, web: FilmWeb) -> None:
    web.trouble("tmdb", refuses(500))
    web.trouble("wikidata", refuses(429))
    async with club.running():
        answer = await club.person("Ines").slash("film find", club.lobby, title="The Heron of Lowell Street")
        assert private(answer)
        assert "Wikidata, TMDB did not answer just now" in answer.text


async def test_a_film_only_a_source_knows_is_shown_in_private_and_then_to_everyone(club: Club, web: FilmWeb) -> None:
    async with club.running():
        ines = club.person("Ines")
        answer = await ines.slash("film find", club.lobby, title="The Quiet Ferry")
        assert private(answer)
        assert "The Quiet Ferry (2011)" in answer.text
        shown = await ines.press(answer.message, "Show it to everyone")
        assert not private(shown)
        assert "The Quiet Ferry (2011)" in shown.text
        opened = await ines.press(answer.message, "Start a salon")
        assert "The salon on The Quiet Ferry (2011) is open" in opened.text


async def test_several_of_one_title_are_asked_about_in_private(club: Club, web: FilmWeb) -> None:
    async with club.running():
        ines = club.person("Ines")
        answer = await ines.slash("film find", club.lobby, title="suspiria")
        assert private(answer)
        menu = next(one for one in components(answer.message) if one["type"] == 3)
        shown = await ines.choose(answer.message, menu["custom_id"], ["suspiria-2018"])
        assert not private(shown)
        assert "Luca Guadagnino" in shown.text


@pytest.mark.parametrize("title", ["x" * 500, "?!", '" OR NEAR(*', "'; DROP TABLE films; --", "*"])
async def test_odd_titles_get_a_sentence(club: Club, title: str) -> None:
    async with club.running():
        for command in ("film find", "film themes", "film history"):
            answer = await club.person("Ines").slash(command, club.lobby, title=title)
            assert private(answer)
            assert "That cannot be a film's title" in answer.text or "I know no film called" in answer.text


async def test_chance_keeps_to_the_wishes_and_draws_again_in_place(club: Club) -> None:
    async with club.running():
        ines = club.person("Ines")
        answer = await ines.slash("film random", club.lobby, genre="western", decade="1950s", max_minutes=130)
        assert "western" in answer.text
        assert "(195" in answer.text
        message = answer.message
        await ines.press(message, "Another one")
        again = next(m for m in club.discord.messages(club.lobby) if m["id"] == message["id"])
        assert "western" in text_of(again)
        by_theme = await ines.slash("film random", club.lobby, theme="gift and debt")
        assert "gift and debt" in by_theme.text


async def test_wishes_no_film_fits_and_wishes_that_are_none(club: Club) -> None:
    async with club.running():
        ines = club.person("Ines")
        for options, told in (
            ({"genre": "western", "decade": "1910s"}, "no film that is all of that at once"),
            ({"genre": "cookery"}, "None of my films is of the kind “cookery”"),
            ({"decade": "the sixties"}, "“the sixties” is no decade I can read"),
            ({"decade": "1830s"}, "I have no film of the 1830s"),
            ({"theme": "cheese"}, "I know no theme called “cheese”"),
        ):
            assert told in (await ines.slash("film random", club.lobby, **options)).text


async def test_chance_passes_over_what_the_club_has_talked_about(club: Club) -> None:
    async with club.running():
        ines = club.person("Ines")
        wish = {"genre": "animation", "decade": "1980s"}
        seen = set()
        for _ in range(40):
            text = (await ines.slash("film random", club.lobby, **wish)).text
            title = text.split("\n")[0].removeprefix("## ")
            if title in seen:
                continue
            seen.add(title)
            await club.start(ines, title)
            if len(seen) > 1:
                break
        assert len(seen) > 1


async def test_themes_are_explained_with_films_that_share_them(club: Club) -> None:
    async with club.running():
        ines = club.person("Ines")
        answer = await ines.slash("film themes", club.lobby, title="Her")
        assert "What Her (2013) gives to talk about" in answer.text
        assert "authorship and ownership" in answer.text
        assert "Films that share some of it" in answer.text
        card = await ines.slash("film find", club.lobby, title="Her")
        assert "What Her (2013) gives to talk about" in (await ines.press(card.message, "Themes")).text


async def test_history_links_to_the_recap(club: Club) -> None:
    async with club.running():
        ines = club.person("Ines")
        assert (
            "There has been no salon on Her (2013)" in (await ines.slash("film history", club.lobby, title="Her")).text
        )
        place = await club.start(ines)
        await club.say(ines, place, "I think the letters are gifts, because Theodore never signs any of them himself.")
        await ines.slash("salon end", place)
        await club.until(lambda: club.recaps(place) and club.idle())
        answer = await ines.slash("film history", club.lobby, title="her 2013")
        assert "Her (2013): one salon here" in answer.text
        assert f"<#{place}>" in answer.text
        recap = next(m for m in club.discord.messages(place) if not m["content"] and m["author"]["id"] == club.bot_id)
        assert f"/{place}/{recap['id']}" in answer.text
        card = await ines.slash("film find", club.lobby, title="Her")
        assert "Talked about here once" in card.text


async def test_history_of_a_title_that_only_this_club_knows(club: Club) -> None:
    async with club.running():
        ines = club.person("Ines")
        asked = await ines.slash("salon start", club.salon, film="Our Street at Night 1999")
        await ines.press(asked.message, "Start with “Our Street at Night 1999” anyway")
        await club.until(lambda: club.rows("SELECT 1 FROM salons WHERE state = 'open'"))
        for title in ("Our Street at Night 1999", "our street at night"):
            assert "one salon here" in (await ines.slash("film history", club.lobby, title=title)).text
        near = await ines.slash("film history", club.lobby, title="ikuru")
        shown = await ines.press(near.message, "Ikiru (1952)")
        assert private(shown)
        assert "There has been no salon on Ikiru (1952)" in shown.text


async def test_autocomplete_says_title_year_and_director_and_survives_anything(club: Club) -> None:
    async with club.running():
        ines = club.person("Ines")
        choices = await ines.autocomplete("film find", club.lobby, focused="title", title="crouching tigre")
        assert choices[0]["name"] == "Crouching Tiger, Hidden Dragon (2000) - Ang Lee"
        answer = await ines.slash("film find", club.lobby, title=choices[0]["value"])
        assert "Ang Lee" in answer.text
        assert await ines.autocomplete("salon start", club.lobby, focused="film", film="") == []
        await ines.slash("watchlist add", club.lobby, film="Alien")
        offered = await ines.autocomplete("salon start", club.lobby, focused="film", film="")
        assert [choice["name"] for choice in offered] == ["Alien (1979) - Ridley Scott"]
        for typed in ('"', "NEAR(", "x" * 400, "七人の侍", "\u202e"):
            await ines.autocomplete("film find", club.lobby, focused="title", title=typed)
        decades = await ines.autocomplete("film random", club.lobby, focused="decade", decade="19")
        assert {"name": "1990s", "value": "1990s"}.items() <= dict(decades[0]).items()


async def test_a_card_puts_its_film_on_the_servers_list_and_takes_it_back(club: Club) -> None:
    async with club.running():
        ines = club.person("Ines")
        card = await ines.slash("film find", club.lobby, title="Her")
        added = await ines.press(card.message, "Add to watchlist")
        assert private(added)
        assert "Her (2013)" in (await ines.slash("watchlist show", club.lobby)).text
        await press(club, ines, added, "Undo", "off this server's list again")
        assert "Her (2013)" not in (await ines.slash("watchlist show", club.lobby)).text


def hidden(club: Club, channel: str) -> None:
    """Deny everyone the sight of a channel; who owns the server sees it all the same."""
    everyone = club.discord.club.guild_id
    club.discord.state.channels[channel]["permission_overwrites"] = [
        {"id": everyone, "type": 0, "allow": "0", "deny": str(1 << 10)},
        {"id": club.bot_id, "type": 1, "allow": str(1 << 10), "deny": "0"},
    ]


async def test_what_was_said_where_one_may_not_look_is_not_told(club: Club) -> None:
    words = "I think the letters are gifts, because Theodore never signs any of them himself."
    hidden(club, club.salon)
    async with club.running():
        ines, tomas = club.person("Ines"), club.person("Tomas")
        place = await club.start(ines)
        await club.say(ines, place, words)
        await ines.slash("salon end", place)
        await club.until(lambda: club.recaps(place) and club.idle())
        for answer in (
            await tomas.slash("film history", club.lobby, title="Her"),
            await tomas.slash("film find", club.lobby, title="Her"),
            await ines.slash("film find", club.lobby, title="Her"),  # seen by everyone in the lobby
        ):
            assert "gift" not in answer.text.replace("gift and debt", "")
            assert f"<#{place}>" not in answer.text
        assert f"<#{place}>" in (await ines.slash("film history", club.lobby, title="Her")).text


async def test_a_card_repeats_nobodys_words(club: Club) -> None:
    async with club.running():
        ines = club.person("Ines")
        place = await club.start(ines)
        await club.say(
            ines, place, "I think the ending is a cop-out because Samantha leaves without paying for anything."
        )
        await ines.slash("salon end", place)
        await club.until(lambda: club.recaps(place) and club.idle())
        card = await ines.slash("film find", club.lobby, title="Her")
        assert f"<#{place}>" in card.text
        assert "cop-out" not in card.text
        assert "Samantha" not in card.text.partition("Talked about")[2]


async def test_a_title_too_long_for_a_button_opens_no_half_of_it(club: Club) -> None:
    async with club.running():
        title = "Zzyxq " + " ".join(f"word{n}" for n in range(12))
        answer = await club.person("Ines").slash("salon start", club.lobby, film=title, lens="psychoanalytic")
        assert "I know no film called" in answer.text
        assert not any("anyway" in label for label in labels(answer.message))
