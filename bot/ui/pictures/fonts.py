"""Fonts for the words in pictures: for every character one that has it.

Sought in this order: the fonts that are installed with Salon (Noto Sans with most of the world's alphabets, from the package
``manimgx-fonts``; Noto Sans CJK, from ``noto-cjk-sans-otc``; both under the SIL Open Font License 1.1, and only their files are
used), then well-known fonts of the system, then the one built into Pillow. A character that none has is left out.
"""

from __future__ import annotations

import importlib.util
import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import ImageFont

from bot.ui.pictures.cmap import Coverage, coverage

_LATIN, _CJK = "manimgx_fonts", "noto_cjk_sans_otc"
_UPRIGHT, _ITALIC = "NotoSans[wght].ttf", "NotoSans-Italic[wght].ttf"
_LAST = ("NotoSansSymbols", "NotoEmoji")
_COLLECTED = {"ja": 0, "ko": 1, "zh": 2, "zh-TW": 3}
"""Where a language's forms of the shared characters are in the collection of Noto Sans CJK (its README)."""
_SYSTEM = (
    "NotoSans-Regular*", "DejaVuSans.ttf", "LiberationSans-Regular*", "SegoeUI*", "segoeui.ttf", "Arial.ttf", "arial.ttf",
    "ArialUnicode*", "Arial Unicode*", "NotoSansCJK-Regular*", "NotoSansCJK*", "SourceHanSans*", "NotoSans??-Regular*", "wqy-*",
    "DroidSansFallback*", "PingFang*", "Hiragino Sans GB*", "AppleSDGothicNeo*", "msyh.ttc", "YuGothR*", "malgun.ttf",
    "NotoSans*-Regular*", "Symbola*",
)  # fmt: skip
_BUILT_IN = Coverage((0x20,), (0x7E,))
"""What the font inside Pillow is sure to have."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font file; ``path`` is None for the one built into Pillow, ``weights`` whether it comes in several weights."""

    path: Path | None
    index: int = 0
    weights: bool = False


@dataclass(slots=True)
class Fonts:
    """The fonts of one drawing; files are opened when a character asks for them. ``language`` chooses the forms of Han."""

    language: str = "en"
    packaged: bool = True
    system: bool = True
    _covers: dict[Face, Coverage] = field(default_factory=dict)
    _opened: dict[tuple[Face, int, int], ImageFont.FreeTypeFont | ImageFont.ImageFont] = field(default_factory=dict)
    _ours: dict[tuple[bool, int], list[Face]] = field(default_factory=dict)
    _found: list[Face] | None = None

    def runs(self, text: str, italic: bool = False) -> list[tuple[Face, str]]:
        """The text in pieces with the font of each. Characters that no font has are gone."""
        pieces: list[tuple[Face, str]] = []
        index = _han(text, self.language)
        for character in text:
            face = pieces[-1][0] if pieces else None
            if face is None or not (_follows(character, face) and self._has(face, character)):
                face = next((one for one in self._faces(italic, index) if self._has(one, character)), None)
            if face is None:
                continue
            if pieces and pieces[-1][0] == face:
                pieces[-1] = (face, pieces[-1][1] + character)
            else:
                pieces.append((face, character))
        return pieces

    def open(self, face: Face, size: int, weight: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        """A font at a size in pixels and a weight (400 regular, 700 bold), where it comes in that."""
        key = (face, size, weight if face.weights else 400)
        if key not in self._opened:
            if face.path is None:
                self._opened[key] = ImageFont.load_default(size)
            else:
                font = ImageFont.truetype(face.path, size, index=face.index)
                if face.weights:
                    font.set_variation_by_axes([weight])
                self._opened[key] = font
        return self._opened[key]

    def _has(self, face: Face, character: str) -> bool:
        if face not in self._covers:
            self._covers[face] = _BUILT_IN if face.path is None else coverage(face.path, face.index)
        return character in self._covers[face]

    def _faces(self, italic: bool, index: int) -> Iterator[Face]:
        if self.packaged:
            if (italic, index) not in self._ours:
                self._ours[italic, index] = list(_packaged(italic, index))
            yield from self._ours[italic, index]
        if self.system:
            if self._found is None:
                self._found = list(_installed())
            yield from (Face(one.path, index) if _many(one.path) else one for one in self._found)
        yield Face(None)


def _packaged(italic: bool, index: int) -> Iterator[Face]:
    folder = _folder(_LATIN)
    if folder is not None:
        yield Face(folder / (_ITALIC if italic else _UPRIGHT), weights=True)
    cjk = _folder(_CJK)
    if cjk is not None:
        yield Face(cjk / "NotoSansCJK-Regular.ttc", index)
    if folder is not None:
        others = [path for path in sorted(folder.glob("Noto*.ttf")) if path.name not in {_UPRIGHT, _ITALIC}]
        yield from (Face(path, weights=True) for path in sorted(others, key=lambda path: path.name.startswith(_LAST)))


def _folder(package: str) -> Path | None:
    """Where a package has its files; it is not imported."""
    found = importlib.util.find_spec(package)
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places))) if places else None


def _installed() -> Iterator[Face]:
    """Well-known fonts of the system, in the order of ``_SYSTEM``."""
    paths = sorted({path for folder in _folders() for path in folder.rglob("*.[to]t[fc]")})
    for pattern in _SYSTEM:
        yield from (Face(path) for path in paths if path.match(pattern))


def _folders() -> Sequence[Path]:
    home = Path.home()
    named = (
        Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts",
        Path("/System/Library/Fonts"), Path("/Library/Fonts"), Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
    )  # fmt: skip
    return [folder for folder in named if folder.is_dir()]


def _many(path: Path | None) -> bool:
    """Whether the file is a collection of Noto Sans CJK, whose fonts are in the order of ``_COLLECTED``."""
    return path is not None and path.name.startswith("NotoSansCJK") and path.suffix == ".ttc"


def _han(text: str, language: str) -> int:
    """Which font of the collection: kana are Japanese, hangul Korean; else the reader's language, else simplified Chinese."""
    for character in text:
        if "\u3040" <= character <= "\u30ff":
            return _COLLECTED["ja"]
        if "\uac00" <= character <= "\ud7a3":
            return _COLLECTED["ko"]
    return _COLLECTED.get(language, _COLLECTED.get(language.split("-", maxsplit=1)[0], _COLLECTED["zh"]))


def _follows(character: str, face: Face) -> bool:
    """Whether a character stays in the font of the one before it: spaces (pictograms' are too wide), marks, joiners."""
    if character.isspace():
        return face.path is not None and not face.path.name.startswith(_LAST)
    return unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}
