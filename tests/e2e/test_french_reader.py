"""What somebody whose Discord is French reads of films: their French titles, in every answer, and whatever was typed."""

from __future__ import annotations

import pytest

from bot.client import SalonBot
from bot.local.people import Person
from tests.e2e.conftest import Club, place_of
from tests.e2e.lists import MINE, component, press, private, titles

RATED = "Date,Name,Year,Letterboxd URI,Rating\n2024-01-02,Il padrino,1972,u,4.5\n2024-01-03,The Dark Knight,2008,u,4\n"
ENGLISH = ("The Godfather", "The Dark Knight (", "Bigamist", "Seven Samurai", "Beauty and the Beast")


def french(club: Club, name: str = "Ines") -> Person:
    """A person whose Discord is French."""
    person = club.person(name)
    club.discord.set_locale(person.id, "fr")
    return person


def in_french(*texts: str) -> None:
    """No film is called as in English."""
    assert not [(title, text) for text in texts for title in ENGLISH if title in text]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("The Dark Knight : Le Chevalier noir", "The Dark Knight : Le Chevalier noir (2008)"),
        ("Bigamie", "Bigamie (1953)"),
        ("Past Lives – Nos vies d'avant", "Past Lives – Nos vies d'avant (2023)"),
        ("Sayat Nova, la couleur de la grenade", "Sayat Nova, la couleur de la grenade (1969)"),
    ],
)
async def test_a_title_that_is_shown_can_be_typed(club: Club, bot: SalonBot, typed: str, shown: str) -> None:
    ines = french(club)
    opened = await ines.slash("salon start", club.salon, film=typed)
    assert f"Le salon sur {shown} est ouvert" in " ".join(opened.text.split())


async def test_lists_are_changed_and_shown_in_french(club: Club, bot: SalonBot) -> None:
    ines, here = french(club), club.lobby
    added = await ines.slash("watchlist add", here, film="le parrain", **MINE)
    assert "Le Parrain (1972) est maintenant sur" in added.text
    seen = await ines.slash("watchlist seen", here, film="le parrain", rating="3,5", **MINE)
    assert "Le Parrain (1972) est marqué comme vu" in seen.text
    shown = await ines.slash("watchlist show", here, **MINE)
    assert [line.split(" · ")[0] for line in titles(shown)] == ["**Le Parrain (1972)**"]
    undone = await press(club, ines, seen, "Annuler", "Annulé")
    assert "Le Parrain (1972) est comme si de rien" in undone.text
    removed, gone = [await ines.slash("watchlist remove", here, film="le parrain", **MINE) for _ in range(2)]
    assert "Le Parrain (1972) n'est plus sur" in removed.text
    assert "Le Parrain (1972) n'est pas sur cette liste" in gone.text
    in_french(added.text, seen.text, shown.text, undone.text)


async def test_an_import_says_in_french_what_films_were_taken_for(club: Club, bot: SalonBot) -> None:
    ines = french(club)
    preview = await ines.slash("watchlist import", club.lobby, file="0", files=[("ratings.csv", RATED.encode())])
    assert "- Il padrino (1972) → Le Parrain (1972)" in preview.text
    assert "The Dark Knight" not in preview.text  # the file's title is one of ours


async def test_what_everyone_sees_of_lists_is_in_the_servers_language(club: Club, bot: SalonBot) -> None:
    ines, wren, here = club.person("Ines"), club.person("Wren"), club.lobby
    await wren.slash("watchlist add", here, film="the-godfather-1972")
    await wren.slash("party nominate", here, film="the-godfather-1972", reason="the wedding")
    assert "**The Godfather (1972)**" in (await wren.slash("watchlist show", here)).text
    assert "The Godfather (1972)**" in (await wren.slash("party list", here)).text
    await ines.slash("setup language", here, language="fr")
    shown, nominated = await wren.slash("watchlist show", here), await wren.slash("party list", here)
    assert "## La liste du serveur" in shown.text
    assert "**Le Parrain (1972)**" in shown.text
    assert "Le Parrain (1972)**" in nominated.text
    assert f"> <@{wren.id}>\u00a0: the wedding" in nominated.text
    assert not private(shown)
    await wren.slash("watchlist add", here, film="the-godfather-1972", **MINE)
    assert "**The Godfather (1972)**" in (await wren.slash("watchlist show", here, **MINE)).text


async def test_a_server_that_chose_no_language_reads_as_whoever_asks(club: Club, bot: SalonBot) -> None:
    ines, here = french(club), club.lobby
    await ines.slash("watchlist add", here, film="le parrain")
    await ines.slash("party nominate", here, film="le parrain")
    in_french((await ines.slash("watchlist show", here)).text, (await ines.slash("party list", here)).text)


async def test_nominating_and_withdrawing_speak_french(club: Club, bot: SalonBot) -> None:
    ines, here = french(club), club.lobby
    said = [
        (await ines.slash("party nominate", here, film="the-godfather-1972")).text,
        (await ines.slash("party withdraw", here, film="Le Parrain")).text,
        (await ines.slash("party withdraw", here, film="bigamie")).text,
    ]
    assert ["Le Parrain (1972)" in text for text in said] == [True, True, False]
    await ines.slash("party nominate", here, film="the-godfather-1972")
    removed = await ines.slash("party withdraw", here, film="Le Parrain", for_all=True)
    not_theirs = await club.person("Ines").slash("party withdraw", here, film="Le Parrain", for_all=True)
    in_french(*said, removed.text, not_theirs.text)
    assert "Le Parrain (1972)" in removed.text
    assert "Le Parrain" in not_theirs.text


async def test_themes_and_history_speak_french(club: Club, bot: SalonBot) -> None:
    ines, here = french(club), club.lobby
    themes = await ines.slash("film themes", here, title="the-godfather-1972")
    assert "Le Parrain (1972)\u00a0: de quoi parler" in themes.text
    assert "**famille**\u00a0: " in themes.text
    neighbours = themes.text.partition("Des films aux thèmes voisins")[2].strip("*\n").splitlines()
    called = bot.services.library.of("fr")
    film = await bot.services.films.resolve("the-godfather-1972")
    assert [line.split("\u00a0: ")[0] for line in neighbours if " (" in line] == [
        f"- {called.told(other).label}" for other, _ in bot.services.shelf.neighbours(film)
    ]
    assert "salon sur Le Parrain (1972)" in (await ines.slash("film history", here, title="le parrain")).text
    place = place_of(await ines.slash("salon start", club.salon, film="the-godfather-1972"))
    assert place is not None
    await ines.slash("salon end", place)
    assert "Le Parrain (1972)\u00a0: un salon ici" in (await ines.slash("film history", here, title="le parrain")).text


async def test_what_a_salon_is_on_is_told_as_its_opener_reads_it(club: Club, bot: SalonBot) -> None:
    ines, wren = french(club), club.person("Wren")
    opened = await ines.slash("salon start", club.salon, film="the-godfather-1972", language="en")
    assert "Le salon sur Le Parrain (1972) est ouvert" in opened.text
    assert [thread["name"] for thread in club.discord.threads(club.salon)] == ["The Godfather (1972)"]
    other = await wren.slash("salon start", club.salon, film="seven-samurai-1954", language="fr")
    assert "Seven Samurai (1954)" in other.text


@pytest.mark.parametrize(
    ("command", "option"),
    [("salon start", "film"), ("film themes", "title"), ("watchlist add", "film"), ("party nominate", "film")],
)
async def test_asking_back_names_films_in_french(club: Club, bot: SalonBot, command: str, option: str) -> None:
    ines, here = french(club), club.lobby
    unknown = await ines.slash(command, here, **{option: "The Seven Samurai Return"})
    assert "Vouliez-vous dire Les Sept Samouraïs (1954)\u202f?" in unknown.text
    several = await ines.slash(command, here, **{option: "beauty and the beast"})
    assert "Plusieurs films" in several.text
    in_french(str(several.message["components"]))
    assert component(several, "v1:")
    assert "La Belle et la Bête (1946)" in str(several.message["components"])
    assert "Les Sept Samouraïs (1954)" in str(unknown.message["components"])


async def test_undo_and_ratings_speak_french(club: Club, bot: SalonBot) -> None:
    ines, here = french(club), club.lobby
    offered = await ines.autocomplete("watchlist seen", here, focused="rating", film="le parrain", rating="3")
    assert [choice["name"] for choice in offered] == ["★★★½ (3,5)", "★★★ (3)"]
    await ines.slash("watchlist add", here, film="le parrain", **MINE)
    assert "Le Parrain (1972) n'est plus sur" in (await ines.slash("watchlist undo", here)).text
