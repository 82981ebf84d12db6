from pathlib import Path

import pytest

from searchidx.article import Article, Notice, Rejection
from searchidx.corpus import Finding, read
from searchidx.corpus.plain_text import read_fields
from searchidx.corpus.repair import MENDED
from searchidx.dates import PartialDate

NEWS = """\
 date 2024-02 Les deux rives du lac ont accepté de partager l’eau d’irrigation, alors que la sécheresse \
vide les réservoirs depuis l’automne et que les maraîchers menacent de bloquer le barrage.

PUBLICITÉ

Les maires de la rive nord et de la rive sud ont tenu une première réunion à Lanthenay, visant à mettre \
un terme à six mois de querelle.

Le préfet a salué « un début de dialogue entre voisins ». Quelque 2 500 hectares sont concernés.

Publicité

Une commission évaluera la ressource avant l’été.
"""


def findings(folder: Path, data: str | bytes) -> list[Finding]:
    """Read an article from a file that holds these bytes, or this text in UTF-8 with its line ends as they are."""
    path = folder / "article.txt"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read(path, "article.txt"))


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        pytest.param("titre : Crue", {"title": "Crue"}, id="blank before the colon"),
        pytest.param("titre\u00a0: Crue", {"title": "Crue"}, id="no-break space before it"),
        pytest.param("titre\u202f:\u202fCrue", {"title": "Crue"}, id="thin space on both sides"),
        pytest.param("titre:Crue", {"title": "Crue"}, id="no space at all"),
        pytest.param("title: Crue", {"title": "Crue"}, id="English"),
        pytest.param("headline: Crue", {"title": "Crue"}, id="another English name"),
        pytest.param("TITRE : Crue", {"title": "Crue"}, id="capitals"),
        pytest.param("Titre : Crue", {"title": "Crue"}, id="a capital"),
        pytest.param("  titre : Crue  ", {"title": "Crue"}, id="blanks around the line"),
        pytest.param("titre : Crue : la Loire monte", {"title": "Crue : la Loire monte"}, id="two colons"),
        pytest.param("date : 12 mars 2024", {"published": "12 mars 2024"}, id="French date"),
        pytest.param("date: 2024-01", {"published": "2024-01"}, id="date to the month"),
        pytest.param("auteur : Anne; Bob", {"authors": "Anne; Bob"}, id="authors, French"),
        pytest.param("authors: Anne; Bob", {"authors": "Anne; Bob"}, id="authors, English"),
        pytest.param("rubrique : Eau", {"section": "Eau"}, id="section, French"),
        pytest.param("section: Eau", {"section": "Eau"}, id="section, English"),
        pytest.param("source: Agence", {"source": "Agence"}, id="source"),
        pytest.param("url: https://example.org/a", {"url": "https://example.org/a"}, id="address"),
        pytest.param("tags: eau, Loire", {"tags": "eau, Loire"}, id="tags"),
        pytest.param("id: crue-1", {"id": "crue-1"}, id="id"),
        pytest.param("titre :", {}, id="a header without a value says nothing"),
    ],
)
def test_a_header_line_gives_its_field(header: str, fields: dict[str, object]) -> None:
    text = f"{header}\n\nLa Loire monte.\n\nElle baisse."
    assert read_fields(text) == ({**fields, "lead": "La Loire monte.", "body": "Elle baisse."}, [])


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Attention : la Loire monte.", id="an unknown name"),
        pytest.param("https://example.org/a", id="an address"),
        pytest.param("La date limite : demain.", id="several words before the colon"),
        pytest.param("Date limite : demain.", id="a word after “date” that is no date"),
        pytest.param("Date à retenir", id="the word “date” alone"),
        pytest.param("Titre sans deux-points", id="no colon"),
        pytest.param(": rien", id="no name"),
    ],
)
def test_a_line_that_only_looks_like_a_header_is_text(line: str) -> None:
    assert read_fields(f"{line}\n\nElle baisse.") == ({"lead": line, "body": "Elle baisse."}, [])


def test_headers_stand_one_below_the_other_in_any_order() -> None:
    text = (
        "date: 2024-01-15\nauteur : Anne Le Goff\ntitre : Crue à Tours\n\nLa Loire monte.\n\nElle baisse.\n"
    )
    fields = {"published": "2024-01-15", "authors": "Anne Le Goff", "title": "Crue à Tours"}
    assert read_fields(text) == ({**fields, "lead": "La Loire monte.", "body": "Elle baisse."}, [])


def test_the_text_may_follow_the_headers_without_a_blank_line() -> None:
    fields = {"title": "Crue", "lead": "La Loire monte.", "body": "Elle baisse."}
    assert read_fields("titre : Crue\nLa Loire monte.\n\nElle baisse.") == (fields, [])


def test_an_unknown_header_among_headers_is_left_out_with_a_warning() -> None:
    fields, warnings = read_fields("titre : Crue\nville : Tours\ndate: 2024\n\nLa Loire monte.")
    assert fields == {"title": "Crue", "published": "2024", "body": "La Loire monte."}
    assert warnings == ["unknown header “ville”: left out"]


def test_an_unknown_name_before_running_text_is_text() -> None:
    text = "titre : Crue\nBilan : douze maisons\nsont inondées.\n\nLa Loire baisse."
    lead = "Bilan : douze maisons\nsont inondées."
    assert read_fields(text) == ({"title": "Crue", "lead": lead, "body": "La Loire baisse."}, [])


def test_an_address_below_the_headers_is_text() -> None:
    fields = {"title": "Crue", "lead": "https://example.org/a", "body": "La Loire monte."}
    assert read_fields("titre : Crue\nhttps://example.org/a\n\nLa Loire monte.") == (fields, [])


def test_an_unknown_name_after_the_headers_is_text() -> None:
    fields = {"title": "Crue", "lead": "Bilan : douze maisons.", "body": "La Loire baisse."}
    assert read_fields("titre : Crue\n\nBilan : douze maisons.\n\nLa Loire baisse.") == (fields, [])


@pytest.mark.parametrize("second", ["titre : Décrue", "title: Décrue", "TITRE : Décrue"])
def test_of_a_header_that_stands_twice_the_first_is_kept_with_a_warning(second: str) -> None:
    fields, warnings = read_fields(f"titre : Crue\n{second}\n\nLa Loire monte.")
    assert fields == {"title": "Crue", "body": "La Loire monte."}
    assert warnings == [f"header “{second.partition(':')[0].strip()}” stands twice: the first is kept"]


@pytest.mark.parametrize(
    ("line", "published"),
    [
        pytest.param("date 2024-01 Le lead…", "2024-01", id="month"),
        pytest.param(" date 2024-01 Le lead…", "2024-01", id="leading blank"),
        pytest.param("\n\n \tdate 2024-01 Le lead…", "2024-01", id="blank lines before"),
        pytest.param("\ufeffdate 2024-01 Le lead…", "2024-01", id="byte order mark"),
        pytest.param("DATE 2024-01 Le lead…", "2024-01", id="capitals"),
        pytest.param("date\u00a02024-01\u00a0Le lead…", "2024-01", id="no-break spaces"),
        pytest.param("date 2024-01-15 Le lead…", "2024-01-15", id="day"),
        pytest.param("date 2024-01-15 10:30 Le lead…", "2024-01-15 10:30", id="day and time"),
        pytest.param("date 2024 Le lead…", "2024", id="year"),
        pytest.param("date 15/01/2024 Le lead…", "15/01/2024", id="day with slashes"),
        pytest.param("date juin 2022 Le lead…", "juin 2022", id="French month"),
        pytest.param("date janv. 2022 Le lead…", "janv. 2022", id="short French month"),
        pytest.param("date 12 mars 2024 Le lead…", "12 mars 2024", id="French day"),
        pytest.param("date 1er mai 2024 Le lead…", "1er mai 2024", id="first of the month"),
        pytest.param("date: 2024-01 Le lead…", "2024-01", id="colon"),
        pytest.param("date\u00a0: 2024-01 Le lead…", "2024-01", id="colon after a no-break space"),
        pytest.param("date : 12 mars 2024 Le lead…", "12 mars 2024", id="colon, French day"),
        pytest.param("date: mardi 5 mars 2024 Le lead…", "mardi 5 mars 2024", id="colon, weekday"),
        pytest.param("date 2024-01\nLe lead…", "2024-01", id="alone on its line"),
        pytest.param("date: 2024-01\nLe lead…", "2024-01", id="a header line, then the lead"),
    ],
)
def test_a_date_may_stand_before_the_lead_on_the_first_line(line: str, published: str) -> None:
    fields = {"published": published, "lead": "Le lead…", "body": "Le corps."}
    assert read_fields(f"{line}\n\nLe corps.") == (fields, [])


def test_headers_may_stand_before_a_date_that_the_lead_follows() -> None:
    fields = {"title": "Crue", "published": "2024-01", "lead": "Le lead…", "body": "Le corps."}
    assert read_fields("titre : Crue\ndate: 2024-01 Le lead…\n\nLe corps.") == (fields, [])


def test_a_date_takes_as_many_words_as_make_one_and_no_more() -> None:
    fields = {"published": "2024-01", "lead": "2025 sera sec.", "body": "Le corps."}
    assert read_fields("date 2024-01 2025 sera sec.\n\nLe corps.") == (fields, [])


@pytest.mark.parametrize(
    ("text", "lead", "body"),
    [
        pytest.param("Un.\n\nDeux.\n\nTrois.", "Un.", "Deux.\n\nTrois.", id="first paragraph"),
        pytest.param("Un\nencore un.\n\nDeux.", "Un\nencore un.", "Deux.", id="several lines"),
        pytest.param("Un.\n \t\u00a0\n\n\nDeux.", "Un.", "Deux.", id="blanks on the blank lines"),
        pytest.param("\n\nUn.\n\nDeux.\n\n", "Un.", "Deux.", id="blank lines around"),
        pytest.param("Un.\r\n\r\nDeux.\r\nTrois.\r\n", "Un.", "Deux.\nTrois.", id="CRLF"),
        pytest.param("Un.\r\rDeux.", "Un.", "Deux.", id="CR"),
        pytest.param("Un.\n\nPUBLICITÉ\n\nDeux.", "Un.", "Deux.", id="marker between"),
        pytest.param("PUBLICITÉ\n\nUn.\n\nDeux.", "Un.", "Deux.", id="marker first"),
        pytest.param("Un.\n\nDeux.\n\nPUBLICITÉ", "Un.", "Deux.", id="marker last"),
        pytest.param(
            "Un.\n\nDeux.\nPUBLICITÉ\nTrois.", "Un.", "Deux.\nTrois.", id="marker inside a paragraph"
        ),
        pytest.param("Un.\n\nLa publicité paie.", "Un.", "La publicité paie.", id="the word in a sentence"),
    ],
)
def test_the_first_paragraph_is_the_lead_and_the_rest_the_body(text: str, lead: str, body: str) -> None:
    assert read_fields(text) == ({"lead": lead, "body": body}, [])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Un seul paragraphe.\n", id="text"),
        pytest.param("Un seul paragraphe.\n\nPUBLICITÉ\n", id="text and a marker"),
    ],
)
def test_a_single_paragraph_is_the_body(text: str) -> None:
    assert read_fields(text) == ({"body": "Un seul paragraphe."}, [])


def test_where_a_header_gives_the_lead_all_paragraphs_are_body() -> None:
    fields = {"lead": "La Loire monte.", "body": "Un.\n\nDeux."}
    assert read_fields("chapo : La Loire monte.\n\nUn.\n\nDeux.") == (fields, [])


def test_where_a_header_gives_the_body_the_paragraphs_go_on_from_it() -> None:
    assert read_fields("texte : Zéro.\n\nUn.\n\nDeux.") == ({"body": "Zéro.\n\nUn.\n\nDeux."}, [])


def test_an_article_of_a_news_site_is_read_whole(tmp_path: Path) -> None:
    _, _, first, second, _, third = (part.strip() for part in NEWS.split("\n\n"))
    assert findings(tmp_path, NEWS) == [
        Article(
            id="article.txt",
            title="Les deux rives du lac ont accepté de partager l’eau d’irrigation, alors que la sécheresse…",
            lead=NEWS.splitlines()[0].removeprefix(" date 2024-02 "),
            body=f"{first}\n\n{second}\n\n{third}",
            published=PartialDate(2024, 2),
            path=str(tmp_path / "article.txt"),
        )
    ]


def test_a_file_with_every_header_is_an_article_with_every_field(tmp_path: Path) -> None:
    text = (
        "id: crue-1\ntitre : Crue à Tours\ndate : 15 janvier 2024\nauteur : Anne Le Goff ; Bob\n"
        "rubrique : Eau\nsource : Agence\nurl: https://example.org/crue\ntags : eau, Loire\n"
        "\nLa Loire monte.\n\nElle baisse.\n\nElle dort.\n"
    )
    assert findings(tmp_path, text) == [
        Article(
            id="crue-1",
            title="Crue à Tours",
            lead="La Loire monte.",
            body="Elle baisse.\n\nElle dort.",
            published=PartialDate(2024, 1, 15),
            authors=("Anne Le Goff", "Bob"),
            section="Eau",
            source="Agence",
            url="https://example.org/crue",
            tags=("eau", "Loire"),
            path=str(tmp_path / "article.txt"),
        )
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param(
            "La Loire monte. Elle déborde.\n\nUn.", "La Loire monte", id="first sentence of the lead"
        ),
        pytest.param("La Loire monte\n\nUn.", "La Loire monte", id="a lead without an end"),
        pytest.param("La Loire monte. Elle déborde.", "La Loire monte", id="first sentence of the body"),
        pytest.param("La version 3.5 sort. Enfin.\n\nUn.", "La version 3.5 sort", id="a point in a number"),
        pytest.param("M. Petit part. Un.\n\nUn.", "M. Petit part", id="an abbreviation"),
        pytest.param("« Quoi ? » dit-il.\n\nUn.", "« Quoi", id="a question"),
        pytest.param("… suite.\n\nUn.", "… suite.", id="an ellipsis first"),
        pytest.param("!!!\n\nUn.", "!!!", id="no word"),
        pytest.param("La Loire\nmonte.\n\nUn.", "La Loire", id="first line"),
        pytest.param(f"{'Loire ' * 15}.\n\nUn.", ("Loire " * 15).strip(), id="as long as a title may be"),
        pytest.param(f"{'Loire ' * 16}.\n\nUn.", ("Loire " * 15).strip() + "…", id="cut at a word"),
        pytest.param(f"{'Loire, ' * 16}.\n\nUn.", ("Loire, " * 12) + "Loire…", id="no comma at the cut"),
        pytest.param(f"{'a' * 91}\n\nUn.", "a" * 90 + "…", id="a word too long for a title"),
    ],
)
def test_a_missing_title_is_the_first_sentence_cut_at_a_word(tmp_path: Path, text: str, title: str) -> None:
    [article] = findings(tmp_path, text)
    assert isinstance(article, Article)
    assert article.title == title


@pytest.mark.parametrize(
    ("data", "notices"),
    [
        pytest.param("L’été à 10 €".encode(), [], id="UTF-8"),
        pytest.param("L’été à 10 €".encode("utf-8-sig"), [], id="UTF-8 with a byte order mark"),
        pytest.param("L’été à 10 €".encode("cp1252"), ["not UTF-8: read as Windows-1252"], id="Windows-1252"),
    ],
)
def test_a_file_is_decoded(tmp_path: Path, data: bytes, notices: list[str]) -> None:
    path = str(tmp_path / "article.txt")
    article = Article(id="article.txt", title="L’été à 10 €", body="L’été à 10 €", path=path)
    assert findings(tmp_path, data) == [article, *(Notice(path, notice) for notice in notices)]


EMPTY = "the article is empty: it has neither title nor text"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", EMPTY, id="empty"),
        pytest.param(b"\xef\xbb\xbf", EMPTY, id="a byte order mark alone"),
        pytest.param(b" \n\t\r\n", EMPTY, id="blanks"),
        pytest.param("PUBLICITÉ\n".encode(), EMPTY, id="a marker alone"),
        pytest.param(b"date: 2024-01\n", EMPTY, id="a date alone"),
        pytest.param(b"\x89PNG\0\0", "not a text: it holds binary data", id="binary"),
        pytest.param(b"caf\xe9 \x81", "not a text in UTF-8 or Windows-1252", id="bytes that mean nothing"),
        pytest.param(b"id: " + b"x" * 501 + b"\n\nUn.", "the id is longer than 500 characters", id="long id"),
    ],
)
def test_what_is_no_article_is_rejected_with_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    assert findings(tmp_path, data) == [Rejection(str(tmp_path / "article.txt"), reason)]


def test_a_title_alone_is_an_article(tmp_path: Path) -> None:
    path = str(tmp_path / "article.txt")
    assert findings(tmp_path, "titre : Crue") == [Article("article.txt", "Crue", "", path=path)]


HINT = "write for example 2024, 2024-01, 2024-01-15, 15/01/2024 or janvier 2024"


@pytest.mark.parametrize(
    ("head", "date", "reason"),
    [
        pytest.param("date: 2024-13-45", "2024-13-45", "there is no month 13", id="month"),
        pytest.param("date 2024-13-45", "2024-13-45", "there is no month 13", id="month, no colon"),
        pytest.param(
            "date: 2024-02-31", "2024-02-31", "there is no day 31 in 2024-02, which has 29", id="day"
        ),
        pytest.param(
            "date: 31/02/2023", "31/02/2023", "there is no day 31 in 2023-02, which has 28", id="slashes"
        ),
        pytest.param("date: 0000", "0000", "years run from 0001 to 9999", id="year"),
        pytest.param("date: hier", "hier", HINT, id="no date"),
    ],
)
def test_a_wrong_date_leaves_the_article_undated_with_a_warning(
    tmp_path: Path, head: str, date: str, reason: str
) -> None:
    path = str(tmp_path / "article.txt")
    warning = f"cannot read the date “{date}”: {reason}; the article is kept without a date"
    assert findings(tmp_path, f"{head}\n\nLa Loire monte.\n\nElle baisse.") == [
        Article("article.txt", "La Loire monte", "Elle baisse.", lead="La Loire monte.", path=path),
        Notice(path, warning),
    ]


def test_a_wrong_date_before_the_lead_is_not_left_in_it() -> None:
    fields, warnings = read_fields("date 2024-13-45 Le lead…\n\nLe corps.")
    assert fields == {"published": "2024-13-45", "lead": "Le lead…", "body": "Le corps."}
    assert warnings == []  # the date itself is judged, and warned of, with the other fields


@pytest.mark.parametrize(
    "remark",
    [
        "à 18:05",
        "à 18:05, à Tours",
        "– 18h05",
        "(mis à jour le 13 mars 2024)",
        ", mis à jour le 14 mars",
        "Tours",
        "à 18 h 05, à Tours",
    ],
)
def test_a_remark_after_the_date_hides_no_header(remark: str) -> None:
    text = f"titre : A\ndate : 12 mars 2024 {remark}\nauteur : Xavier\n\nUn.\n\nDeux."
    fields, warnings = read_fields(text)
    published = str(fields.pop("published"))
    assert PartialDate.parse(published) == PartialDate(2024, 3, 12)
    assert fields == {"title": "A", "authors": "Xavier", "lead": "Un.", "body": "Deux."}
    assert warnings == []


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("date: 2024-01-15\nIRAK : la coalition part de Bagdad\n\nCorps.", "IRAK : la coalition part de Bagdad"),
        ("Date : le mot fait peur aux historiens.\nOn en parle.\n\nCorps.", "Date : le mot fait peur aux historiens.\nOn en parle."),
        ("titre : T\nle maire : il part\n\nCorps.", "le maire : il part"),
        ("paris : il pleut\n\nCorps.", "paris : il pleut"),
    ],
)  # fmt: skip
def test_a_line_of_text_with_a_colon_is_not_lost(text: str, lead: str) -> None:
    fields, warnings = read_fields(text)
    assert (fields["lead"], fields["body"], warnings) == (lead, "Corps.", [])


@pytest.mark.parametrize("head", ["PUBLICITÉ\ndate 2024-01 Un.", "PUBLICITÉ\n\ndate : 2024-01\n\nUn."])
def test_a_marker_before_the_headers_hides_none(head: str) -> None:
    assert read_fields(f"{head}\n\nDeux.")[0] == {"published": "2024-01", "lead": "Un.", "body": "Deux."}


def test_a_header_of_two_words_is_known() -> None:
    fields, _ = read_fields("titre : T\nmots clés : a, b\ndate : 2024-01\n\nUn.\n\nDeux.")
    assert (fields["tags"], fields["published"], fields["lead"]) == ("a, b", "2024-01", "Un.")


@pytest.mark.parametrize(
    ("text", "published", "lead"),
    [
        ("date: 31 février 2024\n\nUn.\n\nDeux.", "31 février 2024", "Un."),
        ("date : hier matin\n\nUn.\n\nDeux.", "hier matin", "Un."),
        ("date 31 février 2024 Un.\n\nDeux.", "31 février 2024", "Un."),
        ("date mardi 5 mars 2024 Un.\n\nDeux.", "mardi 5 mars 2024", "Un."),
        ("date juin\u00a02022 Un.\n\nDeux.", "juin\u00a02022", "Un."),
        ("date 2024-01. Un.\n\nDeux.", "2024-01", "Un."),
        ("date: 2024-01 – Un.\n\nDeux.", "2024-01", "Un."),
        ("titre\u2009: T\ndate\u2009: 2024\n\nUn.\n\nDeux.", "2024", "Un."),
        ("ville : Tours\ndate : 2024\n\nUn.\n\nDeux.", "2024", "Un."),
        ("date 2024-01\ntitre : T\n\nUn.\n\nDeux.", "2024-01", "Un."),
        ("date 2024-01\n\nUn.\n\nDeux.", "2024-01", "Un."),
        ("Date limite : demain.\n\nDeux.", None, "Date limite : demain."),
        ("date limite de dépôt\n\nDeux.", None, "date limite de dépôt"),
        ("date 2024-01 Sport : la fête.\n\nDeux.", "2024-01", "Sport : la fête."),
    ],
)
def test_a_date_at_the_head_is_parted_from_the_text(text: str, published: str | None, lead: str) -> None:
    fields, _ = read_fields(text)
    assert (fields.get("published"), fields["lead"], fields["body"]) == (published, lead, "Deux.")


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        pytest.param(20_000_001, "larger than 20 MB, more than an article can be", id="a byte too large"),
        pytest.param(20_000_000, "not a text: it holds binary data", id="just small enough to be opened"),
    ],
)
def test_a_file_past_the_size_limit_is_not_read(tmp_path: Path, size: int, reason: str) -> None:
    path = tmp_path / "article.txt"
    with path.open("wb") as file:
        file.truncate(size)  # a sparse file: nothing is written
    assert list(read(path, "article.txt")) == [Rejection(str(path), reason)]


def test_warnings_follow_the_article(tmp_path: Path) -> None:
    path = str(tmp_path / "article.txt")
    data = "titre : Été\ntitre : Hiver\ndate: 2024-13\n\nIl neige.".encode("cp1252")
    assert findings(tmp_path, data) == [
        Article("article.txt", "Été", "Il neige.", path=path),
        Notice(path, "not UTF-8: read as Windows-1252"),
        Notice(path, "header “titre” stands twice: the first is kept"),
        Notice(
            path, "cannot read the date “2024-13”: there is no month 13; the article is kept without a date"
        ),
    ]


def test_what_was_decoded_wrongly_and_what_nobody_sees_is_mended(tmp_path: Path) -> None:
    path = str(tmp_path / "article.txt")
    assert findings(tmp_path, "titre : CruÃ© Ã  Tours\n\nLa Loi\u00adre\u200b monte.") == [
        Article("article.txt", "Crué à Tours", "La Loire monte.", path=path),
        Notice(path, MENDED),
    ]


def test_the_day_of_a_header_with_a_zone_is_the_one_in_paris(tmp_path: Path) -> None:
    [article] = findings(tmp_path, "titre : Crue\ndate : Tue, 05 Mar 2024 23:30:00 GMT\n\nLa Loire monte.")
    assert isinstance(article, Article)
    assert article.published == PartialDate(2024, 3, 6)


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        ("Par : Anne Le Goff", {"authors": "Anne Le Goff"}),
        ("Publié le : 05/03/2024", {"published": "05/03/2024"}),
        ("Date de publication : 05/03/2024", {"published": "05/03/2024"}),
        ("Auteur(s) : Anne", {"authors": "Anne"}),
        ("Byline: Anne", {"authors": "Anne"}),
        ("Journal : Le Courrier", {"source": "Le Courrier"}),
        ("Catégorie : Eau", {"section": "Eau"}),
        ("Lien : https://u", {"url": "https://u"}),
        ("* Rubrique : Eau", {"section": "Eau"}),
        ("**Rubrique :** Eau", {"section": "Eau"}),
        ("Date : 2024-03\n\nAuteur : Anne\n\nRubrique : Eau", {"published": "2024-03", "authors": "Anne", "section": "Eau"}),
    ],
)  # fmt: skip
def test_headers_have_other_names_and_may_stand_apart(head: str, fields: dict[str, str]) -> None:
    found = {"title": "Crue", **fields, "lead": "Un.", "body": "Deux."}
    assert read_fields(f"Titre : Crue\n{head}\n\nUn.\n\nDeux.") == (found, [])


def test_a_header_for_the_text_may_stand_alone_on_its_line() -> None:
    assert read_fields("Titre : Crue\nTexte :\nUn.\n\nDeux.") == (
        {"title": "Crue", "body": "Un.\n\nDeux."},
        [],
    )


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Crue\nPar Anne Le Goff\n5 mars 2024", {"title": "Crue", "authors": "Anne Le Goff", "published": "5 mars 2024"}),
        ("Crue\n\nPublié le 5 mars 2024 à 14h30 par Anne Le Goff", {"title": "Crue", "authors": "Anne Le Goff", "published": "5 mars 2024 à 14h30"}),
        ("Par Anne Le Goff, le 5 mars 2024", {"authors": "Anne Le Goff", "published": "5 mars 2024"}),
        ("Titre : Crue\n\n5 mars 2024", {"title": "Crue", "published": "5 mars 2024"}),
    ],
)  # fmt: skip
def test_lines_below_the_title_may_say_who_and_when(text: str, fields: dict[str, str]) -> None:
    assert read_fields(f"{text}\n\nUn.\n\nDeux.") == ({**fields, "lead": "Un.", "body": "Deux."}, [])


@pytest.mark.parametrize(
    "line",
    [
        "Par temps de crue",
        "Parmi eux",
        "Le 5 mars 2024, la Loire monte.",
        "2024",
        "Anne Le Goff",
        "Par Anne, qui part.",
    ],
)
def test_a_line_of_text_is_no_byline(line: str) -> None:
    assert read_fields(f"Crue\n{line}\n\nDeux.") == ({"lead": f"Crue\n{line}", "body": "Deux."}, [])


def test_the_date_may_stand_in_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "2024-03-05-crue.txt"
    path.write_text("La Loire monte.", "utf-8")
    [article] = read(path, "2024-03-05-crue.txt")
    assert isinstance(article, Article)
    assert article.published == PartialDate(2024, 3, 5)


def test_many_paragraphs_of_headers_are_read_in_time() -> None:
    fields, _ = read_fields("titre : a\n\n" * 20_000)
    assert fields["title"] == "a"
