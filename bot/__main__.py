"""The shell command `salon`: the only place that exits."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot import __version__
from bot.errors import ConfigError
from bot.places import config_dir
from bot.settings import environment, load

#: name -> (module, one line of help). Modules are loaded when their command is called, so that none slows the others.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": ("bot.cli.run", "connect to Discord and host"),
    "try": ("bot.cli.trying", "a Discord of one's own on this machine, with a small film club"),
    "replay": ("bot.cli.replay", "play a transcript through a salon and print its recap"),
    "tag": ("bot.cli.tag", "name the themes of each line of text"),
    "check": ("bot.cli.check", "validate configuration, prompts, questions, catalogue, texts and database"),
    "migrate": ("bot.cli.database", "bring the database up to date"),
    "films": ("bot.cli.films", "take lists of films into the lookup"),
    "backup": ("bot.cli.backup", "copy the SQLite database while it is in use"),
    "bench": ("bot.cli.bench", "measure speed and memory on this machine"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 well, 1 partly or failed, 2 something has to be mended first."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="salon", description="Hosts film-discussion salons on Discord.")
    parser.add_argument("--version", action="version", version=f"salon {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, (module, line) in COMMANDS.items():
        sub = commands.add_parser(name, help=line, description=line)
        if name in words[:1]:
            importlib.import_module(module).add_arguments(sub)
    commands.add_parser("test", help="run the tests (through the wrapper ./salon)")
    args = parser.parse_args(words)
    if args.command is None:
        parser.print_help()
        return 2
    if args.command == "test":
        print("salon: the tests are run by the wrapper at the top of a checkout: ./salon test", file=sys.stderr)
        return 2
    return _guarded(lambda: _call(args))


def _call(args: argparse.Namespace) -> int:
    config = config_dir()
    settings = load(environment(Path(".env"), os.environ), config)
    command = importlib.import_module(COMMANDS[args.command][0])
    code = command.run(args, settings, config)
    return int(code)


def _guarded(call: Callable[[], int]) -> int:
    """Turn configuration faults into sentences, and an interruption into its usual code."""
    try:
        return call()
    except ConfigError as error:
        for fault in error.faults:
            print(f"salon: {fault}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; keep the interpreter from complaining when it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


if __name__ == "__main__":
    sys.exit(main())
