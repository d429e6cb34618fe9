"""What bytes themselves say that they are."""

from __future__ import annotations

UNKNOWN, TEXT, DICOM = "application/octet-stream", "text/plain", "application/dicom"
_MARKS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"PK\3\4", "application/zip"),
    (128, b"DICM", DICOM),
)
_ALIKE = {"text/rtf": "application/rtf", "image/jpg": "image/jpeg", "application/x-pdf": "application/pdf"}
_ENDS = {  # how a whole file ends, and within how many octets of its end
    "application/pdf": (b"%%EOF", 2048),
    "image/png": (b"IEND\xaeB`\x82", 64),
    "image/jpeg": (b"\xff\xd9", 65_536),
    "image/gif": (b"\x3b", 64),
}
_RECOGNISED = {mime for _, _, mime in _MARKS}
_INERT = _RECOGNISED | {TEXT, UNKNOWN}


def sniffed(data: bytes) -> str:
    """The media type that the bytes show; plain text where they are text, `application/octet-stream` where unknown."""
    for at, mark, mime in _MARKS:
        if data.startswith(mark, at):
            return mime
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return UNKNOWN
    if "\0" in text:
        return UNKNOWN
    return "text/xml" if text.lstrip().startswith("<?xml") else TEXT


def whole(data: bytes, mime: str) -> bool:
    """Whether a file of this kind ends as such a file ends: one that was cut off does not."""
    mark, within = _ENDS.get(mime, (b"", 0))
    return mark in data[-within:]


def inert(mime: str) -> str:
    """As what a document is handed out: a kind that no browser makes a page of, whatever somebody said that it is."""
    return mime if mime in _INERT else UNKNOWN


def agree(claimed: str | None, found: str) -> bool:
    """Whether what is claimed can be what was found. A type whose mark we do not know is believed."""
    if not claimed:
        return True
    bare = claimed.split(";")[0].strip().lower()
    bare = _ALIKE.get(bare, bare)
    return bare == found or (bare not in _RECOGNISED and not _plainly_other(bare, found))


def _plainly_other(claimed: str, found: str) -> bool:
    """A text that shows the mark of something that is none."""
    return claimed.startswith("text/") and found in _RECOGNISED
