"""The names under which programs, data sets and people keep our fields.

A name is known whatever its case, accents and signs.  One that is not is tried without the words that say nothing:
``post_title``, « Titre de l’article », ``title_t`` (Solr), ``date (jj/mm/aaaa)``.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from searchidx.dates import fold

NAMES: Final = {
    "id": "id _id guid uuid uid article_id doc_id document_id identifier identifiant record_id id_str",
    "title": "title titre headline web_title article_title titre_article titre_principal og:title dc:title heading page_title"
    " title_page title_rss intitule manchette headline_text headlines meta_title name",
    "lead": "lead chapo chapeau standfirst summary resume excerpt extrait abstract description subtitle sous_titre subheadline"
    " dek deck teaser lede lead_paragraph short_description introduction intro intro_text descriptif accroche custom_excerpt trail_text highlights"
    " spoiler desc tldr meta_description og:description dc:description snippet content_snippet",
    "body": "body text texte content contenu article article_body maintext main_text plain_text body_text full_text fulltext"
    " content_text contenu_texte article_text article_content text_content texte_integral corps corps_texte cleaned_text clean_text raw_text"
    " raw_content page_content story content:encoded content_html content_rendered body_html html article_html html_content"
    " paragraphs paragraphes content_elements blocks document contents selftext review",
    "published": "published date date_published publish_date date_publish publication_date pub_date published_at"
    " published_date published_time published_on date_publication date_de_publication publie_le publiee_le date_parution"
    " date_de_parution parution article:published_time web_publication_date first_publication_date first_published_at"
    " first_published display_date date_time_pub publishing_date publish_time publication_time publication_datetime"
    " pub_datetime published_datetime date_pub date_time datetime iso_date date_heure date_gmt release_date online_date"
    " date_mise_en_ligne date_de_mise_en_ligne mise_en_ligne date_diffusion date_de_diffusion posted_at posted_on posted post_date"
    " created_at date_created creation_date date_creation date_de_creation created created_utc timestamp time issued dc:date"
    " seen_date year annee",
    "authors": "authors author auteurs auteur byline creator dc:creator writers writer journaliste journalistes journalist"
    " reporter reporters author_name author_names authors_name author_display_name primary_author signature signataire"
    " redacteur redactrice written_by ecrit_par by contributors contributor article:author meta_author",
    "section": "section rubrique sections rubriques category categorie categories article_section section_name rubric"
    " category_name primary_category main_category primary_section section_title main_domain topic topics theme themes"
    " thematique channel desk news_desk article:section pillar_name cat",
    "source": "source sitename site_name publisher publication journal newspaper outlet media source_name source_hostname"
    " media_name publication_name publisher_name newspaper_name media_outlet news_outlet source_title container_title editeur"
    " titre_journal titre_de_presse titre_du_journal site website provider og:site_name meta_site_name source_domain domain"
    " hostname news_source is_part_of feed_name feed_title agency agence",
    "url": "url link canonical_link canonical_url canonical web_url permalink article_url news_url lien adresse lien_url"
    " source_url source_link lien_source page_url main_entity_of_page og:url responded_url requested_url original_url uri href"
    " external_url short_url warc_target_uri",
    "tags": "tags tag keywords mots_cles mot_cle mots_clefs keyword labels subjects sujets hashtags tag_list tag_names"
    " etiquettes etiquette post_tag descripteurs article:tag news_keywords meta_keywords",
}  # fmt: skip
"""Our fields, and the names under which others keep them, the surest first; case, accents and signs do not count."""

MODIFIED: Final = (
    "modified date_modified modified_at modified_date modified_time last_modified lastmod updated updated_at updated_date"
    " date_updated last_updated date_modify modification_date date_modification date_de_modification mod_datetime"
    " mise_a_jour date_mise_a_jour date_de_mise_a_jour article:modified_time changed"
)
"""The names of the day of a change, which serves where the one of publication is not known; ``modified`` stands for them."""

_TEXTS: Final = frozenset(("title", "body", "lead"))
LAST: Final = 1000
"""The rank of a name that stands for none of our fields."""
_WITH_WORDS: Final = LAST // 2
_SAYS_NOTHING: Final = frozenset((
    "article", "articles", "post", "news", "story", "item", "nom", "de", "du", "des", "d", "la", "le", "les", "l", "the", "of", "et",
    "full", "complet", "complete", "rendered", "main", "original", "value", "attributes", "fields", "node",
    "fr", "t", "s", "ss", "txt", "txts", "dt", "str",
))  # fmt: skip
"""Words around a name: of what it is said, what it was held in (``title.rendered``), or of which type it is in Solr."""
_WORDS: Final = re.compile(r"[a-z0-9]+")
_NOTE: Final = re.compile(r"^_source\.|\(.*|\[.*")
_CAMEL: Final = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ])")


def field_of(name: str) -> str:
    """Return our field that a name stands for, ``modified``, or an empty text.

    >>> field_of("Date de publication"), field_of("postTitle"), field_of("prix")
    ('published', 'title', '')
    """
    return ranked(name)[0]


def name_a_text(names: Iterable[str]) -> bool:
    """Tell whether one of some names stands for a title, a lead or a body, as in a table of articles."""
    return not _TEXTS.isdisjoint(map(field_of, names))


@lru_cache(maxsize=1 << 10)
def ranked(name: object) -> tuple[str, int]:
    """Return our field that a name stands for, and how far it is from the surest."""
    name = str(name)
    known = _known().get(_bare(name))
    if known is not None:
        return known
    words = _WORDS.findall(fold(_NOTE.sub("", _CAMEL.sub(" ", name))))
    said = [word for word in words if word not in _SAYS_NOTHING]
    if not said:
        return "", LAST
    field, rank = _known().get("".join(said), ("", LAST))
    return (field, rank + _WITH_WORDS) if field and said != ["name"] else ("", LAST)


@cache
def _known() -> dict[str, tuple[str, int]]:
    """Return each name without its signs, our field, and how sure it is."""
    return {
        _bare(name): (field, rank)
        for field, names in {**NAMES, "modified": MODIFIED}.items()
        for rank, name in reversed([*enumerate(names.split())])
    }


def _bare(name: str) -> str:
    return re.sub("[^a-z0-9]", "", fold(name))
