"""What ballots look like: cards that fit, ids that fit, and results that say what happened."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.domain.ballot import MOST, Ballot, BallotId, BallotState, Ending, NewBallot, Option, Ranking
from bot.domain.film import Film, FilmId
from bot.domain.nomination import LONGEST_REASON, Nomination, NominationId, Support
from bot.domain.watchlist import Seen
from bot.places import config_dir
from bot.ports.ballots import Standing
from bot.services.ballots import Mine
from bot.ui.ballot_board import card_mark, result_mark
from bot.ui.ballot_card import card_page
from bot.ui.ballot_items import BALLOT_ITEMS, card_buttons
from bot.ui.ballot_picture import Picture, described, drawn
from bot.ui.ballot_ranking import DraftButton, PickMenu, SaveButton, letters_of, ranking_of
from bot.ui.ballot_result import result_page
from bot.ui.ballot_words import names_of, rounds_text
from bot.ui.limits import CUSTOM_ID, V2_TEXT
from bot.ui.texts import Locale, Texts
from tests.evening import house
from tests.fakes import EVENING, GUILD

TEXTS = Texts.load(config_dir() / "locales")
EN, FR = TEXTS("en"), TEXTS("fr")
CONTENT = house().library.default
HOUR = timedelta(hours=1)
PNG = b"\x89PNG"


def film(number: int, title: str | None = None) -> Film:
    return Film(FilmId(f"f-{number}"), title or f"Film {number}", 1990 + number, runtime=100 + number)


def ballot(*films: Film, same_age: bool = False, **more: Any) -> Ballot:
    options = tuple(
        Option(NominationId(number), one, EVENING + (0 if same_age else number) * HOUR, 1)
        for number, one in enumerate(films, 1)
    )
    new = NewBallot(GUILD, 2, options, 11, EVENING, EVENING + 48 * HOUR, "5eed")
    values = {name: getattr(new, name) for name in NewBallot.__dataclass_fields__} | {"id": BallotId(7)} | more
    return Ballot(**values)


def closed(one: Ballot, *votes: Ranking, ending: Ending = Ending.TIME, late: float = 0) -> Ballot:
    at = one.closes_at + late * HOUR
    return replace(one, state=BallotState.CLOSED, closed_at=at, ending=ending, count=one.counted([*votes]), result=901)


def votes(*counted: tuple[int, tuple[int, ...]]) -> list[Ranking]:
    return [tuple(NominationId(one) for one in vote) for times, vote in counted for _ in range(times)]


def text(page: discord.ui.LayoutView) -> str:
    return "\n".join(one.content for one in page.walk_children() if isinstance(one, discord.ui.TextDisplay))


def told(one: Ballot, texts: Locale = EN, picture: Picture | None = None) -> str:
    assert one.count is not None
    page = result_page(one, one.count, texts, CONTENT, picture)
    assert page.content_length() <= V2_TEXT
    return text(page)


@pytest.mark.parametrize("texts", [EN, FR])
def test_the_fullest_card_fits_into_a_message(texts: Locale) -> None:
    full = ballot(*(film(n, f"A title *of* some length, number {n}, " + "x" * 150) for n in range(MOST)), quorum=900)
    reason = "because_ " * (LONGEST_REASON // 9)
    supports = tuple(Support(by, EVENING, reason) for by in range(100, 110))
    nominations = {
        one.nomination_id: Nomination(one.nomination_id, GUILD, one.film, EVENING, supports) for one in full.options
    }
    seen = {one.film.id: Seen(123) for one in full.options}
    firsts = {one.nomination_id: 100 for one in full.options}
    page = card_page(
        Standing(full, 100, firsts, nominations, seen), texts, CONTENT, card_buttons(full, texts), "x" * 150
    )
    assert page.content_length() <= V2_TEXT
    shown = text(page)
    assert all(f"**{number}\\. A title" in shown for number in range(1, MOST + 1))
    assert len(list(page.walk_children())) <= 40


def test_a_card_says_what_helps_to_choose_and_nothing_of_hidden_standings() -> None:
    one = ballot(film(1), film(2), film(3), quorum=5)
    nominations = {
        NominationId(1): Nomination(
            NominationId(1), GUILD, film(1), EVENING, (Support(1, EVENING, "the *lift*"), Support(2, EVENING))
        )
    }
    seen = {FilmId("f-1"): Seen(3, True), FilmId("f-2"): Seen(0, True)}
    shown = text(card_page(Standing(one, 1, None, nominations, seen), EN, CONTENT))
    assert "**1\\. Film 1 (1991)** · 101 minutes · already seen by 3 here" in shown
    assert "-# nominated by 2 people · “the \\*lift\\*”" in shown
    assert "**2\\. Film 2 (1992)** · 102 minutes · seen, says this server's list" in shown
    assert "its nomination was taken back; it stays on this ballot" in shown
    assert "One person has voted. Open until <t:" in shown
    assert "It closes earlier, as soon as 5 people have voted." in shown
    assert "first choice" not in shown.lower()
    struck = replace(one, options=(replace(one.options[0], struck=True), *one.options[1:]))
    assert "1\\. ~~Film 1 (1991)~~ · taken off the nominations" in text(card_page(Standing(struck), EN, CONTENT))


def test_a_closed_card_links_to_the_rounds_and_takes_no_votes() -> None:
    one = closed(ballot(film(1), film(2)), *votes((2, (2,))))
    page = card_page(Standing(one, 2), EN, CONTENT, card_buttons(one, EN))
    assert f"Chosen: **Film 2 (1992)**. [See the rounds](https://discord.com/channels/{GUILD}/2/901)" in text(page)
    assert not any(isinstance(item, discord.ui.ActionRow) for item in page.walk_children())
    nothing = closed(ballot(film(1), film(2)))
    assert "Nothing was chosen." in text(card_page(Standing(nothing), EN, CONTENT))


def test_a_ranking_of_everything_fits_into_a_custom_id() -> None:
    full = ballot(*(film(n) for n in range(MOST)), id=BallotId(10**18 - 1))
    ranked = letters_of(full, [one.nomination_id for one in full.options])
    buttons = [DraftButton.made(act, full, ranked, EN) for act in ("undo", "again", "change")]
    for item in (*buttons, SaveButton.made(full, ranked, EN, disabled=False)):
        assert len(item.custom_id) <= CUSTOM_ID
    menu = PickMenu.made(Mine(full, None), ranked[:-1], {}, EN, CONTENT)
    assert isinstance(menu.item, discord.ui.Select)
    assert [option.value for option in menu.item.options] == [ranked[-1]]
    assert len(menu.custom_id) <= CUSTOM_ID
    assert [len(set(found)) for found in [ranking_of(full, ranked)]] == [MOST]


def test_no_custom_id_belongs_to_two_items() -> None:
    one = ballot(film(1), film(2))
    made = [*card_buttons(one, EN), SaveButton.made(one, "ab", EN, disabled=False)]
    made += [DraftButton.made(act, one, "", EN) for act in ("undo", "again", "change")]
    ids = [str(getattr(item, "custom_id", "")) for item in made] + ["v1:ballot:end:7", "v1:ballot:back:7"]
    for custom_id in ids:
        assert sum(bool(re.fullmatch(item.__discord_ui_compiled_template__, custom_id)) for item in BALLOT_ITEMS) == 1


def test_letters_outlive_what_is_struck() -> None:
    one = ballot(film(1), film(2), film(3))
    struck = replace(one, options=(one.options[0], replace(one.options[1], struck=True), one.options[2]))
    assert letters_of(struck, [NominationId(3), NominationId(1)]) == "ca"
    assert ranking_of(struck, "cba") == [3, 1]
    assert ranking_of(struck, "cba", running=False) == [3, 2, 1]
    assert ranking_of(one, "aaz") == [1]


def test_rounds_in_words() -> None:
    cast = votes((4, (1,)), (3, (2, 3)), (2, (3, 2)), (1, (4, 3)), (1, (4,)))
    one = closed(ballot(*(film(n) for n in range(1, 6))), *cast)
    shown = told(one)
    assert shown.startswith("## The ballot has chosen: Film 2 (1992)\n11 people voted. Voting ended <t:")
    first = (
        "**Round 1.** Film 3 and Film 4 had the fewest, 2 votes each. Film 4 was nominated last and is out (tie rule). "
        "Its vote went to Film 3. One more had no further choice. Film 5 was nobody's first choice and is out as well."
    )
    assert first in shown
    assert "**Round 3.** Film 2 has 5 of 9 votes, more than half." in shown
    assert "In a tie the older nomination stays" in shown
    assert "The films left over stay nominated" in shown
    assert "Condorcet" not in shown
    assert "late" not in shown
    assert "Tour 3" in told(one, FR)


def test_where_votes_split_up_went_and_who_beats_everyone_is_said() -> None:
    split = closed(ballot(*(film(n) for n in range(1, 4))), *votes((4, (1, 2)), (2, (2, 1)), (1, (2, 3)), (4, (3, 2))))
    shown = told(split)
    assert "Film 2 had the fewest, 3 votes, and is out. Its 3 votes went to Film 1 (2) and Film 3 (1)." in shown
    assert "held against each of the other films alone, Film 2 would have beaten every one, Film 1 too" in shown
    assert "But in round 1 the fewest votes had it as their best, so it was out." in shown


def test_a_draw_is_told_with_its_number() -> None:
    shown = told(closed(ballot(film(1), film(2), same_age=True), *votes((1, (1,)), (1, (2,)))))
    assert "nominated at the same moment, so it was drawn by lot" in shown
    assert "The draw hung on the number 5eed, fixed before anyone voted" in shown
    assert "Nomination numbers: Film 1 (1), Film 2 (2)." in shown


def test_no_votes_no_film_and_nothing_false() -> None:
    none = told(closed(ballot(film(1), film(2)), late=5))
    assert "## The ballot has chosen nothing\nNobody voted." in none
    assert "I count it late; no vote after <t:" in none
    assert "nothing is lost" in none
    early = told(closed(ballot(film(1), film(2), quorum=1), *votes((1, (1,))), ending=Ending.QUORUM))
    assert "It closed as soon as one person had voted." in early
    assert "has the one vote that counts here" in early
    struck = ballot(film(1), film(2))
    struck = replace(struck, options=(replace(struck.options[0], struck=True), struck.options[1]))
    assert "None of the votes names a film that could still be chosen" in told(closed(struck, *votes((1, (1,)))))


def test_the_longest_result_fits_and_keeps_its_first_and_last_round() -> None:
    films = [film(n, f"_Title_ {n} " + "y" * 60) for n in range(MOST)]
    cast = votes(*((number, (number, number % MOST + 1)) for number in range(1, MOST + 1)))
    level = votes(*((1, (number,)) for number in range(1, MOST + 1)))
    cut = told(closed(ballot(*films, same_age=True), *level))
    assert "rounds in between are left out here" in cut
    assert "**Round 1.**" in cut
    one = closed(ballot(*films), *cast)
    for texts in (EN, FR):
        shown = told(one, texts, Picture(PNG, "words"))
        assert re.search(r"\*\*(Round|Tour) 1\.\*\*", shown)
        assert one.count is not None
        assert f" {len(one.count.rounds)}.**" in shown


async def test_the_picture_is_described_and_no_result_is_lost_over_it() -> None:
    one = closed(ballot(film(1), film(2), film(3)), *votes((4, (1, 2)), (2, (2, 1)), (3, (3, 2))))
    assert one.count is not None
    picture = await drawn(one, one.count, EN, CONTENT)
    assert picture is not None
    assert picture.data.startswith(PNG)
    assert picture.words.startswith("The rounds of a ballot as bars: 9 votes, 2 rounds. In the last round: Film 1 (6),")
    assert len(described(one.count, dict.fromkeys(names_of(one, CONTENT), "z" * 900), EN, "5eed")) <= 1_024

    def broken(*_: object) -> bytes:
        raise OSError

    assert await drawn(one, one.count, EN, CONTENT, broken) is None
    nobody = closed(ballot(film(1), film(2)))
    assert nobody.count is not None
    assert await drawn(nobody, nobody.count, EN, CONTENT) is None


def test_films_of_one_title_are_told_apart_and_marks_are_one_ballots() -> None:
    same = ballot(film(1, "Suspiria"), film(2, "suspiria"), film(3))
    assert list(names_of(same, CONTENT).values()) == ["Suspiria (1991)", "suspiria (1992)", "Film 3"]
    done = closed(same, *votes((1, (1,))))
    assert done.count is not None
    assert rounds_text(done.count, names_of(same, CONTENT), EN, "x") == [
        "**Round 1.** Suspiria (1991) has the one vote that counts here."
    ]
    other = replace(same, id=BallotId(8))
    assert len({card_mark(same), result_mark(same), card_mark(other), result_mark(other)}) == 4
    assert max(result_mark(replace(same, id=BallotId(10**15 - 1))), 0) < 2**31
