"""Make the two font files of this folder from Source Serif 4, as @fontsource-variable/source-serif-4 packs it.

Run by hand, once: ``python prepare.py FOLDER`` where FOLDER holds source-serif-4-latin-wght-normal.woff2 and
…-italic.woff2 (version 5.3.1 of the package on npm). Needs ``fonttools`` and ``brotli``, which nothing else does.

What a page does not use is left out: weights below 400 and above 700 (of the italic all but 400), and all signs
but Latin letters with their accents, figures and punctuation. A changed font may not bear the reserved name
"Source", so it is called "Tumen Serif"; the SIL Open Font Licence (OFL.txt) holds for it as for the original.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FAMILY = "Tumen Serif"
KEPT = [*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, "–—‘’“”…•−→←€")]
FEATURES = ["ccmp", "kern", "liga", "locl", "mark"]
WEIGHTS = {"normal": (400, 700), "italic": 400}
_FAMILY_NAMES, _FULL_NAMES, _POSTSCRIPT_NAMES = (1, 16, 21), (3, 4), (6, 25)


def main(folder: Path) -> None:
    """Write tumen-serif.woff2 and tumen-serif-italic.woff2 beside this file."""
    for style, target in (("normal", "tumen-serif.woff2"), ("italic", "tumen-serif-italic.woff2")):
        font = TTFont(folder / f"source-serif-4-latin-wght-{style}.woff2")
        instancer.instantiateVariableFont(font, {"wght": WEIGHTS[style]}, inplace=True)
        options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=["*"], notdef_outline=True)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=KEPT)
        cutter.subset(font)
        _rename(font, f"{FAMILY} Italic" if style == "italic" else FAMILY)
        font.flavor = "woff2"
        font.save(Path(__file__).with_name(target))


def _rename(font: TTFont, full_name: str) -> None:
    for record in list(font["name"].names):
        if record.nameID in _FAMILY_NAMES:
            font["name"].setName(FAMILY, record.nameID, record.platformID, record.platEncID, record.langID)
        elif record.nameID in _FULL_NAMES:
            font["name"].setName(full_name, record.nameID, record.platformID, record.platEncID, record.langID)
        elif record.nameID in _POSTSCRIPT_NAMES:
            name = full_name.replace(" ", "")
            font["name"].setName(name, record.nameID, record.platformID, record.platEncID, record.langID)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
