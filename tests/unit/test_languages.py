"""A language is a set of files: what `salon check` says of one that lacks some, and that the bot speaks whole ones only."""

from __future__ import annotations

import logging
import os
import re
import shutil
import tomllib
from collections.abc import Mapping, Set
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import build_bot
from bot.clock import SystemClock
from bot.errors import BadInput, ConfigError
from bot.hosts.content import codes, languages, load_library, missing
from bot.hosts.speech_content import host_faults
from bot.house import load_house
from bot.settings import load
from bot.ui.texts import Texts

CONFIG = Path(__file__).parents[2] / "config"
ENGLISH, FRENCH = ((CONFIG / "host" / f"{code}.toml").read_text(encoding="utf-8") for code in ("en", "fr"))
NEEDED = (
    "locales/fr.toml", "host/fr.toml", "guard/fr.toml", "themes.fr.toml", "lenses.fr.toml", "questions/themes.fr.toml",
    "questions/lenses.fr.toml", "questions/evidence.fr.toml",
)  # fmt: skip


NAMES = "commands/fr.toml"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the configuration that a test may spoil, with nothing of this machine's own settings."""
    for name in os.environ:
        if name.startswith(("SALON_", "OPENAI_", "DISCORD_")):
            monkeypatch.delenv(name)
    folder = tmp_path / "config"
    shutil.copytree(CONFIG, folder)
    monkeypatch.setenv("SALON_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SALON_CONFIG_DIR", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def changed(text: str, pattern: str, new: str) -> str:
    """A text with something in the place of the first match of a pattern, in which ^ and $ are a line's ends."""
    result, count = re.subn(pattern, lambda _: new, text, count=1, flags=re.MULTILINE)
    assert count == 1, pattern
    return result


def change(path: Path, pattern: str, new: str) -> None:
    path.write_text(changed(path.read_text(encoding="utf-8"), pattern, new), encoding="utf-8")


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """What `salon check` says, which must be of faults."""
    assert main(["check", "--quick"]) == 2
    return capsys.readouterr().out


def faults(config: Path) -> str:
    """What the bot says of its content instead of starting."""
    with pytest.raises(ConfigError) as caught:
        load_library(config)
    return "\n".join(caught.value.faults)


# ---- what a language lacks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file",
    ["locales/de.toml", "host/de.toml", "commands/de.toml", "guard/de.toml", "themes.de.toml", "lenses.de.toml",
     "questions/evidence.de.toml", "questions/films.de/her-2013.toml", "films.de.jsonl"],
)  # fmt: skip
def test_a_language_is_known_by_any_of_its_files(config: Path, file: str) -> None:
    (config / file).parent.mkdir(exist_ok=True)
    (config / file).write_text("", encoding="utf-8")
    assert codes(config) == ["de", "en", "fr"]
    assert languages(config) == ["en", "fr"]
    assert set(missing(config, "de")) == {name.replace("fr", "de") for name in (*NEEDED, NAMES)} - {file}


def test_every_file_that_a_language_lacks_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in (*NEEDED, NAMES):
        (config / file).unlink()
    out = told(capsys)
    assert set(re.findall(r"  - fr: (\S+) is missing\.", out)) == {*NEEDED, NAMES}
    assert "languages: en with 92 of 92 films; fr with 92 of 92 films: 9 faults" in out


def test_without_command_names_a_language_is_faulty_and_spoken(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (config / NAMES).unlink()
    assert "fr: commands/fr.toml is missing." in told(capsys)
    assert languages(config) == ["en", "fr"]


def test_what_is_no_language_is_none(config: Path) -> None:
    (config / "host" / ".#fr.toml").symlink_to("nobody@nowhere")  # as some editors leave while a file is open
    assert languages(config) == ["en", "fr"]


def test_films_without_questions_in_a_language_are_counted(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for film in sorted((config / "questions" / "films.fr").iterdir())[:29]:
        film.unlink()
    (config / "films.fr.jsonl").unlink()
    assert main(["check", "--quick"]) == 0
    assert "fr with 63 of 92 films, no films.fr.jsonl" in capsys.readouterr().out


@pytest.mark.parametrize("file", NEEDED)
def test_a_language_that_is_not_whole_is_left_out_with_one_warning(
    config: Path, file: str, caplog: pytest.LogCaptureFixture
) -> None:
    (config / file).unlink()
    with caplog.at_level(logging.WARNING):
        library = load_library(config)
    assert list(library.contents) == ["en"]
    (record,) = caplog.records
    assert record.getMessage() == f"event=language_left_out language=fr missing={file}"
    texts = Texts.load(config / "locales", library.contents)
    assert dict(texts.names) == {"en": "English"}
    assert texts.commands.of("fr") is None


@pytest.mark.parametrize(("file", "offered"), [("host/fr.toml", False), ("guard/fr.toml", False), (None, True)])
async def test_the_bot_offers_whole_languages_only(
    config: Path, tmp_path: Path, file: str | None, offered: bool
) -> None:
    if file:
        (config / file).unlink()
    bot = await build_bot(
        load({}, config), load_house(config), f"sqlite+aiosqlite:///{tmp_path / 'salon.db'}", SystemClock()
    )
    try:
        assert ("fr" in bot.texts.names) is offered
        if offered:
            assert (await bot.services.servers.choose_language(1, "fr")).language == "fr"
        else:
            with pytest.raises(BadInput):
                await bot.services.servers.choose_language(1, "fr")
    finally:
        await bot.services.close()
        await bot.close()


def test_a_host_file_is_looked_at_before_its_language_is_whole(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (config / "themes.fr.toml").unlink()
    change(config / "host" / "fr.toml", r"^joint = .*$", "")
    assert "host/fr.toml: [words] lacks joint." in told(capsys)


# ---- the host's file ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "new", "fault"),
    [
        (r"^short = \[", "kurz = [", "[replies] lacks short."),
        (r"^short = \[", "kurz = [", "[replies] has kurz, which nothing reads."),
        (r"^joint = .*$", "", "[words] lacks joint."),
        (r"^headline_bare = .*$", "", "[recap] lacks headline_bare."),
        (r"^headline_bare = .*$", "headline_bare = '{titre}'", "recap.headline_bare: there is no {titre} to fill in"),
        (r"^headline_bare = .*$", "headline_bare = '{film'", "recap.headline_bare: the braces must hold a plain name"),
        (r"^headline_bare = .*$", "headline_bare = 3", "recap.headline_bare: it must be a text in quotation marks."),
        (r"^short = \[", "short = [3, ", "replies.short 1: it must be a text in quotation marks."),
        (r"^farewell = .*$", "farewell = []", "replies.farewell: it must have at least one form."),
        (r"^farewell = .*$", "farewell = 'Bonsoir.'", "replies.farewell: it must be a list."),
        (r"^farewell = .*$", "farewell = ['Bonsoir, {name}.']", "replies.farewell 1: there is no {name} to fill in"),
        (r"^listed = \[", "listed = ['{title} : {question}', ", "opening.listed 1: there is no {title} to fill in"),
        (r"^questions = \[", "questions = ['{quote} ?', ", "connect.questions 1: there is no {quote} to fill in"),
        (r"^forms_alone = \[", "forms_alone = ['{name} ?', ", "nudge.forms_alone 1: there is no {name} to fill in"),
        (r"^\[stalled\.stuck\]$", "[stalled.fest]", "[stalled] lacks stuck."),
        (r"^\[\[counter\.agreed\]\]\n(alone = )", "[[counter.agreed]]\nallein = ", "counter.agreed 1: it lacks alone."),
        (r"^\[\[counter\.claim\]\]\nalone = .*$", "[[counter.claim]]\nalone = '{name}'", "counter.claim 1: alone: there is"),
        (r"^link = .*$", 'link = ""', "whatif.link: it is empty."),
        (r"^after = \"claim\"$", 'after = "claims"', "after must be one of"),
        (r"^\[asking\]$", "[asking]\nnobody = 'x'", "[asking] has nobody, which nothing reads."),
        (r"^yes_no = .*$", "yes_no = '('", "[asking] yes_no is no regular expression"),
        (r"^hangs = .*$", "hangs = '('", "[lexicon] hangs is no regular expression"),
        (r"^laughs = .*$", "laughs = '['", "[heat] laughs is no regular expression"),
        (r"^never = .*$", "never = 'jamais'", "[lexicon] never must be a list of words or phrases."),
        (r"^year = \[\[", "jahr = [[", "[lexicon.facts] lacks year."),
    ],
)  # fmt: skip
def test_a_host_file_is_measured_by_the_english_one(pattern: str, new: str, fault: str) -> None:
    assert fault in "\n".join(host_faults(tomllib.loads(ENGLISH), tomllib.loads(changed(FRENCH, pattern, new))))


@pytest.mark.parametrize("code", ["en", "fr"])
def test_all_that_a_lexicon_lacks_is_named_at_once(config: Path, code: str) -> None:
    path = config / "host" / f"{code}.toml"
    for name in ("closers", "never", "hangs", "endings"):
        change(path, rf"^{name} = .*$", "")
    change(path, r"^laughs = .*$", "")
    out = faults(config)
    for name in ("closers", "never", "hangs", "endings"):
        assert f"host/{code}.toml: [lexicon] lacks {name}." in out
    assert f"host/{code}.toml: [heat] lacks laughs." in out


def test_a_host_may_have_more_or_fewer_forms_than_the_english() -> None:
    more = changed(FRENCH, r"^farewell = \[", 'farewell = ["Bonsoir.", "À bientôt.", ')
    fewer = changed(ENGLISH, r"^farewell = \[", 'farewell = ["Good night.", "Good bye.", ')
    assert list(host_faults(tomllib.loads(fewer), tomllib.loads(FRENCH))) == []
    assert list(host_faults(tomllib.loads(ENGLISH), tomllib.loads(more))) == []


# ---- the guard and the locale ------------------------------------------------------------------------------------------


def test_every_list_that_a_guard_lacks_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("name_endings", "poses", "prepositions"):
        change(config / "guard" / "fr.toml", rf"^{name} = (?:\[[^\]\n]*\]$|\[\n(?:.*\n)*?\])", "")
    out = told(capsys)
    assert "guard: phrases no host says, in en, fr: 3 faults" in out
    assert "fr.toml: the list name_endings is missing." in out
    assert "fr.toml: the list poses is missing." in out
    assert "fr.toml: [questions] lacks the list prepositions." in out


@pytest.mark.parametrize("key", ["modal_title", "modal_label"])
def test_a_modals_texts_that_discord_would_refuse_are_named(tmp_path: Path, key: str) -> None:
    (tmp_path / "en.toml").write_text(f'[meta]\nname = "English"\n[whatif]\n{key} = "{"x" * 45}"\n', encoding="utf-8")
    Texts.load(tmp_path)
    (tmp_path / "en.toml").write_text(f'[meta]\nname = "English"\n[whatif]\n{key} = "{"x" * 46}"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        Texts.load(tmp_path)
    assert caught.value.faults == (f"Locale en.toml: whatif.{key} has 46 characters; Discord takes 45.",)


# ---- questions -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "pattern", "new", "fault"),
    [
        ("questions/films.fr/her-2013.toml", r"(?s)\A.*\Z", 'question = ["x"]\n', "question 1: it must be a table"),
        ("questions/films.fr/her-2013.toml", r"(?s)\A.*\Z", "question = 3\n", "question must be a list of tables"),
        ("questions/films.fr/her-2013.toml", r"^opening = .*$", "opening = 3", "opening must be a text"),
        ("questions/films.fr/her-2013.toml", r"^cues = .*$", 'cues = "lettre"', "cues must be a list"),
        ("questions/films.fr/her-2013.toml", r"^anchor = .*$", "anchor = 3", "anchor must be a text"),
        ("questions/films.fr/her-2013.toml", '^id = "her-2013-crooked-tooth"', 'id = "her-2013-anniversary-face"',
         "question her-2013-anniversary-face: it is there twice."),
        ("questions/themes.fr.toml", r"(?s)\A.*\Z", 'questions = ["x"]\n', "questions must be a table"),
        ("questions/themes.fr.toml", r"^authorship-credits-change = .*$", "authorship-credits-change = 3", "must be a text"),
        ("themes.fr.toml", r"(?s)\A.*\Z", "theme = 3\n", "theme must be a list of tables"),
        ("themes.fr.toml", r"^id = \".*\"$", 'id = "nowhere"', "theme nowhere: the original has none of that id."),
        ("films.fr.jsonl", r'^\{"id": "12-years-a-slave-2013"', '{"id": "12-angry-men-1957"', "is there twice"),
    ],
)  # fmt: skip
def test_questions_that_are_made_wrong_are_named(config: Path, file: str, pattern: str, new: str, fault: str) -> None:
    change(config / file, pattern, new)
    told = faults(config)
    assert f"{file}: " in told
    assert fault in told


def test_questions_on_a_film_that_has_none_are_named(config: Path) -> None:
    folder = config / "questions" / "films.fr"
    (folder / "her-2013.toml").rename(folder / "hers-2013.toml")
    assert "questions/films.fr/hers-2013.toml: questions/films has no film of that name." in faults(config)


# ---- names of commands ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "told_of"),
    [
        (
            {
                r'^name = "trouver"$': "name = 3",
                r'^"part of it" = .*$': '"part of it" = 3',
                r'^(title = )\{ name = "titre", description = "le titre du film"': 'title = { name = 3, description = "x"',
                r"^lens = \{.*$": 'lens = "approche"',
                r'^decade = \{ name = "décennie"': 'decade = { name = "genre"',
                r'^path = "salon pause"$': "path = 3",
            },
            {
                "film find: name must be a text in quotation marks.",
                "choices: part of it must be a text in quotation marks.",
                "film themes title: name must be a text in quotation marks.",
                "salon start lens: name must be a text in quotation marks.",
                'film random: two options are called "genre".',
                "it must be a table with a path in quotation marks.",
            },
        ),
        (
            {
                r'^"part of it" = .*$': '"part of it" = "tout"',
                r'^"films seen" = .*$': "",
                r"^decade = \{.*$": "",
                r'^path = "film find"$': 'path = "film found"',
                r'^path = "Take up this point"$': 'path = "Take up"',
            },
            {
                'commands/fr.toml: option salon progress seen: two choices are called "tout".',
                "commands/fr.toml: choice films seen: it has no name.",
                "commands/fr.toml: option film random decade: it has no name.",
                "commands/fr.toml: command film find: it has no name.",
                "commands/fr.toml: command film found: there is none.",
                "commands/fr.toml: menu Take up this point: it has no name.",
            },
        ),
        (
            {r"(?s)\A.*\Z": 'command = ["x"]\nmenu = 3\nchoices = 3\n'},
            {"command 1: it must be a table", "menu must be a list of tables", "choices must be a table"},
        ),
    ],
)
def test_command_names_that_are_wrong_or_missing_are_named(
    config: Path, capsys: pytest.CaptureFixture[str], changes: Mapping[str, str], told_of: Set[str]
) -> None:
    for pattern, new in changes.items():
        change(config / "commands" / "fr.toml", pattern, new)
    out = told(capsys)
    assert {fault for fault in told_of if fault not in out} == set()
