"""An evening in French with the real bot: commands as a French Discord shows them, the host, the record, and the rest in English."""

from __future__ import annotations

from bot.client import SalonBot
from bot.ui.command_translator import lacking
from tests.e2e.conftest import LINK, Club, place_of

POINTS = (
    "Je trouve que les lettres sont des cadeaux, parce que Theodore les donne sans jamais les signer.",
    "La fin, je n'y crois pas, c'est une pirouette parce que Samantha part sans rien payer.",
    "On peut y voir un film sur le deuil, puisque tout le monde y parle à quelqu'un qui n'est pas là.",
    "Et si Samantha restait et demandait à signer les lettres avec lui ?",
)


def own_words(said: str, heard: str) -> bool:
    """Whether a host's text repeats a message's words between French quotation marks."""
    quoted = said.partition("«")[2].partition("»")[0].strip()
    return len(quoted.split()) >= 3 and quoted in heard


async def test_an_evening_in_french(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    club.discord.set_locale(ines.id, "fr")
    suggested = await ines.autocomplete("salon start", club.salon, focused="film", film="le parrain")
    assert suggested[0]["name"].startswith("Le Parrain (1972)")
    place = place_of(await ines.slash("salon start", club.salon, film="her-2013", language="fr"))
    await club.until(lambda: club.hosted(place))
    (opening,) = club.hosted(place)
    assert "un homme passe ses journées" in opening
    for number, point in enumerate(POINTS, 2):
        await club.say(ines, place, point)
        assert len(club.hosted(place)) == number
        answer = club.hosted(place)[-1]
        assert own_words(answer, point), answer
        assert answer.count("?") == 1
        assert answer.endswith("\u202f?")
    ended = await ines.slash("salon end", place)
    assert "est fermé" in ended.text
    await club.until(lambda: club.recaps(place) and club.idle())
    (recap,) = club.recaps(place)
    assert "### Ce qui a été avancé" in recap
    assert "### Et si" in recap
    assert "«\u00a0Et si Samantha restait" in recap
    assert len(LINK.findall(recap)) >= 4
    assert not any(english in recap for english in ("Readings", "holds", "Left open", "“"))


async def test_the_servers_language_is_that_of_its_salons_and_everybody_reads_their_own(
    club: Club, bot: SalonBot
) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    chosen = await ines.slash("setup language", club.salon, language="fr")
    assert "Français" in chosen.text
    place = await club.start(tomas, "the-godfather-1972")
    assert [thread["name"] for thread in club.discord.threads(club.salon)] == ["Le Parrain (1972)"]
    assert "?" in club.hosted(place)[0]
    assert "The salon on Le Parrain" in (await tomas.slash("salon pause", place)).text
    club.discord.set_locale(tomas.id, "fr")
    assert "reprend" in (await tomas.slash("salon resume", place)).text
    assert "`/salon ouvrir`" in (await tomas.slash("help", club.lobby)).text
    refused = await tomas.slash("salon pause", club.lobby)
    assert "`/salon ouvrir` en ouvre un" in refused.text


async def test_a_film_card_speaks_the_readers_language(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    english = await ines.slash("film find", club.salon, title="seven samurai")
    club.discord.set_locale(ines.id, "fr")
    french = await ines.slash("film find", club.salon, title="seven samurai")
    assert "Seven Samurai" in english.text
    assert "Les Sept Samouraïs" in french.text
    assert "drame" in french.text
    assert "drama" not in french.text
    themes = await ines.autocomplete("salon prompt", club.salon, focused="theme", theme="memoire")
    assert themes[0]["name"].startswith("mémoire")


async def test_discord_is_told_what_commands_are_called_in_french(club: Club, bot: SalonBot) -> None:
    names = bot.texts.commands.of("fr")
    assert names is not None
    assert list(lacking(names, bot.tree)) == []
    registered = [command for commands in club.discord.state.commands.values() for command in commands.values()]
    salon = next(command for command in registered if command["name"] == "salon")
    start = next(option for option in salon["options"] if option["name"] == "start")
    assert start["name_localizations"] == {"fr": "ouvrir"}
    film = next(option for option in start["options"] if option["name"] == "film")
    assert "fr" in film["description_localizations"]
    spoilers = next(option for option in start["options"] if option["name"] == "spoilers")
    assert all("fr" in choice["name_localizations"] for choice in spoilers["choices"])
    menu = next(command for command in registered if command.get("type") == 3)
    assert "fr" in menu["name_localizations"]
