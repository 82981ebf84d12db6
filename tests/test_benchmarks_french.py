"""The measures of French analysis against values worked out by hand; no data and no peer is needed."""

import doctest
import gzip
import json
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import french
from benchmarks.quality import cases, lexicon, light, pace, relevance, treebank
from benchmarks.quality.analyzers import OURS, STOP_WORDS, Analyzer, lucene_chain, ours, ours_without, peers
from benchmarks.quality.cases import Case
from benchmarks.quality.conflation import Conflation, Unknown, a_tenth, conflation, unknown_words
from benchmarks.quality.engines import Document, indexed
from benchmarks.quality.lexicon import Entry, Lexicon
from benchmarks.quality.page import Part, Row, render
from benchmarks.quality.treebank import Asked, Found, Retrieval, Sentence, Word

DOCUMENTS = [
    Document("1", "Élections", "Les électeurs sont partis."),
    Document("2", "Le vote", "Le vote de la loi a lieu lundi, le vote du budget mardi."),
    Document("3", "Météo", "Il pleut sur le budget des vacances."),
]


def cut(letters: int) -> Analyzer:
    """Return a stemmer that cuts words."""

    def terms(word: str) -> frozenset[str]:
        return frozenset((word[:letters],))

    return Analyzer(
        f"first {letters}",
        indexed=terms,
        asked=terms,
        text=lambda text: (word[:letters] for word in text.lower().split()),
    )


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("originaux", "original"),
        ("centaines", "centain"),
        ("épuisèrent", "epuiserent"),
        ("passionne", "pasion"),
        ("rapportée", "raport"),
        ("circulairement", "circulair"),
        ("télégraphique", "telegraph"),
        ("jardinage", "jardin"),
        ("exhibitions", "exhib"),
        ("préoccupée", "preocup"),
        ("personnel", "personel"),
        ("à", "à"),
    ],
)
def test_the_light_stemmer_gives_what_lucene_gives(word: str, stem: str) -> None:
    assert light.stem(word) == stem


def test_a_file_of_lucene_is_compared(tmp_path: Path) -> None:
    (tmp_path / "light.txt").write_text("originaux\toriginal\nà\ta\n", "utf-8")
    assert light.differences(tmp_path / "light.txt") == (1, 2)


def test_the_stop_words_are_those_of_lucene() -> None:
    assert len(STOP_WORDS) == 164
    assert {"cette", "les", "étée"} <= STOP_WORDS
    assert not {"a", "né", "étants"} & STOP_WORDS


def test_the_chain_of_lucene_elides_lowers_and_leaves_out_stop_words() -> None:
    text = "Jusqu'à l’hiver, N'Golo paya 1,5 € pour l'O.N.U. et les week-ends"
    assert list(lucene_chain(text, str)) == ["hiver", "golo", "paya", "1,5", "o.n.u", "week", "ends"]


def test_conflation_is_what_one_counts_by_hand() -> None:
    words = Lexicon.of(
        [
            Entry("porte", "porte", 6.0),
            Entry("portes", "porte", 2.0),
            Entry("porte", "porter", 1.0),
            Entry("portons", "porter", 1.0),
            Entry("portail", "portail", 2.0),
            Entry("pré", "pré", 4.0),
        ]
    )
    # Four letters make one term of all but « pré ».  Strangers: portes and portons; portail and all of the others.
    found = conflation(cut(4), words)
    porte, portes, portons, portail = 7 * 2 / 12, 2 * (1 + 2) / 12, 1 * (2 + 2) / 12, 2 * (7 + 2 + 1) / 12
    assert found.noise == pytest.approx((porte + portes + portons + portail) / 16)
    assert found._replace(noise=0.0) == Conflation(missed=0.0, conflated=4 / 5, noise=0.0, accents=0.0)
    # Whole words: neither porte and portes nor porte and portons meet, nor anything else.
    assert conflation(cut(20), words) == Conflation(missed=1.0, conflated=0.0, noise=0.0, accents=0.0)


def test_our_analysis_asks_for_one_term_and_knows_no_accents() -> None:
    words = Lexicon.of([Entry("péché", "péché", 1.0), Entry("pêche", "pêche", 1.0)])
    assert conflation(ours(), words).accents == 1.0


def test_a_pair_that_meets_in_one_direction_is_missed_by_half() -> None:
    one_way = cut(20)._replace(indexed=lambda word: frozenset({word, "porte"}))
    words = Lexicon.of([Entry("porte", "porte", 1.0), Entry("portes", "porte", 1.0)])
    assert conflation(one_way, words).missed == 0.5


def test_unknown_words_are_those_of_no_other_lemma() -> None:
    words = Lexicon.of(
        [
            Entry("zébu", "zébu", 1.0),
            Entry("zébus", "zébu", 1.0),
            Entry("zébulon", "zébulon", 1.0),
            Entry("zone", "zone", 1.0),
            Entry("zone", "zoner", 1.0),
        ]
    )
    assert unknown_words(cut(4), words, {"zébu", "zone"}) == Unknown(forms=2, missed=0.0, conflated=1.0)
    assert unknown_words(cut(5), words, {"zébu"}) == Unknown(forms=2, missed=1.0, conflated=0.0)


def test_a_tenth_of_the_lemmas_is_the_same_tenth_always() -> None:
    words = Lexicon.of(Entry(f"mot{number}", f"mot{number}", 1.0) for number in range(1_000))
    assert a_tenth(words) == a_tenth(words) < words.paradigms.keys()
    assert 60 < len(a_tenth(words)) < 140


def test_lexique_is_read_with_its_weights(tmp_path: Path) -> None:
    rows = [
        ["ortho"],
        ["étangs", "", "étang", "NOM", "", "", "", "", "3,5", "1,5", ""],
        ["a", "", "avoir", "AUX", "", "", "", "", "6350,91", "2926,69", ""],
        ["a capella", "", "a capella", "ADV", "", "", "", "", "1", "1", ""],
        ["pas", "", "pas", "NOM", "", "", "", "", "9", "", ""],
    ]
    table = tmp_path / "lexique.txt"
    table.write_text("".join("\t".join(row) + "\n" for row in rows), "latin-1")
    assert list(lexicon.read(table)) == [
        Entry("étangs", "étang", 2.5), Entry("a", "avoir", 0.0), Entry("pas", "pas", 0.0)
    ]  # fmt: skip


CONLLU = """\
# text = Du pain noir
1-2\tDu\t_\t_\t_\t_\t_\t_\t_\t_
1\tDe\tde\tADP\t_\t_\t_\t_\t_\t_
2\tle\tle\tDET\t_\t_\t_\t_\t_\t_
3\tpain\tpain\tNOUN\t_\t_\t_\t_\t_\t_
3.1\tnul\tnul\tADJ\t_\t_\t_\t_\t_\t_
4\tnoir\tnoir\tADJ\t_\t_\t_\t_\t_\t_

# text = Pains perdus
1\tPains\tpain\tNOUN\t_\t_\t_\t_\t_\t_
2\tperdus\tperdre\tVERB\t_\t_\t_\t_\t_\t_
"""
SENTENCES = [
    Sentence("Du pain noir", (Word("pain", "pain", "NOUN"), Word("noir", "noir", "ADJ"))),
    Sentence("Pains perdus", (Word("Pains", "pain", "NOUN"), Word("perdus", "perdre", "VERB"))),
]


def test_a_treebank_is_read_and_its_words_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "small.conllu.gz"
    path.write_bytes(gzip.compress(CONLLU.encode()))
    assert list(treebank.read([path])) == SENTENCES
    both = frozenset({0, 1})
    assert treebank.asked_for(SENTENCES) == [Asked("pain", both), Asked("Pains", both)]


def test_retrieval_leaves_the_own_sentence_out() -> None:
    asked = [Asked("a", frozenset({0, 1, 2})), Asked("b", frozenset({0, 3})), Asked("c", frozenset({4, 5}))]
    found = treebank.figures(asked, {"a": {0, 1, 7}, "b": {0}, "c": set()}.__getitem__)
    # a: one of two, and one of the two found besides its own; b and c: none, and nothing wrong.
    assert found == Found(recall=0.5 / 3, precision=2.5 / 3, empty=1 / 3)
    assert found.f1 == pytest.approx(2 * 0.5 * 2.5 / 3 / 3)


def test_every_analysis_finds_sentences() -> None:
    all_found, none_found, no_names = Found(1.0, 1.0, 0.0), Found(0.0, 1.0, 0.0), Found(0.0, 0.0, 0.0)
    everything = Retrieval(all_found, all_found, no_names, no_names)
    assert treebank.retrieval(ours(), SENTENCES) == everything
    assert treebank.retrieval(cut(2), SENTENCES) == everything
    assert treebank.retrieval(cut(20), SENTENCES) == Retrieval(none_found, none_found, no_names, no_names)


def test_names_are_told_apart_and_asked_for_without_accents() -> None:
    sentence = Sentence("Un été à Orléans", (Word("été", "été", "NOUN"), Word("Orléans", "Orléans", "PROPN")))
    assert [word.is_name for word in treebank.asked_for([sentence, sentence])] == [True]
    found = treebank.retrieval(cut(20), [sentence, sentence])
    assert (found.names, found.plain_names) == (Found(1.0, 1.0, 0.0), Found(0.0, 1.0, 1.0))


def test_gains_are_discounted_by_rank() -> None:
    relevant = {"a": 2, "b": 1}
    assert relevance.ndcg(["a", "b"], relevant) == 1.0
    assert relevance.ndcg(["b", "x", "a"], relevant) == pytest.approx((1 + 2 / 2) / (2 + 1 / 1.584963))
    assert relevance.ndcg(["x"] * 10 + ["a"], relevant) == 0.0


def test_the_bootstrap_tells_a_difference_from_chance() -> None:
    low, high = relevance.bootstrap([0.6, 0.7, 0.8, 0.9] * 20, [0.5, 0.6, 0.7, 0.8] * 20)
    assert [low, high] == pytest.approx([0.1, 0.1])
    low, high = relevance.bootstrap([0.0, 1.0] * 50, [1.0, 0.0] * 50)
    assert -0.25 < low < 0 < high < 0.25


@pytest.mark.parametrize("analyzer", [ours(), ours()._replace(name="plain")], ids=["SearchIndex", "BM25"])
def test_questions_find_the_same_in_both_engines(analyzer: Analyzer) -> None:
    with indexed(analyzer, DOCUMENTS) as engine:
        assert engine.best("vote budget", 2) == ["2", "3"]
        assert engine.best("Quel « budget » ? -vote", 10) == ["2", "3"]
        assert engine.best("…", 10) == []
        assert engine.holding("budgets") == {"2", "3"}
        assert engine.holding("…") == set()


def test_a_collection_is_read_and_ranked(tmp_path: Path) -> None:
    def write(name: str, items: list[dict[str, str]]) -> None:
        (tmp_path / name).write_bytes(gzip.compress("\n".join(map(json.dumps, items)).encode()))

    write(
        "docs.jsonl.gz",
        [{"id": document.id, "title": document.title, "text": document.body} for document in DOCUMENTS],
    )
    write("queries.jsonl.gz", [{"id": "q", "text": "Météo ?"}, {"id": "unjudged", "text": "Rien"}])
    (tmp_path / "qrels.tsv").write_text("q\t3\t1\n", "utf-8")
    collection = relevance.read(tmp_path)
    assert collection.documents == DOCUMENTS
    assert collection.questions == [relevance.Question("Météo ?", {"3": 1})]
    assert relevance.ranking(ours(), collection) == relevance.Ranking([1.0], [1.0])
    assert relevance.ranking(cut(20), collection) == relevance.Ranking([1.0], [0.0])


def test_cases_of_every_kind_are_tried(tmp_path: Path) -> None:
    right = [
        Case("M", "etat", "l'État", "", ""),
        Case("N", "paris", "Reims", "", ""),
        Case("P", "chef de l'Etat", "le chef de l’État", "", ""),
        Case("PN", "mise en examen", "examen de la mise", "", ""),
        Case("X", "chevaux", "les chevaux", "", ""),
        Case("XN", "cheval", "chevaux", "", ""),
        Case("H", "avocat", "L’avocat et l’avocat", "avocat|avocat", ""),
        Case("T", "L'avocat d'Haïti", "", "~l:0 avocat:1 ~d:2 haiti:3", ""),
        Case("R", "pluie", "La pluie, la pluie", "La pluie, le vent", ""),
        Case("D", "policier", "la mer", "", ""),
    ]
    wrong = [
        Case("M", "paris", "Reims", "", ""),
        Case("N", "etat", "l'État", "", ""),
        Case("H", "avocat", "L’avocat", "L’avocat", ""),
        Case("R", "pluie", "La pluie, le vent", "La pluie, le vent", ""),
    ]
    assert list(cases.failed(right + wrong)) == [
        (wrong[0], ""), (wrong[1], ""), (wrong[2], "avocat"), (wrong[3], "")
    ]  # fmt: skip
    table = tmp_path / "cases.tsv"
    table.write_text("# kind\nM\te\\u0301cole\tÉcole\t\taccents\nT\t\t\t\ttokens\n", "utf-8")
    assert cases.read(table) == [
        Case("M", "e\u0301cole", "École", "", "accents"),
        Case("T", "", "", "", "tokens"),
    ]
    assert list(cases.failed(cases.read(table))) == []


def test_the_page_is_one_table_and_the_notes_of_each_part() -> None:
    part = Part("Lexicon", [Row("missed, %", {"searchidx": "4.0", "Snowball": "25.2"}, "≤ 5")], ["3 forms."])
    page = render(
        {"Python": "3"}, ["searchidx", "Snowball", "simplemma"], [part, Part("Empty")], ["One is missing."]
    )
    assert "|  | searchidx | Snowball | simplemma | goal |" in page
    assert "| **Lexicon** |  |  |  |  |\n| missed, % | 4.0 | 25.2 | – | ≤ 5 |" in page
    assert "\n\n## Lexicon\n\n- 3 forms.\n" in page
    assert "One is missing." in page
    assert "Empty" not in page


def test_a_part_with_columns_has_a_table_of_its_own() -> None:
    own = Part("Layers", [Row("few", {"both": "0.5"})], ["3 questions."], columns=["one", "both"])
    page = render({}, ["searchidx"], [Part("Lexicon", [Row("missed, %", {"searchidx": "4.0"})]), own], [])
    assert "| **Lexicon** |  |  |\n| missed, % | 4.0 |  |\n\n## Layers\n\n" in page
    assert page.endswith("|  | one | both |\n| --- | --- | --- |\n| few | – | 0.5 |\n\n- 3 questions.\n")


def test_a_part_without_its_data_is_left_out_and_the_page_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.md"
    parts = "treebank,relevance,cases"
    french.main(["--parts", parts, "--shared", str(tmp_path / "none"), "--out", str(out)])
    page = out.read_text("utf-8")
    assert capsys.readouterr().out == page
    for name in parts.split(","):
        assert f"The part *{name}* was left out: " in page


def test_the_command_measures_the_cases_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "french").mkdir()
    (tmp_path / "french/cases.tsv").write_text("M\tchat\tun chien\t\t\nM\tchat\tles chats\t\t\n", "utf-8")
    french.main(["--parts", "cases", "--shared", str(tmp_path), "--out", str(tmp_path / "page.md")])
    page = (tmp_path / "page.md").read_text("utf-8")
    assert "| of 2 as expected | 1 |" in page
    assert "- `M · chat · un chien`" in page


def test_ours_comes_first_and_the_port_is_always_there() -> None:
    found, lacking = peers()
    assert {"Snowball", "Lucene light", "simplemma"} == {
        *(analyzer.name for analyzer in found), *(sentence.split(" was")[0] for sentence in lacking)
    }  # fmt: skip
    assert "Lucene light" in {analyzer.name for analyzer in found}
    assert ours().name == OURS


def test_ours_is_measured_as_if_it_did_not_know_some_words() -> None:
    some = ours_without({"élu"}, str.upper)
    assert some.asked("élu") == some.indexed("élu") == {"ELU"}
    assert some.asked("chat") == ours().asked("chat")
    assert ours_without(None, str.upper).asked("chat") == {"CHAT"}


@pytest.mark.parametrize("module", ["analyzers", "cases", "engines", "light", "page", "relevance"])
def test_examples_of_the_docstrings_hold(module: str) -> None:
    assert doctest.testmod(import_module(f"benchmarks.quality.{module}")).failed == 0


def test_the_words_of_texts_are_counted_as_we_cut_them() -> None:
    texts = ["L’État négocie.", "Un porte-parole"]
    assert pace.words_of(texts) == 5
