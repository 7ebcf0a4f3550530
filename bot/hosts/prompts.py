"""Prompts as validated data: Markdown files with a head that declares their variables.

A file begins with TOML between ``+++`` lines::

    +++
    about = "what this prompt is for"
    variables = ["film_facts", "themes"]
    [phrases]
    lull = "Nobody has written for $minutes minutes."
    +++
    The film: $film_facts ...

Variables are written ``$name`` or ``${name}``; a dollar sign is ``$$``. Used and declared variables must agree, every
prompt and phrase of ``NEEDS`` must be there, and none may ask for more than the AI host fills in. Phrases are the
sentences among which code chooses. ``support/*.toml`` are the words by which a record is held against what was said.
``personas/*.md`` are ways to be the host; servers choose among them by file name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from types import MappingProxyType

from bot.errors import ConfigError
from bot.hosts.prompt_needs import NEEDS, PERSONA, Need
from bot.hosts.support_words import SupportWords, load_support
from bot.records import PERSONA as DEFAULT_PERSONA

MOST_PERSONAS = 25
"""As many as Discord offers in one option."""
_FENCE = "+++"
_PERSONA_NAME = re.compile(r"[a-z0-9-]{1,32}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One template, the variables it declares and its phrases."""

    name: str
    text: str
    variables: frozenset[str]
    phrases: Mapping[str, str]

    def render(self, **values: object) -> str:
        """Fill it in; values are never expanded again. Raises ConfigError when a declared variable is missing."""
        return self._filled(self.text, self.variables, values)

    def phrase(self, key: str, **values: object) -> str:
        """Fill in one of its phrases. Raises ConfigError when there is no such phrase or a variable is missing."""
        if key not in self.phrases:
            raise ConfigError([f"prompt {self.name}: no phrase {key}"])
        text = self.phrases[key]
        return self._filled(text, frozenset(Template(text).get_identifiers()), values)

    def _filled(self, text: str, names: frozenset[str], values: Mapping[str, object]) -> str:
        missing = sorted(names - values.keys())
        if missing:
            raise ConfigError([f"prompt {self.name}: no value for ${name}" for name in missing])
        return Template(text).substitute({name: str(values[name]) for name in names}).strip()


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompts of the AI host, its personas by name, and by language the words that support is told by."""

    system: Prompt
    open: Prompt
    decide: Prompt
    prompt: Prompt
    counter: Prompt
    link: Prompt
    recap: Prompt
    choose: Prompt
    verify: Prompt
    tags: Prompt
    repair: Prompt
    personas: Mapping[str, Prompt]
    support: Mapping[str, SupportWords]

    @property
    def instructions(self) -> tuple[str, ...]:
        """Everything that tells the host how to be, which it tells nobody."""
        return tuple(prompt.text for prompt in (*(getattr(self, name) for name in NEEDS), *self.personas.values()))

    def persona(self, name: str) -> str:
        """The text of a persona; the default's where there is none of that name."""
        return self.personas.get(name, self.personas[DEFAULT_PERSONA]).text.strip()


def load_prompts(folder: Path) -> Prompts:
    """Read and check every prompt of the folder. Raises ConfigError with all faults at once."""
    faults: list[str] = []
    loaded: dict[str, Prompt] = {}
    for file in sorted(folder.glob("*.md")):
        if file.stem not in NEEDS:
            faults.append(f"prompts/{file.name}: nobody uses a prompt of this name")
    for name, need in NEEDS.items():
        prompt = _load(folder / f"{name}.md", need, faults)
        if prompt:
            loaded[name] = prompt
    personas = _personas(folder / "personas", faults)
    support = load_support(folder / "support", faults)
    if faults:
        raise ConfigError(faults)
    return Prompts(**loaded, personas=MappingProxyType(personas), support=support)


def _personas(folder: Path, faults: list[str]) -> dict[str, Prompt]:
    """Every persona, the default among them."""
    files = sorted(folder.glob("*.md"))
    faults += [
        f"prompts/personas/{file.name}: a persona's file is named in small letters, digits and hyphens, 32 at most"
        for file in files
        if not _PERSONA_NAME.fullmatch(file.stem)
    ]
    if len(files) > MOST_PERSONAS:
        faults.append(f"prompts/personas: {len(files)} files; Discord offers at most {MOST_PERSONAS} to choose from")
    if DEFAULT_PERSONA not in {file.stem for file in files}:
        faults.append(f"prompts/personas/{DEFAULT_PERSONA}.md: missing")
    read = {file.stem: _load(file, PERSONA, faults, "personas/") for file in files}
    return {name: prompt for name, prompt in read.items() if prompt is not None}


def _load(file: Path, need: Need, faults: list[str], within: str = "") -> Prompt | None:
    """One prompt, or None with its faults added."""
    where = f"prompts/{within}{file.name}"
    try:
        head, text = _parts(file.read_text(encoding="utf-8"))
        declared, phrases = _declared(head)
    except FileNotFoundError:
        faults.append(f"{where}: missing")
        return None
    except (OSError, ValueError) as broken:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        faults.append(f"{where}: {broken}")
        return None
    found = _text_faults(text, declared, need.variables) + _phrase_faults(phrases, need.phrases)
    faults += [f"{where}: {fault}" for fault in found]
    return None if found else Prompt(file.stem, text, declared, MappingProxyType(phrases))


def _text_faults(text: str, declared: frozenset[str], provided: frozenset[str]) -> list[str]:
    """What is wrong with a template."""
    template = Template(text)
    if not template.is_valid():
        return ["a dollar sign without a variable; write $$ for a dollar"]
    used = frozenset(template.get_identifiers())
    found = [f"uses ${name} without declaring it" for name in sorted(used - declared)]
    found += [f"declares {name} and does not use it" for name in sorted(declared - used)]
    found += [f"${name} is nothing the host can fill in" for name in sorted((used | declared) - provided)]
    return found if text.strip() else [*found, "empty"]


def _phrase_faults(phrases: Mapping[str, str], needed: Mapping[str, frozenset[str]]) -> list[str]:
    """Phrases missing, unknown, or asking for what is not provided."""
    found = [f"phrase {key} is missing" for key in sorted(needed.keys() - phrases.keys())]
    found += [f"phrase {key} is used by nobody" for key in sorted(phrases.keys() - needed.keys())]
    for key in sorted(phrases.keys() & needed.keys()):
        template = Template(phrases[key])
        if not template.is_valid():
            found.append(f"phrase {key}: a dollar sign without a variable; write $$ for a dollar")
            continue
        extra = sorted(frozenset(template.get_identifiers()) - needed[key])
        found += [f"phrase {key}: ${name} is nothing the host can fill in" for name in extra]
    return found


def _parts(source: str) -> tuple[str, str]:
    """Head and body of a file. Raises ValueError when the head is not fenced."""
    lines = source.splitlines()
    if not lines or lines[0].strip() != _FENCE:
        raise ValueError(f"must begin with a line {_FENCE}")
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise ValueError(f"the head has no closing line {_FENCE}")


def _declared(head: str) -> tuple[frozenset[str], dict[str, str]]:
    """The variables and phrases of a head. Raises ValueError when it is not as it should be."""
    data = tomllib.loads(head)
    unknown = sorted(set(data) - {"about", "variables", "phrases"})
    if unknown:
        raise ValueError(f"unknown key in the head: {', '.join(unknown)}")
    names = data.get("variables", [])
    if not isinstance(names, list) or not all(isinstance(name, str) and name.isidentifier() for name in names):
        raise ValueError("variables must be a list of names")
    phrases = data.get("phrases", {})
    if not isinstance(phrases, dict) or not all(isinstance(text, str) and text.strip() for text in phrases.values()):
        raise ValueError("phrases must be a table of sentences")
    return frozenset(names), phrases
