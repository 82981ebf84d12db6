"""``explain``: why one article was found or not, and how its score is made up."""

import click

import searchidx
from searchidx.cli import draw
from searchidx.cli.app import FOUND, NOTHING_FOUND, App, complain, put
from searchidx.cli.formats.data import to_json
from searchidx.cli.searching import timeout


# as for search, -drone is a word to leave out
@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query")
@click.argument("id_", metavar="ID")
@click.option("--any", "any_", is_flag=True, help="One of the words is enough.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print."
)
@timeout
@click.pass_obj
def explain(app: App, query: str, id_: str, format_: str, timeout: float, *, any_: bool) -> None:
    """Print which parts of a query an article matches, and what each word adds to its score.

    \b
    searchidx explain 'irak ET "coalition militaire"' diplomatie/dialogue-bagdad-washington-coalition.txt

    The query is one argument, in quotation marks; the id is the one that search prints. Exits with 1 when the query
    does not find the article, or there is none.
    """
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as index:
        understood = index.explain(query, id=id_, any=any_, timeout=timeout)
    account = understood.account
    if account is None:
        complain(f"there is no article with the id {id_}; is the query one argument, in quotation marks?")
        click.get_current_context().exit(NOTHING_FOUND)
    put(as_json(understood, account) if format_ == "json" else as_text(understood, account))
    click.get_current_context().exit(FOUND if account.found else NOTHING_FOUND)


def as_text(understood: "searchidx.Understanding", account: "searchidx.Account") -> str:
    parts = [
        (part.text, ", ".join(part.terms), str(part.articles), "yes" if here else "no")
        for part, here in zip(understood.parts, account.here, strict=True)
    ]
    blocks = [understood.text, draw.table([("part", "looked for by", "articles", "in this one"), *parts])]
    if not account.found:
        blocks.append(f"The query does not find {account.id}.")
    elif not account.contributions:
        blocks.append(f"Score 0 of {account.id}: the query has no words to rank by.")
    else:
        rows = [row for each in sorted(account.contributions, key=_minus_score) for row in _rows(each)]
        names = ("adds", "word", "weight", "articles", "field", "times", "words (mean)", "counts", "says")
        blocks += [f"Score {account.score:.6f} of {account.id}:", draw.table([names, *rows])]
    return "\n\n".join(blocks)


def _minus_score(each: "searchidx.Contribution") -> float:
    return -each.score


def _rows(each: "searchidx.Contribution") -> list[tuple[str, ...]]:
    """Return a row for each field where a word stands; the first one says what it adds."""
    head = (f"{each.score:.6f}", each.word, f"{each.weight:g}", str(each.articles))
    said = [
        (
            said.field,
            str(said.frequency),
            f"{said.length} ({said.mean_length:.1f})",
            f"{said.weight:g}",
            f"{said.evidence:.3f}",
        )
        for said in each.fields
    ] or [("",) * 5]
    return [(*(("",) * len(head) if number else head), *row) for number, row in enumerate(said)]


def as_json(understood: "searchidx.Understanding", account: "searchidx.Account") -> str:
    return to_json(
        {
            "schema": 1,
            "understood": understood.text,
            "parts": [
                part._asdict() | {"here": here}
                for part, here in zip(understood.parts, account.here, strict=True)
            ],
            "id": account.id,
            "found": account.found,
            "score": account.score,
            "contributions": [
                each._asdict() | {"fields": [said._asdict() for said in each.fields]}
                for each in account.contributions
            ],
        }
    )
