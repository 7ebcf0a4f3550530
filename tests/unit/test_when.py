"""Times as people type them: the phrases of ``tests/data/when.toml``, and what holds for any text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain.when import Asks, Read, Reading, Reason, Shift, read
from bot.domain.when_moments import shift
from bot.errors import BadInput, ConfigError
from bot.ui.when_words import load_when_words

HERE = Path(__file__).parents[1]
WORDS = load_when_words(HERE.parent / "config" / "when")


class Said(NamedTuple):
    zone: ZoneInfo
    now: datetime
    typed: str
    answer: str


def phrases() -> Iterator[Said]:
    data = tomllib.loads((HERE / "data" / "when.toml").read_text(encoding="utf-8"))
    for block in data["said"]:
        zone = ZoneInfo(block["zone"])
        now = datetime.fromisoformat(block["now"]).replace(tzinfo=zone)
        for typed, answer in block["phrases"]:
            yield Said(zone, now, typed, answer)


def come_to(said: Said) -> Reading | str:
    try:
        return read(said.typed, said.now, said.zone, WORDS)
    except BadInput as error:
        return str(error.key)


def moments(answer: str) -> set[datetime]:
    return {datetime.fromisoformat(one) for one in re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d[+-]\d\d:\d\d", answer)}


def right(said: Said, found: Reading | str) -> bool:
    if said.answer.startswith("!"):
        return found == said.answer.removeprefix("!").strip()
    if said.answer.startswith("?"):
        reason, _, choices = said.answer.removeprefix("?").strip().partition(": ")
        if not isinstance(found, Asks) or found.reason != reason:
            return False
        return choices == "*" or {one.at for one in found.choices} == moments(choices)
    return isinstance(found, Read) and {found.at} == moments(said.answer)


def test_the_answers_are_those_that_the_zones_give() -> None:
    off = [
        (said.typed, at)
        for said in phrases()
        for at in moments(said.answer)
        if at.astimezone(said.zone).replace(tzinfo=None) != at.replace(tzinfo=None)
    ]
    assert not off


def test_phrases_are_read_as_they_are_meant() -> None:
    said = list(phrases())
    wrong = [(one.zone.key, one.typed, one.answer, come_to(one)) for one in said if not right(one, come_to(one))]
    silent = [one for one in wrong if isinstance(one[3], Read)]
    assert len(said) >= 200
    assert len({one.zone.key for one in said}) >= 12
    assert silent == []
    assert len(wrong) <= len(said) * 0.02, wrong


ZONES = st.sampled_from([
    "Europe/Lisbon", "Europe/Dublin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu", "Africa/Cairo",
    "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Casablanca", "America/Santiago", "Antarctica/Troll",
]).map(ZoneInfo)  # fmt: skip
MOMENTS = st.integers(0, 4 * 365 * 24 * 60 * 60).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
PIECES = st.sampled_from(
    [phrase for words in WORDS for phrase in words.phrases]
    + [
        "8",
        "9",
        "20:30",
        "8.30",
        "20h",
        "5/12",
        "05/12/2026",
        "2026-12-05",
        "5.",
        ",",
        "-",
        "@",
        "CET",
        "UTC+2",
        "Europe/Rome",
        "pm",
        "am",
        ":",
        "/",
        "<t:1796245200>",
        "1",
        "31",
        "2030",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=7).map(" ".join))


@given(TEXTS, MOMENTS, ZONES)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_asked_about_or_refused(typed: str, now: datetime, zone: ZoneInfo) -> None:
    found = come_to(Said(zone, now, typed, ""))
    if isinstance(found, str):
        assert found in {"unusable_when", "when_too_far"}
        return
    offered = [found] if isinstance(found, Read) else list(found.choices)
    assert all(now < one.at <= now + timedelta(days=367) for one in offered)
    assert all(one.local == one.at and one.local.tzinfo is zone for one in offered)
    assert [one.at for one in offered] == sorted({one.at for one in offered})
    if isinstance(found, Asks) and found.reason is Reason.TWICE:
        assert len({one.local.utcoffset() for one in found.choices}) > 1


@given(MOMENTS, ZONES, st.integers(1, 360 * 24 * 60), st.sampled_from(["en", "fr", "de", "it", "es"]))
@settings(max_examples=300, deadline=None)
def test_what_is_told_back_is_read_as_the_same_moment(now: datetime, zone: ZoneInfo, ahead: int, language: str) -> None:
    at = (now + timedelta(minutes=ahead)).replace(second=0, microsecond=0)
    assume(at > now)
    local = at.astimezone(zone)
    day = format_date(local.date(), "full", locale=language)
    for typed in (f"{day} {local:%H:%M}", f"{local:%Y-%m-%d %H:%M}"):
        found = read(typed, now, zone, WORDS)
        offered = [found.at] if isinstance(found, Read) else [choice.at for choice in found.choices]
        assert at in offered
        assert isinstance(found, Read) or found.reason in {Reason.TWICE, Reason.HALF, Reason.MIDNIGHT}
    assert read(local.isoformat(timespec="minutes"), now, zone, WORDS) == Read(at, local, shift(at, zone))


def test_whichever_of_two_was_meant_is_noted() -> None:
    now, zone = datetime(2026, 10, 20, tzinfo=UTC), ZoneInfo("Europe/Berlin")
    notes = [read(f"25 october 02:30 {which}", now, zone, WORDS) for which in ("CEST", "CET", "first", "second")]
    assert [one.note for one in notes if isinstance(one, Read)] == [Shift.FIRST, Shift.SECOND] * 2
    plain = read("25 october 03:30", now, zone, WORDS)
    assert isinstance(plain, Read)
    assert plain.note is None


def test_choices_say_what_sets_them_apart() -> None:
    def apart(typed: str, now: datetime, zone: str) -> list[tuple[str, str | None]]:
        found = read(typed, now, ZoneInfo(zone), WORDS)
        assert isinstance(found, Asks)
        return [(one.apart.value, one.zone) for one in found.choices]

    assert apart("25 october 02:30", datetime(2026, 10, 20, tzinfo=UTC), "Europe/Berlin") == [
        ("first", None),
        ("second", None),
    ]
    assert apart("28 march 02:30", datetime(2027, 3, 20, tzinfo=UTC), "Europe/Berlin") == [
        ("before", None),
        ("after", None),
    ]
    assert apart("9pm EST", datetime(2026, 7, 15, tzinfo=UTC), "Europe/Lisbon") == [
        ("abroad", "America/New_York"),
        ("abroad", "EST"),
    ]


def test_a_refusal_names_what_was_typed() -> None:
    with pytest.raises(BadInput) as refused:
        read("friday-ish  around 8pm", datetime(2026, 7, 15, tzinfo=UTC), ZoneInfo("UTC"), WORDS)
    assert refused.value.values == {"typed": "friday-ish around 8pm"}


@pytest.mark.parametrize(
    ("spoiled", "instead", "fault"),
    [
        ('tonight = ["tonight", "tonite"]', "", "en.toml: [whole] lacks tonight."),
        ("day_first = false", "", "en.toml: day_first must be true or false."),
        ("15 = [", "15 = [[", "when/en.toml cannot be read"),
        ('yesterday = ["yesterday", "last night"]', "", "en.toml: [days] lacks yesterday."),
        ("[numbers]", "", "en.toml: [small] has 1, which is not known here."),
    ],
)
def test_faults_in_a_file_of_words_are_named(tmp_path: Path, spoiled: str, instead: str, fault: str) -> None:
    text = (HERE.parent / "config" / "when" / "en.toml").read_text(encoding="utf-8")
    assert spoiled in text
    (tmp_path / "en.toml").write_text(text.replace(spoiled, instead), encoding="utf-8")
    with pytest.raises(ConfigError) as found:
        load_when_words(tmp_path)
    assert any(fault in one for one in found.value.faults), found.value.faults


def test_a_folder_without_words_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        load_when_words(tmp_path)
