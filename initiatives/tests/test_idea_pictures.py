"""What is stored of a picture: the bytes themselves are looked into."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, PngImagePlugin

from initiatives.services.saying import idea_comment
from initiatives.tests.factory import NOW, make_idea
from portal.core.errors import Malformed
from portal.records.models import StoredFile
from tests.cast import Cast

SECRET = "Zhang San at gate 12"
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def picture(kind: str, **options: Any) -> SimpleUploadedFile:
    """Forty by twenty, red on the left half, as a camera that was turned by a quarter would write it."""
    image = Image.new("RGB", (40, 20), "blue")
    ImageDraw.Draw(image).rectangle((0, 0, 19, 19), fill="red")
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION], exif[GPS] = SECRET, 6, {2: (22.0, 19.0, 1.0)}
    target = BytesIO()
    image.save(target, format=kind, exif=exif, **options)
    return SimpleUploadedFile(f"photo.{kind.lower()}", target.getvalue())


def stored() -> bytes:
    with default_storage.open(StoredFile.objects.get().key) as found:
        return bytes(found.read())


def png_text() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET)
    return info


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"comment": SECRET.encode(), "xmp": SECRET.encode()}),
        ("PNG", {"pnginfo": png_text()}),
        ("WEBP", {"xmp": SECRET.encode()}),
    ],
)
def test_nothing_of_the_camera_is_stored(cast: Cast, kind: str, options: dict[str, Any]) -> None:
    upload = picture(kind, **options)
    assert SECRET.encode() in upload.read()
    upload.seek(0)
    make_idea(cast.owner, uploads=[upload])
    content = stored()
    assert SECRET.encode() not in content
    assert b"Exif" not in content
    assert b"eXIf" not in content
    with Image.open(BytesIO(content)) as kept:
        assert not dict(kept.getexif())
        assert (kept.format, kept.size) == (kind, (20, 40)), "turned the way it was held"
        red, _green, blue = kept.convert("RGB").getpixel((10, 5))  # type: ignore[misc]
        assert (red > 200, blue < 60) == (True, True)
    assert StoredFile.objects.get().size == len(content)


def test_of_comments_too(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    idea_comment(reference=idea.reference, text="Here", uploads=[picture("JPEG")], by=cast.colleague, now=NOW)
    assert SECRET.encode() not in stored()


def test_a_moving_picture_goes_on_moving(cast: Cast) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    target = BytesIO()
    frames[0].save(target, format="GIF", save_all=True, append_images=frames[1:], duration=200, comment=SECRET.encode())
    make_idea(cast.owner, uploads=[SimpleUploadedFile("a.gif", target.getvalue())])
    content = stored()
    assert SECRET.encode() not in content
    with Image.open(BytesIO(content)) as kept:
        assert (kept.n_frames, kept.info["duration"]) == (3, 200)  # type: ignore[attr-defined]


def test_half_a_picture_is_refused(cast: Cast) -> None:
    half = SimpleUploadedFile("half.png", picture("PNG").read()[:60])
    with pytest.raises(Malformed) as refusal:
        make_idea(cast.owner, uploads=[half])
    assert refusal.value.code == "picture_unreadable"
    assert not StoredFile.objects.exists()


def test_other_files_stay_as_they_came(cast: Cast) -> None:
    make_idea(cast.owner, uploads=[SimpleUploadedFile("note.txt", b"hello there")])
    assert stored() == b"hello there"
