"""Smaller PNG files: the same picture in fewer bytes."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
import vl_convert
from pixels import pixels_of
from tumen.build.png import repacked

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="120">{ground}'
    '<circle cx="70" cy="60" r="40" fill="#1f5f99"/><text x="90" y="70" font-size="20">Tumen</text></svg>'
)


def png(ground):
    return vl_convert.svg_to_png(DRAWING.format(ground=ground))


def test_an_opaque_picture_keeps_every_pixel_in_less_than_half_the_bytes():
    made = png('<rect width="240" height="120" fill="#fff"/>')
    smaller = repacked(made)
    assert np.array_equal(pixels_of(smaller), pixels_of(made)[..., :3])
    assert len(smaller) < len(made) / 2


def test_a_picture_that_can_be_seen_through_stays_so():
    made = png("")
    assert np.array_equal(pixels_of(repacked(made)), pixels_of(made))
    assert pixels_of(repacked(made))[0, 0, 3] == 0


def test_any_other_kind_of_png_is_packed_without_being_understood():
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    scanlines = b"\x02" + bytes(range(16)) + b"\x02" + bytes(16)
    header = struct.pack(">IIBBBBB", 16, 2, 8, 0, 0, 0, 0)
    signature, end = b"\x89PNG\r\n\x1a\n", chunk(b"IEND", b"")
    grey = signature + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(scanlines, 0)) + end
    packed = signature + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(scanlines, 9)) + end
    assert repacked(grey) == packed


def test_what_is_no_png_is_refused():
    with pytest.raises(ValueError, match="not a PNG"):
        repacked(b"GIF89a")
