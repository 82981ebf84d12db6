"""``init``: a file of settings to begin with."""

from pathlib import Path
from typing import Final

import click

import searchidx
from searchidx.cli.app import App, put

NAME: Final = "searchidx.toml"
TEXT: Final = """\
# Settings of searchidx, for this folder and those below it. Paths count from here.
# An option of the command line or the environment comes before what is said here.

index = "index"                 # the folder of the index
sources = ["corpus"]            # files and folders of articles, for searchidx index
# links = true                  # titles are links, in terminals that know them
# synonyms = "none"             # or "press", or files of names that stand for the same

# Instead of sources = [...] above, each source may say more:
# [[sources]]
# path = "corpus"
# include = ["*.txt", "*.jsonl"]            # only these files; without a / it is the name of a file or folder
# exclude = ["brouillons", "2019/**/*.txt"]
# [sources.defaults]                        # for articles that do not say it themselves
# source = "Le Courrier"
# section = "Vie locale"
# authors = ["La rédaction"]
# tags = ["archives"]

[weights]                       # how much a word counts in each field, from 0 to 1000
title = 3
lead = 2
body = 1

[snippets]                      # what is shown of a hit
number = 2                      # stretches of text
length = 240                    # characters of each, at most
"""


@click.command()
@click.pass_obj
def init(app: App) -> None:
    """Write a searchidx.toml into this folder, with every setting explained; one that is there stays as it is."""
    path = Path(NAME)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(TEXT)
    except FileExistsError:
        raise searchidx.SettingsError("the file", "is there already, and was left as it is", NAME) from None
    except OSError as error:
        raise searchidx.SettingsError("the file", f"cannot be written: {error.strerror}", NAME) from None
    put(NAME)
    app.say("edit it, then index your articles with: searchidx index")
