"""What is mended of a text as it is read: characters that nobody sees, and UTF-8 that was read as something else.

Unicode is kept as it is otherwise: that é and E are one letter is for the analysis to say.
"""

import re
from typing import Final

_INVISIBLE: Final = "\u00ad\u200b\u2060\ufeff"
_JOINERS: Final = re.compile(r"(?<=[A-Za-zÀ-ɏ’'])[\u200c\u200d]+|[\u200c\u200d]+(?=[A-Za-zÀ-ɏ])")
"""Between letters of ours they say nothing; in Persian and in emoji they do."""
_GARBLED: Final = re.compile(
    "[ÃÂÅÄâï][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"  # the first byte of two or three, and the second
)
_CONTROLS: Final = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D}  # a line end, and what Windows-1252 does not use
}
"""Control characters that no text holds: quotation marks, dashes and ligatures of Windows-1252 read as Latin-1."""

MENDED: Final = "letters that were UTF-8 read as another encoding were repaired"
GARBLED: Final = (
    "letters seem to be UTF-8 read as another encoding; to repair them: pip install 'searchidx[import]'"
)


def without_invisible(text: str) -> str:
    r"""Take out soft hyphens and zero-width characters.

    >>> without_invisible("co\u00adali\u200btion")
    'coalition'
    """
    if text.isascii():
        return text
    for character in _INVISIBLE:
        if character in text:
            text = text.replace(character, "")
    return _JOINERS.sub("", text) if "\u200d" in text or "\u200c" in text else text


def mended(text: str) -> tuple[str, str | None]:
    """Repair letters that were decoded wrongly, where that is certain, and say so.

    >>> mended("Ã©tÃ©")[0], mended("SÃO PAULO")[0]
    ('été', 'SÃO PAULO')
    """
    if text.isascii():
        return text, None
    if _holds_controls(text):
        text = text.translate(_CONTROLS)
        return mended(text)[0], MENDED
    if not _may_be_garbled(text):
        return text, None
    try:
        from ftfy import TextFixerConfig, fix_encoding  # noqa: PLC0415  most texts need no repair
    except ImportError:
        return text, GARBLED
    config = TextFixerConfig(replace_lossy_sequences=False, explain=False)
    repaired = "\n".join(fix_encoding(line, config) for line in text.split("\n"))
    if repaired == text or len(_GARBLED.findall(repaired)) >= len(_GARBLED.findall(text)):
        return text, None
    return repaired, MENDED


def _holds_controls(text: str) -> bool:
    """Tell a text that holds one of the frequent signs of Windows-1252 as a control character."""
    return (
        "\x92" in text
        or "\x9c" in text
        or "\x93" in text
        or "\x94" in text
        or "\x96" in text
        or "\x97" in text
        or "\x91" in text
        or "\x80" in text
        or "\x8c" in text
    )  # at a fraction of the cost of a loop


def _may_be_garbled(text: str) -> bool:
    if (
        "Ã" in text
        or "Â" in text
        or "â€" in text
        or "â‚" in text
        or "Å" in text
        or "Ä" in text
        or "ï" in text
    ):
        return _GARBLED.search(text) is not None
    return False  # most texts, at a fraction of the cost
