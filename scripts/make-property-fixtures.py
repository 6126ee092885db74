#!/usr/bin/env python3
"""Small images with known properties, and what numpy says of their pixels: fixtures/imaging/properties.

Run from the repository's root with python3, numpy and Pillow; the same bytes each time. The formulas stand here in whole arrays, independent of
src/imaging/properties, which reads row by row.
"""
import json
import math
from pathlib import Path

import numpy as np
from PIL import Image

OUT = Path(__file__).resolve().parent.parent / "fixtures" / "imaging" / "properties"


def draw(seed, width, height):
    """A coloured slope with grain."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    base = np.stack([60 + 150 * x / width, 40 + 120 * y / height, 90 + 20 * np.sin(x / 3)], axis=2)
    return np.clip(base + rng.normal(0, 12, base.shape), 0, 255).astype(np.uint8)


def neighbours(luma, dy, dx):
    height, width = luma.shape
    return luma[1 + dy : height - 1 + dy, 1 + dx : width - 1 + dx]


def measure(path):
    rgb = np.asarray(Image.open(path).convert("RGB")).astype(np.float64)
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    luma = (299 * red + 587 * green + 114 * blue) / 1000
    rg, yb = red - green, (red + green) / 2 - blue
    highest, lowest = rgb.max(axis=2), rgb.min(axis=2)
    saturation = np.where(highest > 0, (highest - lowest) / np.maximum(highest, 1), 0)
    alpha = (red - (green + blue) / 2).mean()
    beta = (math.sqrt(3) / 2 * (green - blue)).mean()
    cross = sum(neighbours(luma, dy, dx) for dy, dx in [(-1, 0), (1, 0), (0, -1), (0, 1)])
    corners = sum(neighbours(luma, dy, dx) for dy in (-1, 1) for dx in (-1, 1))
    middle = neighbours(luma, 0, 0)
    return {
        "brightness": luma.mean(),
        "contrast": luma.std(),
        "colourfulness": math.hypot(rg.std(), yb.std()) + 0.3 * math.hypot(rg.mean(), yb.mean()),
        "hue": math.degrees(math.atan2(beta, alpha)) % 360 if math.hypot(alpha, beta) >= 0.5 else None,
        "saturation": saturation.mean(),
        "sharpness": (cross - 4 * middle).var(),
        "noise": math.sqrt(math.pi / 2) * np.abs(corners - 2 * cross + 4 * middle).mean() / 6,
        "width": rgb.shape[1],
        "height": rgb.shape[0],
        "fileBytes": path.stat().st_size,
    }


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "Cam", "Model Seven", "Editor 1.2"
    none = {"jpegQuality": None, "cameraMake": None, "cameraModel": None, "software": None, "orientation": 1}
    framed, barred = draw(3, 40, 30), draw(4, 32, 40)
    framed[:3], framed[-3:], framed[:, :3], framed[:, -3:] = [(250, 250, 250)] * 4
    barred[:5], barred[-6:] = 0, 0
    turned = Image.Exif()
    turned[0x0112] = 6
    cases = {
        "slope.png": (draw(1, 24, 18), {}, {"format": "PNG", "mode": "rgb"}),
        "q35.jpg": (draw(1, 24, 18), {"quality": 35}, {"format": "JPEG", "mode": "rgb", "jpegQuality": 35}),
        "q90.jpg": (draw(2, 48, 32), {"quality": 90}, {"format": "JPEG", "mode": "rgb", "jpegQuality": 90}),
        "camera.jpg": (
            draw(5, 16, 16),
            {"quality": 75, "exif": exif},
            {"format": "JPEG", "mode": "rgb", "jpegQuality": 75}
            | {"cameraMake": "Cam", "cameraModel": "Model Seven", "software": "Editor 1.2"},
        ),
        "camera.png": (
            draw(5, 16, 16),
            {"exif": exif},
            {"format": "PNG", "mode": "rgb", "cameraMake": "Cam", "cameraModel": "Model Seven", "software": "Editor 1.2"},
        ),
        "turned.jpg": (
            draw(6, 20, 12),
            {"quality": 50, "exif": turned},
            {"format": "JPEG", "mode": "rgb", "jpegQuality": 50, "orientation": 6},
        ),
        "grey.png": (draw(7, 20, 14)[..., 1], {}, {"format": "PNG", "mode": "grey"}),
        "framed.png": (framed, {}, {"format": "PNG", "mode": "rgb", "border": 3 / 30}),
        "barred.png": (barred, {}, {"format": "PNG", "mode": "rgb", "letterbox": 5 / 40}),
        "thin.png": (draw(8, 9, 2), {}, {"format": "PNG", "mode": "rgb", "sharpness": None, "noise": None}),
    }
    expected = {}
    for name, (pixels, options, facts) in cases.items():
        Image.fromarray(pixels).save(OUT / name, **options)
        numbers = measure(OUT / name) if name != "thin.png" else {}
        expected[name] = none | {"border": 0, "letterbox": 0} | numbers | facts
    (OUT / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
