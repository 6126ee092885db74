"""Writes fixtures/storage: arrays as numpy saves them, and their values as JSON.

Run from the repository root with numpy 2. Every file is small; values are chosen to survive JSON (integers beyond 2**53 as text).
"""
import json
import pathlib

import numpy as np
from numpy.lib import format as npy_format

folder = pathlib.Path("fixtures/storage")
folder.mkdir(parents=True, exist_ok=True)
expected = {}


def text(value):
    """A value as text that JavaScript's Number or BigInt reads."""
    if isinstance(value, (bool, np.bool_)):
        return "1" if value else "0"
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(float(value))


def keep(name, array, version=None):
    with open(folder / f"{name}.npy", "wb") as file:
        npy_format.write_array(file, array, version=version)
    expected[f"{name}.npy"] = {
        "shape": list(array.shape),
        "values": [text(value) for value in array.ravel(order="C")],
    }


grid = np.arange(24).reshape(2, 3, 4)
for dtype in ["f4", "f8", "f2", "u1", "i1", "u2", "i2", "i4", "u4", "i8", "u8"]:
    signed = -1 if dtype[0] in "fi" else 1
    keep(f"little-{dtype}", (grid * signed).astype(f"<{dtype}"))
    keep(f"big-{dtype}", (grid * signed).astype(f">{dtype}"))
    keep(f"fortran-{dtype}", np.asfortranarray((grid * signed).astype(dtype)))
keep("bool", grid % 2 == 0)
keep("scalar", np.array(2.5))
keep("vector", np.array([1.5, -2.5], dtype="f4"))
keep("empty", np.zeros((0, 5), dtype="f4"))
keep("empty-fortran", np.asfortranarray(np.zeros((3, 0, 2), dtype="f4")))
keep("version-2", grid.astype("f4"), version=(2, 0))
keep("version-3", grid.astype("f4"), version=(3, 0))
keep("extremes-i8", np.array([-(2**63), 2**63 - 1], dtype="i8"))
keep("extremes-u8", np.array([0, 2**64 - 1], dtype="u8"))
keep("fortran-big", np.asfortranarray(np.random.default_rng(0).normal(size=(7, 5)).astype(">f8")))
# Every kind of half: zeros, subnormals, the smallest and largest normals, infinities, NaN.
halves = np.array([0x0000, 0x8000, 0x0001, 0x03FF, 0x8001, 0x0400, 0x7BFF, 0xFBFF, 0x3C01, 0x7C00, 0xFC00, 0x7E00], dtype="u2")
keep("halves", halves.view("f2"))
(folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")

# Refused: Python objects, records, complex numbers, text.
np.save(folder / "refused-object.npy", np.array([{"a": 1}], dtype=object))
np.save(folder / "refused-record.npy", np.zeros(2, dtype=[("x", "f4"), ("y", "i4")]))
np.save(folder / "refused-complex.npy", np.zeros(2, dtype="c8"))
np.save(folder / "refused-text.npy", np.array(["a", "b"]))

head = {"W": np.arange(6, dtype="f4").reshape(2, 3), "b": np.array([0.5, -0.5], dtype="f4")}
np.savez(folder / "stored.npz", **head)
np.savez_compressed(folder / "deflated.npz", **head)
