"""Pictures people bring: only what is seen is kept, and what is no picture is refused in a sentence."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.telling.news import a_photograph
from trellis.telling import pictures
from trellis.telling.pictures import ProblemWithPicture, clean, keep_file, read_file


def cleaned(content: bytes) -> pictures.CleanPicture:
    return clean(io.BytesIO(content))


def seen(picture: pictures.CleanPicture) -> Image.Image:
    held = Image.open(io.BytesIO(picture.content))
    held.load()
    return held


def said(content: bytes) -> str:
    with pytest.raises(ProblemWithPicture) as refused:
        cleaned(content)
    return str(refused.value)


def with_a_place(kind: str = "JPEG") -> bytes:
    """A photograph that says where, when and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0132], exif[0x9286] = "Camera of Northmoor", "2024:09:10 08:57:00", "Amy Adams"
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 10.0, 0.0), 3: "W", 4: (1.0, 2.0, 0.0)})
    return a_photograph(kind=kind, exif=exif, comment=b"4 Orchard Way" if kind == "JPEG" else None)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_where_and_by_whom_it_was_taken_is_gone(kind):
    content = with_a_place(kind)
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    held = cleaned(content)
    assert not seen(held).getexif()
    assert not {"exif", "comment", "xmp", "icc_profile", "photoshop"} & seen(held).info.keys()
    for told in (b"Northmoor", b"Amy", b"Orchard", b"2024:09:10"):
        assert told not in held.content


def test_what_hides_behind_the_picture_is_gone():
    """A picture that is a web page or an archive too, and words kept in a drawing."""
    for tail in (b"<script>alert(1)</script>", b"PK\x03\x04secret.docx"):
        assert tail not in cleaned(a_photograph() + tail).content
    held = io.BytesIO()
    words = Image.new("RGB", (90, 90))
    info = PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    words.save(held, "PNG", pnginfo=info)
    assert b"script" in held.getvalue()
    assert b"script" not in cleaned(held.getvalue()).content


def test_it_is_turned_the_way_it_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6
    held = cleaned(a_photograph((400, 200), exif=exif))
    assert (held.width, held.height) == (200, 400)


def test_a_large_one_is_made_as_large_as_a_page_needs():
    held = cleaned(a_photograph((4000, 3000)))
    assert (held.width, held.height) == (1600, 1200) == seen(held).size


def test_what_one_can_see_through_stands_on_white():
    drawn = io.BytesIO()
    Image.new("RGBA", (60, 60), (0, 0, 0, 0)).save(drawn, "PNG")
    held = cleaned(drawn.getvalue())
    assert held.suffix == "png"
    assert seen(held).getpixel((30, 30)) == (255, 255, 255)


def test_of_one_that_moves_the_first_picture_is_kept():
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "blue")]
    held = io.BytesIO()
    frames[0].save(held, "WEBP", save_all=True, append_images=frames[1:])
    assert getattr(seen(cleaned(held.getvalue())), "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "That file is empty."),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "can hold a program (SVG)"),
        (b'<svg onload="alert(1)"/>', "can hold a program (SVG)"),
        (b"\xef\xbb\xbf <!DOCTYPE html><title>x</title>", "That is a web page"),
        (b"%PDF-1.7 ...", "That is a PDF file"),
        (b"GIF89a" + b"\x00" * 40, "That is a GIF file"),
        (b"PK\x03\x04" + b"\x00" * 40, "That is a ZIP file"),
        (b"MZ\x90\x00" + b"\x00" * 40, "That is a EXE file"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "export it as JPEG"),
        (b"a list of names", "no picture we can read"),
    ],
)
def test_what_is_really_something_else_is_named(content, says):
    assert says in said(content)


def test_one_cut_short_is_refused():
    assert said(a_photograph((900, 900))[:-400]) == (
        "That picture is damaged or cut short: try bringing it again."
    )


def a_bomb(width: int, height: int) -> bytes:
    """A PNG that says it is this large, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [7_100, 10_000, 60_000])
def test_a_small_file_that_would_be_huge_is_refused_before_it_is_opened(side):
    assert "more dots than any page needs" in said(a_bomb(side, side))


def test_a_file_too_large_is_refused_without_reading_the_rest(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_BYTES", 3 * 1024 * 1024)
    file = io.BytesIO(b"\xff\xd8\xff" + bytes(5 * 1024 * 1024))
    with pytest.raises(ProblemWithPicture, match="it may have 3 MB"):
        clean(file)
    assert file.tell() == 3 * 1024 * 1024 + 1


def test_a_picture_of_a_dot_is_refused():
    assert "too small to be seen" in said(a_photograph((1, 1)))


BEGINNINGS = [b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBPVP8 "]


def picture_or_sentence(content: bytes) -> pictures.CleanPicture | str:
    try:
        return cleaned(content)
    except ProblemWithPicture as wrong:
        return str(wrong)


def is_sound(answer: pictures.CleanPicture | str) -> bool:
    if isinstance(answer, str):
        return answer.endswith(".")
    return seen(answer).format in {"PNG", "JPEG"} and seen(answer).size == (answer.width, answer.height)


@given(st.binary(max_size=400), st.sampled_from(BEGINNINGS))
def test_whatever_comes_is_a_picture_or_a_sentence(rest, beginning):
    assert is_sound(picture_or_sentence(beginning + rest))


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_a_picture_with_a_few_bytes_changed_is_still_only_a_picture(at, changed):
    content = bytearray(a_photograph((80, 60), kind="PNG"))
    at %= len(content)
    content[at : at + len(changed)] = changed
    assert is_sound(picture_or_sentence(bytes(content)))


def test_the_same_picture_brought_twice_is_one_file(data_folder):
    held = cleaned(a_photograph())
    assert keep_file(held) == keep_file(held) == f"{held.digest}.jpg"
    assert read_file(keep_file(held)) == held.content
    assert [path.name for path in pictures.folder().iterdir()] == [f"{held.digest}.jpg"]
    assert pictures.folder().is_relative_to(data_folder)
