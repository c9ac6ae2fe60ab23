"""Pictures without what the camera wrote beside them: place, time, device, the name of its owner.

Pixels are written anew, turned the way the camera was held; EXIF, GPS, XMP, comments and colour profiles are gone, and
so are further pictures that phones hide in one JPEG.
"""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence

from portal.core.errors import Malformed

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
ANIMATED = ("GIF", "WEBP")
# All frames together: a small file can unfold into more than the memory of a machine.
MOST_PIXELS = 60_000_000
QUALITY = 90
PLAIN_SIDE = 1600


def bare_picture(upload: Any, kind: str) -> Any:
    """The upload as it is when `kind` is no picture, else a new file of the same kind and name.

    Refuses a picture that can't be read or holds more than MOST_PIXELS (Malformed).
    """
    if kind not in FORMATS:
        return upload
    try:
        return ContentFile(_written_anew(upload, FORMATS[kind]), name=upload.name)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as exc:
        text = _("%(name)s can't be read as a picture, or is too large to be one.") % {"name": upload.name}
        raise Malformed("picture_unreadable", text, errors={"files": [text]}) from exc
    finally:
        upload.seek(0)


def _written_anew(upload: Any, format_name: str) -> bytes:
    upload.seek(0)
    with Image.open(upload, formats=[format_name]) as found:
        count = getattr(found, "n_frames", 1) if format_name in ANIMATED else 1
        if found.width * found.height * count > MOST_PIXELS:
            raise ValueError("too many pixels")
        durations = []
        frames = []
        for frame in ImageSequence.Iterator(found):
            durations.append(frame.info.get("duration", 100))
            frames.append(_bare(frame, format_name))
            if len(frames) == count:
                break
    target = BytesIO()
    options: dict[str, Any] = {"quality": QUALITY} if format_name in ("JPEG", "WEBP") else {}
    if count > 1:
        options |= {"save_all": True, "append_images": frames[1:], "duration": durations, "loop": 0}
    frames[0].save(target, format=format_name, **options)
    return target.getvalue()


def _bare(frame: Image.Image, format_name: str) -> Image.Image:
    turned = ImageOps.exif_transpose(frame)
    plain = turned.convert("RGB" if format_name == "JPEG" else "RGBA")
    plain.info = {}
    return plain


def plain_picture(upload: Any, kind: str) -> bytes:
    """The picture as JPEG, its first frame alone, at most PLAIN_SIDE long.

    For what must not be known to be anybody's: besides what `bare_picture` takes away, format, quality and size are
    the same for all, since they say something about the device.
    """
    if kind not in FORMATS:
        text = _("Only pictures are taken here.")
        raise Malformed("no_picture", text, errors={"files": [text]})
    upload.seek(0)
    try:
        with Image.open(upload, formats=[FORMATS[kind]]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise ValueError("too many pixels")
            # A JPEG is decoded at the size that is kept, in a part of the memory.
            found.draft("RGB", (PLAIN_SIDE, PLAIN_SIDE))
            pixels = _bare(found, "PNG")
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as exc:
        text = _("The picture can't be read, or is too large to be one.")
        raise Malformed("picture_unreadable", text, errors={"files": [text]}) from exc
    pixels.thumbnail((PLAIN_SIDE, PLAIN_SIDE))
    paper = Image.new("RGB", pixels.size, "white")
    paper.paste(pixels, mask=pixels.getchannel("A"))
    target = BytesIO()
    paper.save(target, format="JPEG", quality=QUALITY)
    return target.getvalue()
