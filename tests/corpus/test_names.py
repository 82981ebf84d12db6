import pytest

from searchidx.corpus.names import field_of


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("postTitle", "title"),
        ("post_content", "body"),
        ("Titre de l’article", "title"),
        ("Date (jj/mm/aaaa)", "published"),
        ("news date", "published"),
        ("Article Author Name", "authors"),
        ("auteur(s)", "authors"),
        ("titre_fr", "title"),
        ("lastmod", "modified"),
    ],
)
def test_words_around_a_name_that_say_nothing_hide_it_not(name: str, field: str) -> None:
    assert field_of(name) == field


@pytest.mark.parametrize(
    "name",
    ["post_name", "author_id", "image_url", "title_en", "nombre de mots", "date_download", "de la", "", "prix"],
)  # fmt: skip
def test_other_words_make_another_name(name: str) -> None:
    assert field_of(name) == ""
