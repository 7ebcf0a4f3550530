"""Nominations on Discord: the real bot over real sockets, with what people type, press and see."""

from __future__ import annotations

import asyncio

from bot.client import SalonBot
from bot.local.people import Answer, Person
from bot.local.wire import ApiError
from tests.e2e.conftest import Club
from tests.e2e.lists import component, parts, press, private


def third(club: Club) -> Person:
    """Somebody who manages nothing, besides Wren."""
    return club.person(next(name for name in club.discord.club.members if name not in {"Ines", "Wren"}))


def heads(answer: Answer) -> list[str]:
    """The films of a page, without their numbers."""
    return [line.split("\\. ", 1)[1] for line in answer.text.splitlines() if "\\. " in line and line.startswith("**")]


def pings(answer: Answer) -> list[object]:
    return [who for message in answer.messages for who in (*message["mentions"], *message["mention_roles"])]


async def test_a_film_is_nominated_joined_and_shown_to_everyone(club: Club, bot: SalonBot) -> None:
    ines, wren, here = club.person("Ines"), club.person("Wren"), club.lobby
    empty = await wren.slash("party list", here)
    assert "No film is nominated yet. `/party nominate` proposes one." in empty.text
    assert not private(empty)
    await wren.slash("party nominate", here, film="alien-1979")
    first = await wren.slash("party nominate", here, film="Her", reason="*letters* for @everyone")
    assert "Her (2013) is nominated." in first.text
    assert "You stand behind 2 films now, of 3 at most." in first.text
    second = await ines.slash("party nominate", here, film="her jonze", reason="The lift, and <@1>")
    assert "you join the one who stands behind it" in second.text
    assert "You have nominated Her (2013) already" in (await ines.slash("party nominate", here, film="her")).text
    changed = await ines.slash("party nominate", here, film="her", reason="The lift scene")
    assert changed.text == "Her (2013) stays nominated, and your reason now reads: The lift scene"
    assert all(private(answer) for answer in (first, second, changed))
    shown = await third(club).slash("party list", here)
    assert not private(shown)
    assert heads(shown) == ["Her (2013)** · 126 minutes", "Alien (1979)** · 117 minutes"]
    assert f"<@{wren.id}>, <@{ines.id}> · nominated <t:" in shown.text
    assert f"> <@{wren.id}>: \\*letters\\* for @\u2060everyone" in shown.text
    assert f"> <@{ines.id}>: The lift scene" in shown.text
    assert shown.text.endswith("-# 2 films")
    assert pings(shown) == []
    said = [message for message in club.discord.messages(here) if not message["flags"] & 64]
    assert [message["id"] for message in said if message["author"]["id"] == club.bot_id] == [
        empty.message["id"],
        shown.message["id"],
    ]


async def test_the_fourth_film_is_refused_with_what_to_do(club: Club, bot: SalonBot) -> None:
    wren, here = club.person("Wren"), club.lobby
    for film in ("her-2013", "alien-1979", "suspiria-2018"):
        await wren.slash("party nominate", here, film=film)
    refused = await wren.slash("party nominate", here, film="suspiria-1977")
    assert "You stand behind 3 nominated films here already" in refused.text
    assert "`/party withdraw`" in refused.text
    assert private(refused)
    await wren.slash("party withdraw", here, film="Her")
    assert "is nominated" in (await wren.slash("party nominate", here, film="suspiria-1977")).text
    alike = await wren.slash("party withdraw", here, film="Suspiria")
    assert "More than one nominated film is called “Suspiria”" in alike.text
    assert "is taken back" in (await wren.slash("party withdraw", here, film="Suspiria 1977")).text


async def test_withdrawing_is_for_ones_own_and_for_who_manages_for_all(club: Club, bot: SalonBot) -> None:
    ines, wren, other, here = club.person("Ines"), club.person("Wren"), third(club), club.lobby
    for who in (wren, other):
        await who.slash("party nominate", here, film="her-2013")
    not_theirs = await ines.slash("party withdraw", here, film="her")
    assert "Her (2013) was nominated by others" in not_theirs.text
    stays = await wren.slash("party withdraw", here, film="her")
    assert "It stays on the list: one other person stands behind it." in stays.text
    refused = await wren.slash("party withdraw", here, film="her", for_all=True)
    assert "Only people who manage this server can take a film off the list for everyone" in refused.text
    removed = await ines.slash("party withdraw", here, film="her", for_all=True)
    assert removed.text == "Her (2013) is no longer nominated. One person stood behind it."
    assert all(private(answer) for answer in (not_theirs, stays, refused, removed))
    for typed in ("her", "Zzyxq", "Suspiria"):
        assert "is not nominated here" in (await other.slash("party withdraw", here, film=typed)).text
    await other.slash("party nominate", here, film="her", reason="once more")
    misspelt = await other.slash("party withdraw", here, film="her spike jonze")
    assert "Nobody else stands behind it, so it is off the list." in misspelt.text
    assert not club.rows("SELECT 1 FROM nominations UNION SELECT 1 FROM nomination_supports")


async def test_two_at_once_make_one_nomination(club: Club, bot: SalonBot) -> None:
    people = [club.person("Ines"), club.person("Wren"), third(club)]
    await asyncio.gather(*(who.slash("party nominate", club.lobby, film="her-2013", reason=who.name) for who in people))
    assert club.rows("SELECT count(*) FROM nominations") == [(1,)]
    kept = {(user, reason) for user, reason in club.rows("SELECT user_id, reason FROM nomination_supports")}
    assert kept == {(int(who.id), who.name) for who in people}


async def test_a_card_nominates_after_a_restart(club: Club) -> None:
    wren, here = club.person("Wren"), club.lobby
    async with club.running():
        card = await wren.slash("film find", here, title="Her")
        await club.start(wren)
    async with club.running():
        pressed = await press(club, wren, card, "Nominate", "Her (2013) is nominated.")
        assert private(pressed)
        assert "talked about here before" in (await wren.slash("party list", here)).text


async def test_which_film_is_asked_in_private(club: Club, bot: SalonBot) -> None:
    wren, here = club.person("Wren"), club.lobby
    several = await wren.slash("party nominate", here, film="Suspiria", reason="lost when asked back")
    assert "There is more than one film called “Suspiria”" in several.text
    assert private(several)
    menu = component(several, "v1:films:nominate:")
    chosen = await wren.choose(several.message, menu, ["suspiria-2018"])
    await club.until(lambda: "Suspiria (2018) is nominated" in chosen.text)
    assert private(chosen)
    unknown = await wren.slash("party nominate", here, film="The Girl")
    assert "Did you mean The Girls (1968)" in unknown.text
    near = await press(club, wren, unknown, "The Girls (1968)", "The Girls (1968) is nominated")
    assert private(near)
    assert club.rows("SELECT reason FROM nomination_supports") == [(None,), (None,)]


async def test_a_film_that_no_source_knows_is_nominated_by_its_title(club: Club, bot: SalonBot) -> None:
    ines, wren, here = club.person("Ines"), club.person("Wren"), club.lobby
    unknown = await wren.slash("party nominate", here, film="Zzyxq of *nowhere* 1931")
    assert "I know no film called" in unknown.text
    anyway = "Nominate “Zzyxq of *nowhere* 1931” as it is typed"
    pressed = await press(club, wren, unknown, anyway, "Zzyxq of \\*nowhere\\* (1931) is nominated.")
    assert private(pressed)
    again = await ines.slash("party nominate", here, film="zzyxq of nowhere 1931")
    await press(
        club, ines, again, "Nominate “zzyxq of nowhere 1931” as it is typed", "you join the one who stands behind it"
    )
    assert heads(await wren.slash("party list", here)) == ["Zzyxq of \\*nowhere\\* (1931)**"]
    assert "is taken back" in (await wren.slash("party withdraw", here, film="Zzyxq of nowhere")).text
    long = await wren.slash("party nominate", here, film="Zzyxq " * 20)
    assert "too long to be taken as it is typed: for that, type it in at most 85 characters." in long.text
    assert "Nominate" not in long.text


async def test_films_complete(club: Club, bot: SalonBot) -> None:
    ines, wren, here = club.person("Ines"), club.person("Wren"), club.lobby
    await wren.slash("party nominate", here, film="alien-1979")
    await ines.slash("party nominate", here, film="her-2013")

    async def offered(who: Person, **options: object) -> list[str]:
        choices = await who.autocomplete("party withdraw", here, focused="film", **options)
        return [choice["value"] for choice in choices]

    assert await offered(wren, film="") == ["alien-1979"]
    assert await offered(wren, film="", for_all=True) == ["alien-1979"]
    assert await offered(ines, film="ALI") == []
    assert await offered(ines, film="ALI", for_all=True) == ["alien-1979"]
    choices = await wren.autocomplete("party nominate", here, focused="film", film="her jonze")
    assert choices[0]["value"] == "her-2013"


async def test_pages_turn_after_a_restart(club: Club) -> None:
    ines, here = club.person("Ines"), club.lobby
    async with club.running() as bot:
        films = [film for film in await bot.services.films.suggest("the", 25) if len(film.title) < 60][:17]
        for number, film in enumerate(films):
            await bot.services.nominations.nominate(int(club.discord.club.guild_id), film, 100 + number)
            club.clock.advance(minutes=1)
        shown = await ines.slash("party list", here)
        assert "Page 1 of 3 · 17 films" in shown.text
        assert len(heads(shown)) == 8
    async with club.running():
        await ines.press(shown.message, "Next")
        await third(club).press(shown.message, "Next")
        assert "Page 3 of 3" in shown.text
        assert heads(shown)[0].startswith(films[16].title)
        turns = [item for item in parts(shown.message["components"]) if item.get("label") == "Next"]
        assert turns[0]["disabled"]
        await ines.slash("party withdraw", here, film=films[0].id, for_all=True)
        await ines.press(shown.message, "Previous")
        assert "Page 2 of 2 · 16 films" in shown.text


async def test_odd_input_gets_a_sentence(club: Club, bot: SalonBot) -> None:
    wren, here = club.person("Wren"), club.lobby
    for typed in ("x" * 500, '"; DROP TABLE nominations; --', "NEAR(a b)*", "%", "***", "😀"):
        for command in ("party nominate", "party withdraw"):
            answer = await wren.slash(command, here, film=typed)
            assert answer.text
            assert private(answer)
            assert "It is noted under" not in answer.text
    refused = None
    try:
        await wren.slash("party nominate", here, film="her", reason="x" * 201)
    except ApiError as error:
        refused = error  # Discord itself lets nobody type more
    assert refused is not None
    assert not club.rows("SELECT 1 FROM nominations")
