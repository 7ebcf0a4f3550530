"""Which words of a week go into its digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.digest import Spot, beginning
from bot.domain.digest_lines import arcs, best_line, headline, left_open, named_theme, themes_of
from bot.domain.film import Film, FilmId
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.theme_talk import Talked
from bot.domain.turn import SalonId, Source, Turn, TurnId, Utterance, UtteranceKind
from tests.fakes import EVENING, her

PLACE = 3_000
HER, EX, JAWS = her(), Film(FilmId("ex"), "Ex Machina", 2014), Film(FilmId("jaws"), "Jaws", 1975)


def turn(number: int, text: str, *, by_host: bool = False) -> Turn:
    said = Utterance(UtteranceKind.QUESTION, "", Source.HOUSE, "x") if by_host else None
    name = "Salon" if by_host else "Anna"
    return Turn(TurnId(number), SalonId(1), 11, name, EVENING, text, message_id=100 + number, utterance=said)


def record(*items: RecapItem, said: str = "Her: consent", source: Source = Source.HOUSE) -> Recap:
    return Recap("Her (2013)", said, items, source, 2, 9, 30)


def item(kind: ItemKind, number: int, quote: str | None, **more: object) -> RecapItem:
    return RecapItem(kind, "Anna holds", (TurnId(number),), "Anna", quote, **more)  # type: ignore[arg-type]


def talked(theme: str, salon: int, film: Film, *, days: int = 0, turns: int = 2, confirmed: bool = False) -> Talked:
    at = EVENING - timedelta(days=days)
    return Talked(theme, SalonId(salon), film, at, 1, 2, turns, 2, at, confirmed)


def test_the_best_line_is_one_that_still_stands() -> None:
    turns = {one.id: one for one in (turn(1, "The letters are gifts."), turn(2, "He never signs\nany of them."))}
    said = record(
        item(ItemKind.POINT, 1, "The letters are gifts"),
        item(ItemKind.QUOTE, 9, "gone with its turn"),
        item(ItemKind.QUOTE, 2, "he signs all of them"),
        item(ItemKind.QUOTE, 2, "He never signs any of them"),
    )
    line = best_line(said, turns, PLACE)
    assert line is not None
    assert (line.words, line.speaker, line.spot) == ("He never signs any of them", "Anna", Spot(PLACE, 102))
    del turns[TurnId(2)]
    line = best_line(said, turns, PLACE)
    assert line is not None
    assert line.words == "The letters are gifts"
    assert best_line(said, {}, PLACE) is None
    assert best_line(replace(said, headline='Her: "the letters are gifts"'), turns, PLACE) is None


def test_the_best_line_is_never_the_hosts() -> None:
    turns = {one.id: one for one in (turn(1, "Who writes?", by_host=True), turn(2, "He does, of course."))}
    both = RecapItem(
        ItemKind.POINT, "Salon asks, Anna answers", (TurnId(1), TurnId(2)), "Salon", "Who writes?", "Anna", "He does"
    )
    line = best_line(record(both), turns, PLACE)
    assert line is not None
    assert (line.words, line.speaker, line.spot.message_id) == ("He does", "Anna", 102)


def test_a_question_is_left_open_before_a_claim() -> None:
    turns = {one.id: one for one in (turn(1, "It is a cop-out."), turn(2, "Does she ever ask him?", by_host=True))}
    said = record(
        item(ItemKind.OPEN, 1, "It is a cop-out"),
        RecapItem(ItemKind.OPEN, "Also said: Ben", (TurnId(1),)),
        item(ItemKind.OPEN, 2, "Does she ever ask him?"),
    )
    line = left_open(said, turns, PLACE)
    assert line is not None
    assert line.words == "Does she ever ask him?"
    line = left_open(record(said.items[0]), turns, PLACE)
    assert line is not None
    assert line.words == "It is a cop-out"
    assert left_open(record(said.items[1]), turns, PLACE) is None


def test_a_headline_goes_without_the_title_and_is_known_to_quote() -> None:
    assert headline(record(said="Her: consent; gift"), HER) == ("consent; gift", False)
    assert headline(record(said='Her: "he signs none"'), HER) == ('"he signs none"', True)
    assert headline(record(said="Her\u00a0: « il n'en signe aucune »"), HER)[1]
    assert headline(record(said="Who owns a letter", source=Source.AI), HER) == ("Who owns a letter", True)
    assert headline(record(said="Heroes and gifts"), HER) == ("Heroes and gifts", False)
    assert headline(record(said="Her: Anna's consent"), HER) == ("Anna's consent", False)


def test_a_confirmed_theme_stands_for_the_evening() -> None:
    first, second = (
        RecapItem(ItemKind.THEME, one, (), theme=one, confirmed=one == "gift") for one in ("grief", "gift")
    )
    assert named_theme(record(first, second)) == "gift"
    assert named_theme(record(first)) == "grief"
    assert named_theme(record()) is None


def test_themes_of_a_week_against_earlier_ones() -> None:
    names = {"consent": "consent", "gift": "gift", "grief": "grief"}
    week = [
        talked("consent", 3, JAWS), talked("consent", 2, HER), talked("consent", 1, JAWS, turns=1),
        talked("grief", 3, JAWS), talked("gift", 3, JAWS, turns=1), talked("unknown", 3, JAWS),
    ]  # fmt: skip
    before = [talked("consent", 9, EX, days=40), talked("consent", 8, HER, days=50), talked("consent", 7, EX, days=90)]
    now = themes_of(week)
    assert list(now) == ["consent", "grief", "unknown"], "one turn is not a theme of the week"
    (arc,) = arcs(now, before, names)
    assert (arc.theme, arc.salons, arc.films) == ("consent", 3, (JAWS, HER))
    assert arc.earlier == ((EX, EVENING - timedelta(days=40)),), "a film once, and none of this week's"
    assert "gift" in themes_of([talked("gift", 3, JAWS, turns=1, confirmed=True)])


def test_a_digest_begins_where_the_last_one_ended_or_a_week_back() -> None:
    week = timedelta(weeks=1)
    assert beginning(EVENING, None) == EVENING - week
    assert beginning(EVENING, EVENING - timedelta(days=3)) == EVENING - timedelta(days=3)
    assert beginning(EVENING, EVENING - timedelta(days=13)) == EVENING - timedelta(days=13)
    assert beginning(EVENING, EVENING - timedelta(days=15)) == EVENING - week
    assert beginning(EVENING, EVENING + timedelta(days=1)) == EVENING - week
