"""How times are told back, and how what is not clear is asked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.recurrence import Repeat
from bot.domain.when import Asks, Read, Reason, read
from bot.ui.texts import Texts
from bot.ui.when import asked, labels, short, stamps, told, told_back, told_repeat
from bot.ui.when_words import load_when_words

CONFIG = Path(__file__).parents[2] / "config"
TEXTS, WORDS = Texts.load(CONFIG / "locales"), load_when_words(CONFIG / "when")
LISBON, BERLIN = ZoneInfo("Europe/Lisbon"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
AT = datetime(2026, 12, 5, 21, 0, tzinfo=UTC)


def question(typed: str, now: datetime = NOW, zone: ZoneInfo = LISBON) -> Asks:
    found = read(typed, now, zone, WORDS)
    assert isinstance(found, Asks)
    return found


def test_a_moment_is_told_in_full() -> None:
    assert told(AT, LISBON, "en") == "Saturday 5 December 2026, 21:00 (Europe/Lisbon)"
    assert told(AT, LISBON, "fr") == "samedi 5 décembre 2026, 21:00 (Europe/Lisbon)"
    twice = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert told(twice, BERLIN, "en") == "Sunday 25 October 2026, 02:30 (Europe/Berlin, UTC+2)"
    assert stamps(AT) == f"<t:{int(AT.timestamp())}:F> (<t:{int(AT.timestamp())}:R>)"


def test_what_was_understood_is_told_back_with_a_note_where_clocks_show_it_twice() -> None:
    found = read("25 october 2027 21:00", NOW, BERLIN, WORDS)
    assert isinstance(found, Read)
    assert "\n<t:" not in told_back(found, BERLIN, TEXTS("en"))
    assert "first time" not in told_back(found, BERLIN, TEXTS("en"))
    second = read("31 october 2027 02:30 CET", NOW, BERLIN, WORDS)
    assert isinstance(second, Read)
    assert "the second time" in told_back(second, BERLIN, TEXTS("en"))
    assert "la seconde" in told_back(second, BERLIN, TEXTS("fr"))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_its_question(reason: Reason, language: str) -> None:
    choices = question("friday 8").choices
    said = asked(Asks(reason, choices), "friday *8*", LISBON, TEXTS(language))
    assert said.rstrip().endswith(("?", ".")), said
    assert "friday *8*" not in said, "what people type is data"
    assert asked(Asks(reason, ()), "x", LISBON, TEXTS(language))


def test_choices_are_told_apart_on_buttons() -> None:
    def shown(typed: str, now: datetime = NOW, zone: ZoneInfo = LISBON) -> list[str]:
        return list(labels(question(typed, now, zone), now, TEXTS("en")))

    october, march = datetime(2026, 10, 20, tzinfo=UTC), datetime(2027, 3, 20, tzinfo=UTC)
    assert shown("friday 8") == ["Fri 27 Nov, 08:00", "Fri 27 Nov, 20:00"]
    assert shown("5/6 20:00") == ["Thu, 6 May 2027, 20:00", "Sat, 5 Jun 2027, 20:00"]
    assert shown("saturday midnight") == [
        "Night from Friday to Sat 28 Nov, 00:00",
        "Night from Saturday to Sun 29 Nov, 00:00",
    ]
    assert shown("sunday 02:30", october, BERLIN) == [
        "Sun 25 Oct, 02:30, the first time (UTC+2)", "Sun 25 Oct, 02:30, the second time (UTC+1)",
    ]  # fmt: skip
    assert shown("28 march 02:30", march, BERLIN) == [
        "Sun 28 Mar, 01:30, before clocks change", "Sun 28 Mar, 03:30, after clocks change",
    ]  # fmt: skip
    assert shown("9pm EST", datetime(2026, 7, 15, tzinfo=UTC)) == [
        "Wed 15 Jul, 02:00 (by America/New_York)", "Wed 15 Jul, 03:00 (by EST)",
    ]  # fmt: skip
    french = labels(question("friday 8"), NOW, TEXTS("fr"))
    assert french == ["ven. 27 nov., 08:00", "ven. 27 nov., 20:00"]
    assert short(AT, datetime(2025, 1, 1, tzinfo=UTC), "en").startswith("Sat, 5 Dec 2026")


def test_repeats_are_told() -> None:
    second, last = datetime(2026, 12, 11, 21, tzinfo=UTC), datetime(2026, 12, 25, 21, tzinfo=UTC)
    assert told_repeat(second, Repeat.WEEKLY, TEXTS("en")) == "every Friday"
    assert told_repeat(second, Repeat.FORTNIGHTLY, TEXTS("fr")) == "un vendredi sur deux"
    assert told_repeat(second, Repeat.MONTHLY, TEXTS("en")) == "on the second Friday of every month"
    assert told_repeat(last, Repeat.MONTHLY, TEXTS("fr")) == "le dernier vendredi de chaque mois"
