"""A zip archive, read by its table of contents; where that is cut off or damaged, member by member as far as it goes."""

import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, BinaryIO, Final, cast

from searchidx.article import Notice, Rejection
from searchidx.corpus.members import is_hidden, passed_over, read_member
from searchidx.corpus.source import Finding, Source
from searchidx.corpus.unpacking import FAULTS, Allowance, Unpacked, fault
from searchidx.corpus.zip_members import members

_ENCRYPTED: Final = 0x1
_UTF_8: Final = 0x800


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the articles of the files in an archive."""
    try:
        archive = zipfile.ZipFile(file)
    except (*FAULTS, ValueError) as error:
        yield from _without_contents(file, source, error)
        return
    with archive:
        allowance = Allowance(file.seek(0, os.SEEK_END))
        seen = False
        for member in archive.infolist():
            if member.is_dir():
                continue
            for finding in _member(archive, member, source, allowance):
                seen = True
                yield finding
            if allowance.is_spent:  # its last member said so
                yield Rejection(
                    source.name, "the archive as a whole unpacks to too much: the rest is not read"
                )
                return
        if not seen:
            yield Notice(source.name, "no file in the archive is one that articles are read from")


def _without_contents(file: BinaryIO, source: Source, error: Exception) -> Iterator[Finding]:
    """Read the members in the order they stand in, and say why, and how far."""
    allowance = Allowance(file.seek(0, os.SEEK_END))
    file.seek(0)
    reason = None if isinstance(error, UnicodeDecodeError) else f"not a whole zip archive ({error})"
    some = False
    try:
        for member in members(file):
            name, some = _decoded(member.name, member.flags), True
            if (finding := passed_over(source, name)) is not None:
                yield finding
            elif member.flags & _ENCRYPTED:
                yield Rejection(f"{source.name}/{name}", "it is encrypted")
            elif not is_hidden(name) and not name.endswith("/"):
                yield from read_member(
                    Unpacked(
                        cast("IO[bytes]", member.content),
                        Allowance(member.size or allowance.packed, within=allowance),
                    ),
                    source,
                    name,
                )
            if allowance.is_spent:
                reason = "the archive as a whole unpacks to too much: the rest is not read"
                break
    except (*FAULTS, OSError) as fault_:
        reason = f"{reason or 'not read to its end'}: {fault(fault_)}" if some else reason
    if reason:
        yield Rejection(source.name, reason)


def _decoded(name: bytes, flags: int) -> str:
    """Return a name; what is not UTF-8 though it says so has surrogates, by which it is told and passed over."""
    if flags & _UTF_8:
        return name.decode("utf-8", "surrogateescape").replace("\\", "/")
    try:
        return name.decode().replace("\\", "/")
    except UnicodeDecodeError:
        return name.decode("cp437").replace("\\", "/")


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source, allowance: Allowance
) -> Iterator[Finding]:
    name = _name(member)
    if (finding := passed_over(source, name)) is not None:
        yield finding
        return
    if is_hidden(name):
        return
    where = f"{source.name}/{name}"
    if stat.S_ISLNK(member.external_attr >> 16):
        yield Notice(where, "a link: passed over")
    elif member.flag_bits & _ENCRYPTED:
        yield Rejection(where, "it is encrypted")
    else:
        try:
            content = archive.open(member)
        except (*FAULTS, OSError, RuntimeError) as error:
            yield Rejection(where, fault(error))
            return
        with content:
            yield from read_member(
                Unpacked(content, Allowance(member.compress_size, within=allowance)), source, name
            )


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name: UTF-8 where it is, though the archive may not say so, else in the old code page of DOS."""
    name = member.orig_filename
    if not member.flag_bits & _UTF_8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return name.replace("\\", "/")
