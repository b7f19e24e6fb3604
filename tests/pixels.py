"""The pixels of a picture, so that a test can look at it."""

from __future__ import annotations

import struct
import zlib

import numpy as np


def pixels_of(png):
    """Return rows × columns × channels of a PNG of 8 bits whose pixels are plain or differences to the left one."""
    place, scanlines = 8, b""
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        content = png[place + 8 : place + 8 + length]
        place += length + 12
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", content[:10])
            assert depth == 8
        scanlines += content if kind == b"IDAT" else b""
    channels = {2: 3, 6: 4}[colour]
    rows = np.frombuffer(zlib.decompress(scanlines), np.uint8).reshape(height, 1 + channels * width)
    assert set(rows[:, 0]) <= {0, 1}
    pixels = rows[:, 1:].reshape(height, width, channels)
    return np.where((rows[:, 0] == 1)[:, None, None], np.cumsum(pixels, axis=1, dtype=np.uint8), pixels)


def box_of(pixels, colour):
    """Return left, top, right and bottom of what has about a colour, ``(red, green, blue)``."""
    near = (np.abs(pixels[..., :3].astype(int) - colour) < 40).all(axis=2)
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    return columns[0], rows[0], columns[-1], rows[-1]
