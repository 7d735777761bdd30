"""Taking one member out of a fetched zip file.

Not here: fetching the zip file, and the member's digest and final name (``lakelabel.data.download``).
"""

from __future__ import annotations

import difflib
import lzma
import shutil
import zipfile
import zlib
from pathlib import Path

from lakelabel.data.part_file import Part
from lakelabel.errors import SourceError
from lakelabel.runtime.logs import redact


def extract(part: Part, member: str, to: Path) -> None:
    """Unpacks one member of a fetched zip file.

    Args:
        part: The zip file, complete; discarded if it is no sound one.
        member: The member's name.
        to: Where its bytes go; half of them may be left there after a failure.

    Raises:
        SourceError: There is no such member, or it cannot be unpacked.
    """
    try:
        with zipfile.ZipFile(part.path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
            if member not in names:
                raise _no_member(part, member, names)
            with archive.open(member) as source, to.open("wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        part.discard()
        raise SourceError(
            "A fetched file is not a sound zip file, so no member can be taken from it; it was not kept.",
            where=redact(part.url),
            seen=str(error) or type(error).__name__,
            fix="leave member out if the address gives the file itself; else correct the url",
        ) from error
    except (RuntimeError, NotImplementedError) as error:
        raise SourceError(
            "A member of a zip file cannot be unpacked.",
            where=f"{redact(part.url)}, member {member}",
            seen=str(error),
            valid="a member without a password, stored or deflated",
            fix="unpack it by other means",
        ) from error


def _no_member(part: Part, member: str, names: list[str]) -> SourceError:
    shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    near = [name for name in names if name.endswith(f"/{member}")]
    near += difflib.get_close_matches(member, names, n=1, cutoff=0.5)
    return SourceError(
        "A zip file has no such member.",
        where=redact(part.url),
        seen=member,
        valid=shown or "none: the zip file is empty",
        fix=f"did you mean {near[0]!r}?" if near else "correct member; the zip file is kept for the next run",
    )
