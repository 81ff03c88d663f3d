"""Files packed so that the same files are the same bytes, on any day and any computer of one kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip can hold; every file in it is from that day."""


def zipped(files: Iterable[tuple[str, bytes]], packed: bool = True) -> bytes:
    """A zip of these paths and their bytes, in the order given.

    Packing differs from one version of zlib to the next; a zip whose digest is told to others is stored unpacked.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in files:
            member = zipfile.ZipInfo(path, DAY)
            member.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            member.create_system, member.external_attr = 3, 0o100644 << 16
            archive.writestr(member, data)
    return out.getvalue()
