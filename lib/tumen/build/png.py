"""Smaller PNG files: vl-convert packs its pictures in haste."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB, _RGBA = 2, 6
_DIFFERENCE_TO_LEFT = 1


def repacked(png: bytes) -> bytes:
    """Return the same picture, pixel for pixel, in a file of about a third of the size.

    Raises
    ------
    ValueError
        Not a PNG.
    """
    if not png.startswith(_SIGNATURE):
        raise ValueError("not a PNG")
    chunks = list(_chunks(png))
    header = chunks[0][1]
    scanlines = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    header, scanlines = _plain(header, scanlines)
    others = [chunk for chunk in chunks[1:] if chunk[0] not in (b"IDAT", b"IEND")]
    written = [(b"IHDR", header), *others, (b"IDAT", zlib.compress(scanlines, 9)), (b"IEND", b"")]
    return _SIGNATURE + b"".join(_chunk(kind, content) for kind, content in written)


def _plain(header: bytes, scanlines: bytes) -> tuple[bytes, bytes]:
    """Write pixels as they are, and opaque ones without opacity: flat colours pack better than differences.

    Only what vl-convert writes is rewritten: 8 bits, four channels, each pixel as its difference to the left one.
    """
    width, height, depth, colour = struct.unpack(">IIBB", header[:10])
    if (depth, colour) != (8, _RGBA):
        return header, scanlines
    rows = np.frombuffer(scanlines, np.uint8).reshape(height, 1 + 4 * width)
    if (rows[:, 0] != _DIFFERENCE_TO_LEFT).any():
        return header, scanlines
    pixels = np.cumsum(rows[:, 1:].reshape(height, width, 4), axis=1, dtype=np.uint8)
    if (pixels[..., 3] == 255).all():
        pixels, header = pixels[..., :3], header[:9] + bytes([_RGB]) + header[10:]
    unfiltered = np.zeros((height, 1), np.uint8)
    return header, np.hstack([unfiltered, pixels.reshape(height, -1)]).tobytes()


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_SIGNATURE)
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        yield kind, png[place + 8 : place + 8 + length]
        place += length + 12


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content), kind) + content + struct.pack(">I", zlib.crc32(kind + content))
