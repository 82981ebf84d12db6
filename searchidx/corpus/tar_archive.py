"""A tar archive, read from its beginning to its end, as it may come out of a compressed file."""

import os
import tarfile
from collections.abc import Iterator
from typing import IO, BinaryIO, Self, cast

from searchidx.article import Notice, Rejection
from searchidx.corpus.members import is_hidden, passed_over, read_member
from searchidx.corpus.source import Finding, Source
from searchidx.corpus.unpacking import Allowance, Unpacked, fault
from searchidx.errors import ArticleError


class _Header(tarfile.TarInfo):
    """The header of a member; one that is damaged is an error, where tarfile would take it for the end."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile_)
        except tarfile.HeaderError as error:
            if type(error).__name__ == "EOFHeaderError":  # the mark of the end; the class is not public
                raise
            raise tarfile.ReadError(str(error)) from None


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the articles of the files in an archive that is not compressed."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    yield from read_stream(Unpacked(file, Allowance(size)), source)


def read_stream(stream: Unpacked, source: Source) -> Iterator[Finding]:
    """Read the articles of the files in an archive, in the order they stand in it."""
    seen = False
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|", tarinfo=_Header) as archive:
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # or every header stays in memory
                if member.isdir():
                    continue
                for finding in _member(archive, member, source, stream):
                    seen = True
                    yield finding
                if stream.is_broken:  # its last member said so
                    return
    except tarfile.TarError as error:
        yield Rejection(source.name, f"not read to its end: {fault(error)}")
    except ArticleError as error:
        yield Rejection(source.name, f"not read to its end: {error}")
    else:
        if not seen:
            yield Notice(source.name, "no file in the archive is one that articles are read from")


def _member(
    archive: tarfile.TarFile, member: tarfile.TarInfo, source: Source, stream: Unpacked
) -> Iterator[Finding]:
    if (finding := passed_over(source, member.name)) is not None:
        yield finding
        return
    if is_hidden(member.name):
        return
    where = f"{source.name}/{member.name}"
    if not member.isfile():
        kind = "a link" if member.issym() or member.islnk() else "no file"
        yield Notice(where, f"{kind}: passed over")
    elif member.issparse():
        yield Rejection(where, "a file with holes is not read from an archive")
    elif (content := archive.extractfile(member)) is not None:
        inner = Unpacked(content, Allowance(member.size))
        yield from read_member(inner, source, member.name)
        stream.is_broken = stream.is_broken or inner.is_broken
