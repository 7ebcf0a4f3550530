"""Texts: every sentence the code asks for exists, and locales agree with each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.domain.forms import variables
from bot.domain.salon import Salon, SalonState
from bot.domain.spoiler import NOTHING
from bot.domain.turn import SalonId
from bot.errors import BadInput, ConfigError
from bot.services.progress import Told
from bot.ui.progress import progress_text
from bot.ui.texts import Texts
from tests.fakes import ANNA, EVENING, her

ROOT = Path(__file__).parents[2]
TEXTS = Texts.load(ROOT / "config" / "locales")
SOURCES = [path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py")]
_ASKED = re.compile(r"""(?:texts|locale\(\w+\)|\))\.get\(\s*["']([a-z_]+\.[a-z_]+)["']""")
_RAISED = re.compile(
    r"""\b(?:SalonError|BadInput|NotFound|Conflict|Forbidden|Unavailable|HostUnavailable|Gone)\(\s*"([a-z_]+)\""""
)
_DEFAULT = re.compile(r'default_key = "([a-z_]+)"')


def english(tmp_path: Path, text: str) -> Path:
    (tmp_path / "en.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_sentence_that_is_asked_for_exists() -> None:
    asked = {key for path in SOURCES for key in _ASKED.findall(path.read_text(encoding="utf-8"))}
    assert len(asked) > 30
    assert {key for key in asked if not TEXTS().has(key)} == set()


def test_every_error_key_has_a_sentence() -> None:
    keys = {key for path in SOURCES for key in _RAISED.findall(path.read_text(encoding="utf-8"))}
    keys |= set(_DEFAULT.findall((ROOT / "bot" / "errors.py").read_text(encoding="utf-8")))
    assert {key for key in keys if not TEXTS().has(f"errors.{key}")} == set()


def test_no_sentence_shouts_or_exceeds_a_message() -> None:
    for key, sentence in TEXTS().sentences.items():
        assert "!" not in sentence, key
        assert len(sentence) <= 1_000, key


def test_a_sentence_is_filled_and_counted() -> None:
    texts = TEXTS("en")
    assert texts.get("recap.people", n=1) == "one person"
    assert texts.get("recap.people", n=3) == "3 people"
    assert texts.get("salon.paused", film="Her (2013)").startswith("The salon on Her (2013) is paused")


@pytest.mark.parametrize("covers", [True, False])
def test_a_cover_is_promised_only_where_it_is_offered(covers: bool) -> None:
    film = her()
    salon = Salon(SalonId(1), 1000, 2000, 3000, film, SalonState.OPEN, ANNA, EVENING)
    text = progress_text(TEXTS("en"), Told(salon, NOTHING, NOTHING, covers=covers))
    assert "Others may write what they like." in text
    assert ("spoiler cover" in text) is covers
    assert "until this salon has ended and its recap is posted" in text


def test_values_are_not_templates() -> None:
    assert "{incident}" in TEXTS().get("salon.paused", film="{incident}")


def test_a_discord_locale_falls_back_to_english() -> None:
    assert TEXTS("en-GB").code == "en"
    assert TEXTS("ja").code == "en"


def test_a_language_is_known_by_code_or_name() -> None:
    assert TEXTS.code("english") == "en"
    with pytest.raises(BadInput):
        TEXTS.code("Klingon")


def test_locales_must_agree(tmp_path: Path) -> None:
    english(tmp_path, '[meta]\nname = "English"\n[a]\nb = "{film}"\nc = "x"\n')
    (tmp_path / "de.toml").write_text('[meta]\nname = "Deutsch"\n[a]\nb = "{titel}"\nd = "y"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        Texts.load(tmp_path)
    told = "\n".join(caught.value.faults)
    assert "de lacks the sentence a.c" in told
    assert "English lacks: a.d" in told
    assert "a.b must use the same variables" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[meta]\nname = "E"\n[a]\nb = "{film.title}"\n', "plain name"),
        ('[meta]\nname = "E"\n[a]\nb = "{"\n', "plain name"),
        ('[meta]\nname = "E"\n[a]\nb = 3\n', "must be a sentence"),
        ('[meta]\nname = "E"\n[a.b]\none = "x"\n', "it lacks other"),
        ("[a]\n", "must name its language"),
        ("[a\n", "cannot be read"),
    ],
)
def test_a_broken_locale_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Texts.load(english(tmp_path, text))
    assert told in "\n".join(caught.value.faults)


def test_a_folder_without_english_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        Texts.load(tmp_path)


def test_only_names_may_stand_in_braces() -> None:
    assert variables("{a} and {b}") == {"a", "b"}
    for wrong in ("{a!r}", "{a:>3}", "{0}", "{}"):
        with pytest.raises(ValueError, match=r"^[^a-z]*a?$"):
            variables(wrong)


def test_a_language_counts_in_its_own_forms(tmp_path: Path) -> None:
    english(tmp_path, '[meta]\nname = "English"\n[a.b]\none = "one film"\nother = "{n} films"\n')
    (tmp_path / "fr.toml").write_text(
        '[meta]\nname = "Français"\n[a.b]\none = "{n} film"\nother = "{n} films"\n', encoding="utf-8"
    )
    (tmp_path / "ja.toml").write_text('[meta]\nname = "日本語"\n[a.b]\nother = "{n}本"\n', encoding="utf-8")
    polish = '[meta]\nname = "polski"\n[a.b]\none = "film"\nfew = "{n} filmy"\nmany = "{n} filmów"\n'
    (tmp_path / "pl.toml").write_text(f'{polish}other = "{{n}} filmu"\n', encoding="utf-8")
    texts = Texts.load(tmp_path)
    assert [texts("fr").get("a.b", n=n) for n in (0, 1, 2)] == ["0 film", "1 film", "2 films"]
    assert [texts("ja").get("a.b", n=n) for n in (1, 2)] == ["1本", "2本"]
    assert [texts("pl").get("a.b", n=n) for n in (1, 3, 5)] == ["film", "3 filmy", "5 filmów"]
    (tmp_path / "pl.toml").write_text(polish.replace("few", "other"), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        Texts.load(tmp_path)
    assert "it lacks few" in str(caught.value.faults)


def test_french_spaces_are_those_of_french() -> None:
    """A colon and what stands in guillemets keep a whole non-breaking space, other double marks a thin one."""
    text = (ROOT / "config" / "locales" / "fr.toml").read_text(encoding="utf-8")
    wrong = re.findall(r".{0,20}(?:[ \u202f][:»]|[ \u00a0][;?!]|«[ \u202f]).{0,20}", text)
    assert wrong == []
