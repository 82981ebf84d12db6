"""``duplicates``: the articles that are one story under several ids."""

import click

import searchidx
from searchidx.cli.app import FOUND, NOTHING_FOUND, App, put
from searchidx.cli.draw import one_line
from searchidx.cli.formats.data import to_json


@click.command()
@click.option(
    "--threshold",
    type=click.FloatRange(0.5, 1.0),
    default=0.8,
    show_default=True,
    metavar="SHARE",
    help="The share of stretches of five words that two articles must have in common, from 0.5 to 1.",
)
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print."
)
@click.pass_obj
def duplicates(app: App, threshold: float, format_: str) -> None:
    """List the articles that are one story under several ids: the same words, or nearly; nothing is deleted.

    Capitals, accents, punctuation and layout do not count. Of each group the oldest comes first, and the
    others say how much they have in common with it; the largest groups come first. JSON is a line a group.
    Exits with 1 when there are none.
    """
    number = articles = 0
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as index:
        for group in index.duplicates(threshold=threshold):
            number += 1
            articles += len(group)
            put(_as_json(group) if format_ == "json" else _as_text(number, group))
    if number:
        app.say(f"{articles} articles in {number} {'group' if number == 1 else 'groups'}")
    else:
        app.say("no duplicates found")
    click.get_current_context().exit(FOUND if number else NOTHING_FOUND)


def _as_text(number: int, group: "tuple[searchidx.Duplicate, ...]") -> str:
    first = group[0]
    lines = [f"{number}. {one_line(first.title)}"]
    for each in group:
        about = [str(each.published) if each.published else "undated", each.source or ""]
        if each is not first:
            about.append("the same" if each.same else f"{int(100 * each.likeness)} % alike")
        lines.append(one_line(f"   {each.id} · {' · '.join(filter(None, about))}"))
    return "\n".join(lines)


def _as_json(group: "tuple[searchidx.Duplicate, ...]") -> str:
    articles = [
        {
            "id": each.id,
            "title": each.title,
            "date": str(each.published) if each.published else None,
            "source": each.source,
            "likeness": round(each.likeness, 4),
            "same": each.same,
        }
        for each in group
    ]
    return to_json({"articles": articles})
