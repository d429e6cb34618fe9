"""What can be shown of a document: a small picture, and of a DICOM file what its header says.

Pillow, pydicom and numpy are the extra `imaging`; without them a document is kept and handed out all the same.
"""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from io import BytesIO
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from web.importing.sniffing import DICOM

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/tiff")
LARGE = 640  # pixels of the longer side
_MOST = 60_000_000  # pixels of the original
_UNPACKED = 180_000_000  # octets of its points
_AT_ONCE = BoundedSemaphore(2)  # of them may be held in memory
_DEFLATED = b"1.2.840.10008.1.2.1.99"  # a DICOM file that is packed whole, and may be a thousand times what it seems
_META = 4096  # octets in which a file says so
_FORMATS = ("PNG", "JPEG", "GIF", "TIFF")
_HEADER = {
    "PatientName": "Name in the file", "PatientID": "Number in the file", "PatientBirthDate": "Birth date in the file",
    "PatientSex": "Sex in the file", "StudyDate": "Made on", "Modality": "Modality", "BodyPartExamined": "Part of body",
    "Laterality": "Side", "StudyDescription": "Study", "SeriesDescription": "Series", "InstitutionName": "Made at",
}  # fmt: skip


def available() -> bool:
    """Whether the extra is installed."""
    return all(find_spec(name) for name in ("PIL", "pydicom", "numpy"))


def can_show(mime: str) -> bool:
    return available() and (mime in PICTURES or mime == DICOM)


def preview(data: bytes, mime: str, longest: int = LARGE) -> bytes | None:
    """A PNG with a longer side of so many pixels at most; None where there is nothing to see."""
    if not can_show(mime):
        return None
    try:
        with _AT_ONCE, warnings.catch_warnings(action="error", category=_bomb()):
            return _png(_dicom_image(data) if mime == DICOM else _image(data), longest)
    except Exception:  # whatever a damaged file makes a decoder raise: it has no picture, and is kept
        return None


def header(data: bytes) -> list[tuple[str, str]] | None:
    """What a DICOM file says of itself: (label, text). None where it cannot be read."""
    if not available():
        return None
    try:
        read = _dataset(data)
        told = [(label, str(read.get(name, "")).strip()) for name, label in _HEADER.items()]
    except Exception:  # a parser's errors are as many as the ways to be damaged
        return None
    return [(label, text) for label, text in told if text]


def _bomb() -> type[Warning]:
    from PIL.Image import DecompressionBombWarning

    return DecompressionBombWarning


def _image(data: bytes) -> Image:
    from PIL import Image, ImageOps

    image = Image.open(BytesIO(data), formats=_FORMATS)
    if image.width * image.height > _MOST:
        raise ValueError("too large to be shown")
    image.draft("RGB", (LARGE, LARGE))
    return ImageOps.exif_transpose(image)


def _dataset(data: bytes) -> Any:
    from pydicom import dcmread

    if _DEFLATED in data[:_META]:
        raise ValueError("packed whole: what is in it may be of any size")
    with warnings.catch_warnings(action="ignore"):
        return dcmread(BytesIO(data))


def _dicom_image(data: bytes) -> Image:
    """The first frame, from its darkest to its brightest point."""
    import numpy
    from PIL import Image
    from pydicom.pixels.utils import pixel_array

    read = _dataset(data)
    points = int(read.Rows) * int(read.Columns)
    if points > _MOST or points * int(read.SamplesPerPixel) * int(read.BitsAllocated) > 8 * _UNPACKED:
        raise ValueError("too large to be shown")
    values = pixel_array(read, index=0).astype("float32")
    low, high = float(values.min()), float(values.max())
    grey = (values - low) * (255 / (high - low or 1))
    if read.PhotometricInterpretation == "MONOCHROME1":
        grey = 255 - grey
    return Image.fromarray(numpy.asarray(grey, dtype="uint8"))


def _png(image: Image, longest: int) -> bytes:
    image = image if image.mode in ("L", "RGB", "RGBA") else image.convert("RGB")
    image.thumbnail((longest, longest))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
