"""Fonts for every title: which characters they have, what stands in where none is installed, how lines are set."""

from __future__ import annotations

import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from bot.ui.pictures import fonts as module
from bot.ui.pictures.cmap import Coverage, coverage
from bot.ui.pictures.fonts import Face, Fonts
from bot.ui.pictures.lettering import ELLIPSIS, Lettering, Type
from bot.ui.pictures.rtl import rightward, visual
from bot.ui.pictures.timing import density, ticks, written
from bot.ui.texts import Texts

TOP = Path(__file__).resolve().parents[2]
PLAIN = Type(24)


@pytest.fixture
def lettering() -> Lettering:
    return Lettering(Fonts(), 2)


@pytest.mark.parametrize(
    "title",
    [
        "Amélie – Żółć, Þórr, Đường", "Ο Θίασος", "Сталкер", "Їжак", "千と千尋の神隠し", "霸王别姬", "悲情城市", "기생충", "عمر المختار",
        "ואלס עם באשיר", "तीन बत्ती", "ลุงบุญมีระลึกชาติ", "நாயகன்", "მონანიება", "Her 🎬",
    ],
)  # fmt: skip
@pytest.mark.parametrize("italic", [False, True])
def test_every_character_of_a_title_has_a_font(title: str, italic: bool) -> None:
    packaged = Fonts(system=False)
    runs = packaged.runs(title, italic)
    assert "".join(piece for _, piece in runs) == title
    assert all(face.path is not None for face, _ in runs)
    for face, piece in runs:
        assert face.path is not None
        assert all(one in coverage(face.path, face.index) for one in piece), (face, piece)


def test_the_titles_of_the_house_films_have_fonts() -> None:
    packaged = Fonts(system=False)
    lines = (TOP / "config/films.jsonl").read_text(encoding="utf-8").splitlines()[::8]
    titles = {title for film in map(json.loads, lines) for title in (film["title"], *film["other_titles"])}
    assert len(titles) > 500
    lacking = [title for title in titles if "".join(piece for _, piece in packaged.runs(title)) != title]
    assert len(lacking) <= 1, lacking  # Inuktitut syllabics are in no packaged font


def test_han_takes_the_forms_of_its_language() -> None:
    def index(title: str, language: str = "en") -> int:
        return next(
            face.index
            for face, piece in Fonts(language).runs(title)
            if unicodedata.name(piece[0])[:3] in {"CJK", "HAN"}
        )

    assert index("雪の門") == 0
    assert index("기생충") == 1
    assert index("骨") == 2
    assert index("骨", "ja") == 0
    assert index("骨", "zh-TW") == 3


def test_the_system_stands_in_for_packages_and_pillow_for_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = Fonts(packaged=False, system=False)
    assert bare.runs("Her 千") == [(Face(None), "Her ")]
    found = next(face.path for face, _ in Fonts().runs("Her"))
    assert found is not None
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/DejaVuSans.ttf").symlink_to(found)
    monkeypatch.setattr(module, "_folders", lambda: [tmp_path])
    assert Fonts(packaged=False).runs("Сталкер") == [(Face(tmp_path / "deep/DejaVuSans.ttf"), "Сталкер")]
    onto = Image.new("RGB", (200, 60))
    Lettering(bare, 2).draw(onto, (5, 25), "Her", PLAIN, "white")
    assert onto.getbbox()


def test_a_file_that_is_no_font_has_no_characters(tmp_path: Path) -> None:
    for number, content in enumerate(
        (b"", b"not a font", b"ttcf" + b"\xff" * 40, b"\x00\x01\x00\x00\xff\xff" + b"\x00" * 30)
    ):
        path = tmp_path / f"{number}.ttf"
        path.write_bytes(content)
        assert coverage(path) == Coverage()
    assert coverage(tmp_path / "gone.ttf") == Coverage()


def test_what_no_font_has_is_left_out(lettering: Lettering) -> None:
    assert lettering.clean("Her\ue000\U0003fffd 2\x00\x1b") == "Her 2"
    assert lettering.clean(" \n\t ") == ""
    assert lettering.clean("\ue000") == ""
    assert lettering.clean("e\u0301tranger") == "étranger"
    assert len(lettering.clean("x" * 500)) <= 200


@pytest.mark.parametrize(
    "text", ["love and desire", "千と千尋の神隠し", "x" * 200, "word " * 40, "a", "Сталкер и Зеркало"]
)
@pytest.mark.parametrize("room", [60.0, 150.0, 400.0])
def test_lines_keep_to_their_room(text: str, room: float, lettering: Lettering) -> None:
    lines = lettering.wrap(text, PLAIN, room, 2)
    assert 1 <= len(lines) <= 2
    assert all(lettering.width(line, PLAIN) <= room + 0.5 for line in lines)
    assert lettering.width(lettering.fit(text, PLAIN, room), PLAIN) <= room + 0.5
    whole = "".join(lines).replace(" ", "")
    assert whole == text.replace(" ", "") or whole.endswith(ELLIPSIS)


def test_two_lines_are_about_as_long(lettering: Lettering) -> None:
    lines = lettering.wrap("crushes and unrequited love", PLAIN, 250.0, 2)
    assert lines == ["crushes and", "unrequited love"]


def test_lines_from_the_right_are_turned_round() -> None:
    assert rightward("עם")
    assert rightward("1981 عمر")
    assert not rightward("Her (עם)")
    assert visual("Her") == "Her"
    assert visual("שלום 2008") == "2008 םולש"
    assert visual("(שלום)") == "(םולש)"
    assert [unicodedata.decomposition(one).split()[0] for one in visual("عمر")] == ["<final>", "<medial>", "<initial>"]
    assert visual("لا") == "\ufefb"


@pytest.mark.parametrize("span", [1.0, 3.0, 12.0, 59.0, 61.0, 135.0, 600.0, 1_200.0, 3_000.0, 40_000.0, 2_000_000.0])
def test_ticks_are_few_and_even(span: float) -> None:
    marks = list(ticks(span))
    assert marks[0] == 0
    assert 2 <= len(marks) <= 8
    assert marks[-1] <= span
    assert {later - earlier for earlier, later in pairwise(marks)} == {marks[1]}


def test_times_are_written_as_the_language_does() -> None:
    texts = Texts.load(TOP / "config/locales")
    said = [written(minutes, texts("en")) for minutes in (0, 45, 60, 95, 1_500)]
    said += [written(2_880, texts(code), days=True) for code in ("en", "fr")]
    assert all(" " not in one for one in said)  # a number and its unit stay together
    assert [one.replace("\u00a0", " ") for one in said] == [
        "0 min", "45 min", "1 h", "1 h 35", "25 h", "2 d", "2 j",
    ]  # fmt: skip


def test_density_is_highest_where_most_was_said() -> None:
    curve = density([10.0, 11.0, 12.0, 50.0], 60.0, 120, 3.0)
    assert len(curve) == 121
    assert abs(curve.index(max(curve)) - 22) <= 1
    assert curve[100] > curve[70] == 0.0
    assert max(density([], 10.0, 50, 2.0)) == 0.0
    assert density([-5.0, 99.0], 10.0, 50, 2.0)[0] == density([-5.0, 99.0], 10.0, 50, 2.0)[-1] > 0
