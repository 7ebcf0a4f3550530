"""The marks on frames: no message of one kind is taken for one of another."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.ui.frames import BALLOTS, DIGESTS, RECAPS, SCREENINGS, frame_id

KINDS = (RECAPS, DIGESTS, BALLOTS, SCREENINGS)


def test_kinds_share_no_mark_and_discord_takes_them_all() -> None:
    assert all(one.stop <= other.start or other.stop <= one.start for one, other in combinations(KINDS, 2))
    assert all(0 < kind.start < kind.stop <= 2**31 for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("each", [1, 2, 10, 100])
@pytest.mark.parametrize("number", [0, 1, 99_999_999, 5_000_000_000])
def test_whatever_the_number_all_its_marks_lie_in_the_range(kind: range, each: int, number: int) -> None:
    first = frame_id(kind, number, each)
    assert first in kind
    assert first + each - 1 in kind
    assert frame_id(kind, number + 1, each) != first
