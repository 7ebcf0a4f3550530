"""Times of day as people type them."""

from __future__ import annotations

import pytest

from bot.domain.clock_time import minute_of_day
from bot.errors import BadInput


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("18:00", 1080), ("6pm", 1080), ("18h", 1080), ("18.30", 1110), ("18h30", 1110), ("18 h 30", 1110),
        ("6:30 PM", 1110), ("6 p.m.", 1080), ("12am", 0), ("12 pm", 720), ("0:05", 5), ("à 19h", 1140), ("19 heures", 1140), ("19h30min", 1170), ("19時", 1140), ("13", 780), ("1830", 1110),
        (" 23:59 ", 1439), ("noon", 720), ("Minuit", 0), ("18 Uhr", 1080), ("00:00", 0),
    ],
)  # fmt: skip
def test_a_time_is_read(typed: str, expected: int) -> None:
    assert minute_of_day(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7",
        "７",
        "12",
        "soon",
        "24:00",
        "18:60",
        "13pm",
        "0am",
        "6pmm",
        "-1",
        "18:0",
        "²:00",
        "1:2:3",
        "99",
        "18:00:00",
    ],
)
def test_what_is_no_time_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(BadInput) as error:
        minute_of_day(typed)
    assert error.value.key == "unusable_time"
    assert error.value.values["time"] == typed.strip()
