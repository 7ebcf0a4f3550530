"""Csv files that are too wide, too long, or in no encoding that is known. The samples are made up."""

from __future__ import annotations

import tracemalloc

import pytest

from bot.films.letterboxd_zip import MOST_MEMBER_BYTES
from tests.letterboxd_files import read, refused, zipped

HEAD = b"Name,Year\n"
MANY_CELLS = {
    "commas": b"," * MOST_MEMBER_BYTES,
    "tabs": b"\t" * MOST_MEMBER_BYTES,
    "commas below a head": HEAD + b"," * (MOST_MEMBER_BYTES - len(HEAD)),
    "quoted line ends": HEAD + b'"\n",' * 1_000_000,
}


@pytest.mark.parametrize("name", MANY_CELLS)
@pytest.mark.parametrize("packed", [False, True])
async def test_a_record_of_millions_of_cells_costs_neither_memory_nor_anybodys_turn(name: str, packed: bool) -> None:
    data = zipped({"watched.csv": MANY_CELLS[name]}) if packed else MANY_CELLS[name]
    tracemalloc.start()
    try:
        assert (await refused("watched.csv", data)).key == "import_broken_csv"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6 * MOST_MEMBER_BYTES  # the file, its text, and little besides


async def test_a_line_that_names_hundreds_of_columns_is_no_head() -> None:
    many = ",".join(f"c{n}" for n in range(200))
    assert (await refused("films.csv", f"Name,Year,{many}\nHer,2013\n")).key == "import_columns"
    found = await read("films.csv", f"{many}\nName,Year\nHer,2013\n")
    assert [film.label for film in found.films] == ["Her (2013)"]


async def test_a_long_review_is_no_long_record_and_line_ends_may_be_mixed() -> None:
    review = '"' + "Two faces, one line.\n" * 5_000 + '"'
    found = await read("reviews.csv", f"Name,Year,Review\rPersona,1966,{review}\r\nHer,2013,{review}\nZama,2017,\r")
    assert [film.label for film in found.films] == ["Persona (1966)", "Her (2013)", "Zama (2017)"]


@pytest.mark.parametrize("data", ["七人の侍".encode("shift-jis"), b"\xff\xfeN\x00a", b"\xff\xfe\x00\xd8\x00\xd8"])
async def test_an_encoding_that_is_not_known_is_said(data: bytes) -> None:
    body = data if data.startswith(b"\xff\xfe") else HEAD + data + b",1954\n"
    error = await refused("films.csv", body)
    assert (error.key, error.values) == ("import_encoding", {"file": "films.csv"})
