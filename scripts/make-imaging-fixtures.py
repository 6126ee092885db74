"""Makes fixtures/imaging: small images in every mode and format, and what Pillow and torchvision make of them.

Needs numpy, Pillow, torch and torchvision (made with Pillow 9.4, torchvision 0.14). Run from the repository root:
    python3 scripts/make-imaging-fixtures.py [FOLDER_WITH_DATA_SET_TARS]
Without the folder, the hashes of real images are left as they are. Only hashes of real images are kept.
"""
import hashlib
import io
import json
import struct
import sys
import tarfile
import zlib
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torchvision import transforms
from torchvision.transforms import InterpolationMode

OUT = Path("fixtures/imaging")
FORMATS = OUT / "formats"
WIDTH, HEIGHT = 45, 37


def sha256(data):
    return hashlib.sha256(bytes(data)).hexdigest()


def write_json(name, value):
    (OUT / name).write_text(json.dumps(value, indent=1) + "\n")


def draw_pattern(width, height):
    """The image that the tests draw too: every byte from x, y and the channel alone."""
    y, x, channel = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return Image.fromarray(((x * 7 + y * 13 + channel * 29 + (x * y) % 11 * 23) % 256).astype(np.uint8))


def draw_natural():
    """Smooth colours with noise, so that lossy codecs and palettes have something to do."""
    noise = np.random.default_rng(0).normal(0, 12, (HEIGHT, WIDTH, 3))
    waves = np.sin(np.arange(WIDTH)[None, :, None] / 5 + np.arange(HEIGHT)[:, None, None] / 7 + np.array([0, 2, 4]))
    return Image.fromarray(np.clip(128 + 90 * waves + noise, 0, 255).astype(np.uint8))


def png_bytes(width, height, depth, color_type, rows):
    """A PNG written by hand, for the kinds that Pillow does not write."""
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def bmp_bytes(width, height, bits, compression, pixels, masks=(), palette=b"", header_bytes=40):
    """A BMP written by hand; `height` is negative for rows from the top."""
    if header_bytes == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(pixels), 0, 0, len(palette) // 4, 0)
    info += b"".join(struct.pack("<I", mask) for mask in masks) + palette
    start = 14 + len(info)
    return b"BM" + struct.pack("<IHHI", start + len(pixels), 0, 0, start) + info + pixels


def without_segment(jpeg, marker):
    start = jpeg.index(marker)
    return jpeg[:start] + jpeg[start + 2 + int.from_bytes(jpeg[start + 2:start + 4], "big"):]


def make_format_files():
    natural = draw_natural()
    array = np.asarray(natural)
    gray = natural.convert("L")
    alpha = Image.fromarray((np.add.outer(np.arange(HEIGHT), np.arange(WIDTH)) * 3 % 256).astype(np.uint8))
    rgba, gray_alpha = natural.copy(), gray.copy()
    rgba.putalpha(alpha)
    gray_alpha.putalpha(alpha)
    palette = natural.quantize(40)
    wide = array.astype(np.uint16) * 251 + 91
    other = natural.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    upright_exif = Image.Exif()
    upright_exif[0x0112] = 6

    def save(name, image, **options):
        image.save(FORMATS / name, **options)

    save("rgb.jpg", natural, quality=90)
    save("rgb-420.jpg", natural, quality=60, subsampling=2)
    save("rgb-422.jpg", natural, quality=75, subsampling=1)
    save("progressive.jpg", natural, progressive=True)
    save("gray.jpg", gray)
    save("cmyk.jpg", natural.convert("CMYK"), quality=95)
    cmyk = (FORMATS / "cmyk.jpg").read_bytes()
    (FORMATS / "cmyk-no-adobe.jpg").write_bytes(without_segment(cmyk, b"\xff\xee"))
    marker = cmyk.index(b"\xff\xee")
    (FORMATS / "ycck.jpg").write_bytes(cmyk[:marker + 15] + b"\x02" + cmyk[marker + 16:])
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        save(f"orientation-{orientation}.jpg", natural, exif=exif, quality=50)
    for extension in ("png", "webp", "tif"):
        save(f"orientation-6.{extension}", natural, exif=upright_exif)
    save("rgb.png", natural)
    save("rgba.png", rgba)
    save("gray.png", gray)
    save("gray-alpha.png", gray_alpha)
    save("bitmap.png", natural.convert("1"))
    save("palette.png", palette)
    save("palette-transparent.png", palette, transparency=3)
    save("palette-2-bit.png", natural.quantize(4), bits=2)
    save("gray-transparent.png", gray, transparency=100)
    (FORMATS / "gray-4-bit.png").write_bytes(
        png_bytes(8, 2, 4, 0, [bytes([0x01, 0x23, 0x45, 0x67]), bytes([0x89, 0xAB, 0xCD, 0xEF])]))
    save("gray-16-bit.png", Image.fromarray(wide[..., 0]))
    big_endian = wide.astype(">u2")
    (FORMATS / "rgb-16-bit.png").write_bytes(png_bytes(WIDTH, HEIGHT, 16, 2, [row.tobytes() for row in big_endian]))
    with_alpha = np.concatenate([wide, wide[..., :1]], axis=2).astype(">u2")
    (FORMATS / "rgba-16-bit.png").write_bytes(png_bytes(WIDTH, HEIGHT, 16, 6, [row.tobytes() for row in with_alpha]))
    save("rgb.gif", natural)
    save("transparent.gif", palette, transparency=3)
    save("animated.gif", natural, save_all=True, append_images=[other])
    save("lossy.webp", natural)
    save("lossless-alpha.webp", rgba, lossless=True, exact=True)
    save("lossy-alpha.webp", rgba)
    save("animated.webp", natural, save_all=True, append_images=[other])
    save("rgb.tif", natural)
    save("lzw.tif", natural, compression="tiff_lzw")
    save("jpeg.tif", natural, compression="jpeg")
    save("cmyk.tif", natural.convert("CMYK"))
    save("bitmap-group4.tif", natural.convert("1"), compression="group4")
    save("palette.tif", palette)
    save("rgba.tif", rgba)
    save("gray.tif", gray)
    save("gray-16-bit.tif", Image.fromarray(wide[..., 0]))
    save("float.tif", Image.fromarray(array[..., 0].astype(np.float32)))
    for name, image in (("bitmap", natural.convert("1")), ("gray", gray), ("palette", palette), ("rgb", natural), ("rgba", rgba)):
        save(f"{name}.bmp", image)
    make_bmp_files(array)
    save("rgb.ppm", natural)
    save("gray.pgm", gray)
    save("bitmap.pbm", natural.convert("1"))
    make_plain_pnm_files(array)
    return wide


def make_bmp_files(array):
    rows = array[::-1]
    red, green, blue = (rows[..., channel].astype(np.uint16) for channel in range(3))
    pad = np.zeros((HEIGHT, WIDTH % 2), np.uint16)
    pixels = np.hstack([(red >> 3) << 10 | (green >> 3) << 5 | blue >> 3, pad]).astype("<u2").tobytes()
    (FORMATS / "rgb-555.bmp").write_bytes(bmp_bytes(WIDTH, HEIGHT, 16, 0, pixels))
    pixels = np.hstack([(red >> 3) << 11 | (green >> 2) << 5 | blue >> 3, pad]).astype("<u2").tobytes()
    (FORMATS / "rgb-565.bmp").write_bytes(bmp_bytes(WIDTH, HEIGHT, 16, 3, pixels, masks=(0xF800, 0x07E0, 0x001F)))
    bgr = np.zeros((HEIGHT, (WIDTH * 3 + 3) // 4 * 4), np.uint8)
    bgr[:, :WIDTH * 3] = array[..., ::-1].reshape(HEIGHT, -1)
    (FORMATS / "top-down.bmp").write_bytes(bmp_bytes(WIDTH, -HEIGHT, 24, 0, bgr.tobytes()))
    (FORMATS / "os2.bmp").write_bytes(bmp_bytes(WIDTH, HEIGHT, 24, 0, bgr.tobytes(), header_bytes=12))
    palette = bytes([10, 20, 30, 0, 200, 100, 50, 0, 0, 255, 0, 0, 90, 90, 200, 0])
    # Row by row from the bottom: runs, literals, an early end of row.
    runs = bytes([8, 1, 0, 0, 3, 2, 0, 5, 0, 1, 2, 3, 0, 0, 0, 0, 4, 3, 4, 1, 0, 0, 8, 2, 0, 1])
    (FORMATS / "run-length.bmp").write_bytes(bmp_bytes(8, 4, 8, 1, runs, palette=palette))


def make_plain_pnm_files(array):
    small = array[:5, :6]
    numbers = " ".join(str(value) for value in small.ravel())
    (FORMATS / "plain.ppm").write_text(f"P3\n# a comment\n6 5\n255\n{numbers}\n")
    (FORMATS / "plain-maximum-15.pgm").write_text("P2 5 2 15\n" + " ".join(str(value) for value in (0, 1, 2, 3, 7, 8, 9, 11, 14, 15)) + "\n")
    (FORMATS / "plain.pbm").write_text("P1\n4 2\n0110\n1 0 0 1\n")
    (FORMATS / "rgb-16-bit.ppm").write_bytes(b"P6 6 5 65535\n" + (small.astype(np.uint16) * 251 + 91).astype(">u2").tobytes())


def describe_formats(wide):
    """What Pillow's convert('RGB') gives, except for 16-bit grey, where Pillow clips and we keep the high byte."""
    expected = {}
    for path in sorted(FORMATS.iterdir()):
        image = Image.open(path)
        mode, orientation = image.mode, image.getexif().get(0x0112, 1)
        rgb = image.convert("RGB")
        entry = {"mode": mode, "width": rgb.width, "height": rgb.height}
        if path.name.startswith("gray-16-bit"):
            entry["deviatesFromPillow"] = "16-bit grey is scaled, not clipped"
            rgb = Image.fromarray((wide[..., 0] >> 8).astype(np.uint8)).convert("RGB")
        entry["rgb"] = sha256(rgb.tobytes())
        entry["gray"] = sha256(rgb.convert("L").tobytes())
        # Pillow turns TIFFs by itself, so nothing is left to apply.
        if orientation != 1 and path.suffix != ".tif":
            entry["orientation"] = orientation
            upright = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
            entry["upright"] = {"width": upright.width, "height": upright.height, "rgb": sha256(upright.tobytes())}
        expected[path.name] = entry
    write_json("formats.json", expected)


def make_resizes():
    kernels = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
    sizes = [((61, 47), target) for target in
             [(30, 23), (32, 24), (61, 47), (61, 20), (13, 47), (122, 94), (100, 99), (1, 1), (7, 200), (200, 3)]]
    sizes += [((500, 375), (341, 256)), ((3, 301), (64, 6422)), ((301, 2), (10, 64)), ((1, 1), (5, 4)), ((2, 3), (64, 64)),
              ((1024, 64), (64, 64))]
    write_json("resizes.json", [
        {"from": source, "to": target, "interpolation": name, "rgb": sha256(draw_pattern(*source).resize(target, kernel).tobytes())}
        for source, target in sizes for name, kernel in kernels.items()
    ])


def compose(preprocessing):
    steps = []
    interpolation = InterpolationMode(preprocessing["interpolation"])
    resize, crop = preprocessing["resize"], preprocessing["crop"]
    if resize and resize["kind"] == "shorter-side":
        steps.append(transforms.Resize(resize["size"], interpolation))
    elif resize:
        steps.append(transforms.Resize((resize["height"], resize["width"]), interpolation))
    if crop:
        steps.append(transforms.CenterCrop((crop["height"], crop["width"])))
    return transforms.Compose(steps)


def preprocessing_of(size, crop, interpolation="bilinear"):
    if isinstance(size, int):
        resize = {"kind": "shorter-side", "size": size}
    else:
        resize = size and {"kind": "exact", "width": size[0], "height": size[1]}
    return {"resize": resize, "crop": crop and {"width": crop[0], "height": crop[1]},
            "interpolation": interpolation, "mean": None, "std": None}


def make_preprocessed():
    recipes = [preprocessing_of(*args) for args in [
        (64, (64, 64)), (256, (224, 224)), (256, (224, 224), "bicubic"), ((40, 30), None), ((256, 256), (224, 224)), (None, (50, 40)),
        (None, (51, 41)), (None, (200, 30)), (None, None), (72, None), (48, (64, 64)), (49, (64, 65)),
    ]]
    sizes = [(64, 64), (100, 75), (75, 100), (101, 76), (37, 90), (333, 17), (63, 65), (500, 375)]
    cases = []
    for width, height in sizes:
        for recipe in recipes:
            image = draw_pattern(width, height)
            output = compose(recipe)(image)
            mask_output = compose({**recipe, "interpolation": "bilinear"})(image.getchannel(0))
            cases.append({"from": [width, height], "preprocessing": recipe, "to": output.size,
                          "rgb": sha256(output.tobytes()), "mask": sha256(mask_output.tobytes())})
    write_json("preprocessed.json", cases)


def make_maps():
    generator = torch.Generator().manual_seed(0)
    cases = []
    for (width, height), (out_width, out_height) in [((8, 8), (20, 20)), ((7, 5), (16, 11)), ((1, 3), (4, 7)), ((9, 9), (4, 5)), ((4, 4), (4, 4))]:
        values = torch.rand((1, 1, height, width), generator=generator)
        resized = torch.nn.functional.interpolate(values, size=(out_height, out_width), mode="bilinear", align_corners=False)
        cases.append({"from": [width, height], "to": [out_width, out_height], "map": values.flatten().tolist(), "resized": resized.flatten().tolist()})
    (OUT / "maps.json").write_text(json.dumps(cases) + "\n")


def hash_real_images(folder, per_archive=40):
    recipes = {"side64": compose(preprocessing_of(64, (64, 64))), "side224": compose(preprocessing_of(256, (224, 224)))}
    images = []
    for archive in sorted(Path(folder).glob("*.tar")):
        with tarfile.open(archive) as tar:
            names = sorted(name for name in tar.getnames() if name.lower().endswith((".jpg", ".jpeg", ".png")))
            for name in names[:: max(1, len(names) // per_archive)][:per_archive]:
                image = Image.open(io.BytesIO(tar.extractfile(name).read())).convert("RGB")
                hashes = {key: sha256(recipe(image).tobytes()) for key, recipe in recipes.items()}
                images.append({"archive": archive.name, "image": name, "decoded": sha256(image.tobytes()), **hashes})
    (OUT / "real-images.json").write_text("[\n" + ",\n".join(json.dumps(entry) for entry in images) + "\n]\n")


FORMATS.mkdir(parents=True, exist_ok=True)
describe_formats(make_format_files())
make_resizes()
make_preprocessed()
make_maps()
if len(sys.argv) > 1:
    hash_real_images(sys.argv[1])
