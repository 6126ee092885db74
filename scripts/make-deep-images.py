"""Makes fixtures/imaging/deep: one small picture in every type of sample that needs a range, written byte by byte (Pillow writes few of them).

Needs numpy and Pillow (made with numpy 1.24, Pillow 9.4). Run from the repository root: python3 scripts/make-deep-images.py
deep.json has the samples of each file, as they were written, and the 8-bit levels of the picture.
"""
import json
import struct
from pathlib import Path

import numpy as np
from PIL import Image

OUT = Path("fixtures/imaging/deep")
WIDTH, HEIGHT = 6, 5
UNSIGNED, SIGNED, FLOAT = 1, 2, 3
LEVELS = np.round(np.linspace(0, 255, WIDTH * HEIGHT)).astype(np.int64).reshape(HEIGHT, WIDTH)
COLORS = np.stack([LEVELS, LEVELS[::-1], LEVELS[:, ::-1]], axis=2)


def tiff_bytes(array, sample_format, order="<", planar=False, photometric=None):
    """One page, one strip for each plane, uncompressed."""
    channels = 1 if array.ndim == 2 else array.shape[2]
    planes = [array] if not planar else [array[..., channel] for channel in range(channels)]
    strips = [np.ascontiguousarray(plane).astype(plane.dtype.newbyteorder(order)).tobytes() for plane in planes]
    kinds = {3: ("H", 2), 4: ("I", 4)}
    bits = array.dtype.itemsize * 8
    fields = [(256, 3, [WIDTH]), (257, 3, [HEIGHT]), (258, 3, [bits] * channels), (259, 3, [1]),
              (262, 3, [photometric if photometric is not None else (2 if channels == 3 else 1)]), (273, 4, [0] * len(strips)),
              (277, 3, [channels]), (278, 3, [HEIGHT]), (279, 4, [len(strip) for strip in strips]), (284, 3, [2 if planar else 1]),
              (339, 3, [sample_format] * channels)]
    directory_end = 8 + 2 + 12 * len(fields) + 4
    sizes = [len(values) * kinds[kind][1] for _, kind, values in fields]
    pixels_at = directory_end + sum(size for size in sizes if size > 4)
    starts = np.cumsum([pixels_at] + [len(strip) for strip in strips])
    entries, outside = b"", b""
    for (tag, kind, values), size in zip(fields, sizes):
        if tag == 273:
            values = [int(start) for start in starts[:-1]]
        packed = struct.pack(order + kinds[kind][0] * len(values), *values)
        if size > 4:
            place = struct.pack(order + "I", directory_end + len(outside))
            outside += packed
        else:
            place = packed.ljust(4, b"\0")
        entries += struct.pack(order + "HHI", tag, kind, len(values)) + place
    start = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, len(fields))
    return start + entries + bytes(4) + outside + b"".join(strips)


twelve = LEVELS * 16 + LEVELS // 16
hounsfield = LEVELS * 10 - 1000
fractions = (LEVELS / 255).astype(np.float32)
holes = fractions.copy()
holes[0, 1] = np.nan
holes[0, 2] = np.inf
ARRAYS = {
    "12-bit.tif": (twelve.astype(np.uint16), UNSIGNED, {}),
    "12-bit-big-endian.tif": (twelve.astype(np.uint16), UNSIGNED, {"order": ">"}),
    "12-bit-color.tif": ((COLORS * 16 + 3).astype(np.uint16), UNSIGNED, {}),
    "16-bit.tif": ((LEVELS * 257).astype(np.uint16), UNSIGNED, {}),
    "10-bit-in-32.tif": ((LEVELS * 4).astype(np.uint32), UNSIGNED, {}),
    "signed-16.tif": (hounsfield.astype(np.int16), SIGNED, {}),
    "signed-16-big-endian.tif": (hounsfield.astype(np.int16), SIGNED, {"order": ">"}),
    "signed-16-color-planes.tif": ((COLORS * 10 - 1000).astype(np.int16), SIGNED, {"planar": True}),
    "signed-32.tif": (hounsfield.astype(np.int32), SIGNED, {}),
    "fractions.tif": (fractions, FLOAT, {}),
    "fractions-color-planes.tif": ((COLORS / 255).astype(np.float32), FLOAT, {"planar": True}),
    "holes.tif": (holes, FLOAT, {}),
    "levels-as-floats.tif": (LEVELS.astype(np.float32), FLOAT, {}),
    "around-zero.tif": ((LEVELS / 127.5 - 1).astype(np.float32), FLOAT, {}),
    "temperatures.tif": ((LEVELS / 3 + 250).astype(np.float32), FLOAT, {}),
}

OUT.mkdir(parents=True, exist_ok=True)
expected = {"12-bit.png": [int(value) for value in twelve.ravel()]}
Image.fromarray(twelve.astype(np.uint16)).save(OUT / "12-bit.png")
Image.fromarray(LEVELS.astype(np.uint8)).save(OUT / "levels.png")
Image.fromarray(COLORS.astype(np.uint8)).save(OUT / "levels-color.png")
for name, (array, sample_format, options) in ARRAYS.items():
    (OUT / name).write_bytes(tiff_bytes(array, sample_format, **options))
    expected[name] = [None if not np.isfinite(value) else float(value) for value in array.ravel()]
(OUT / "half-floats.tif").write_bytes(tiff_bytes(fractions.astype(np.float16), FLOAT))
(OUT / "double-floats.tif").write_bytes(tiff_bytes(fractions.astype(np.float64), FLOAT))
inks = np.stack([LEVELS, 255 - LEVELS, LEVELS[::-1], LEVELS // 3], axis=2)
(OUT / "inks.tif").write_bytes(tiff_bytes((inks * 257).astype(np.uint16), UNSIGNED, photometric=5))
Image.fromarray(inks.astype(np.uint8), "CMYK").save(OUT / "inks-8-bit.tif")
(OUT / "five-bands.tif").write_bytes(tiff_bytes(np.stack([LEVELS] * 5, axis=2).astype(np.uint16), UNSIGNED, photometric=1))
lines = [f" {json.dumps(name)}: {json.dumps(values, separators=(',', ':'))}" for name, values in expected.items()]
(OUT / "deep.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
