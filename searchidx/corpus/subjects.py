"""The seventeen subjects of the IPTC, by which news agencies sort their items: codes to French names."""

import re
from typing import Final

_NAMES: Final = (
    "Arts, culture et spectacles",
    "Police et justice",
    "Catastrophes et accidents",
    "Économie et finances",
    "Éducation",
    "Environnement",
    "Santé",
    "Gens, animaux, insolite",
    "Social",
    "Vie quotidienne et loisirs",
    "Politique",
    "Religion et croyances",
    "Science et technologie",
    "Société",
    "Sport",
    "Conflits, guerres et paix",
    "Météo",
)
_CODE: Final = re.compile(r"(?:.*[:/])?([0-9]{2})[0-9]{6}")


def subject(code: str | None) -> str | None:
    """Return the subject of a code of eight digits, which may be one of its parts.

    >>> subject("02008000"), subject("medtop:15000000"), subject("FIL")
    ('Police et justice', 'Sport', None)
    """
    found = _CODE.fullmatch(code or "")
    return _NAMES[int(found[1]) - 1] if found and 1 <= int(found[1]) <= len(_NAMES) else None
