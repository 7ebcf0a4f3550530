"""The ids of the frames of our own messages, by which a message is known again that was posted before that was noted.

Each kind has a range of its own. Discord gives small ids to what has none, and takes none of 2 ** 31 or more.
"""

from __future__ import annotations

from typing import Final

RECAPS: Final = range(100_000_000, 1_000_000_000)
DIGESTS: Final = range(1_000_000_000, 2_000_000_000)
BALLOTS: Final = range(2_000_000_000, 2_100_000_000)
SCREENINGS: Final = range(2_100_000_000, 2_140_000_000)


def frame_id(kind: range, number: int, each: int = 1) -> int:
    """The first of the ``each`` ids of the frames of something by its number; numbers beyond the range begin anew."""
    return kind.start + number * each % (len(kind) - len(kind) % each)
