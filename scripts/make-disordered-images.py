"""Makes fixtures/imaging/disorder: small files as cameras, scanners and broken copies leave them, and what Pillow makes of each.

Needs numpy, Pillow and ImageMagick's `convert` (made with Pillow 9.4, libjpeg-turbo 2.1, libtiff 4.5, ImageMagick 6.9).
Run from the repository root: python3 scripts/make-disordered-images.py
Each entry of disorder.json has Pillow's verdict (a hash of size and pixels, or null where it refuses); `ours` and `why` stand where we
mean to differ. fuzz.json has Pillow's verdicts over files that are cut short or have one byte changed.
"""
import hashlib
import io
import json
import random
import struct
import subprocess
import tempfile
import warnings
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

OUT = Path("fixtures/imaging/disorder")
WIDTH, HEIGHT = 36, 28
warnings.simplefilter("ignore")

noise = np.random.default_rng(0).normal(0, 9, (HEIGHT, WIDTH, 3))
waves = np.sin(np.arange(WIDTH)[None, :, None] / 5 + np.arange(HEIGHT)[:, None, None] / 7 + np.array([0, 2, 4]))
ARRAY = np.clip(128 + 90 * waves + noise, 0, 255).astype(np.uint8)
IMAGE = Image.fromarray(ARRAY)
FLIPPED = IMAGE.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
GRAY = IMAGE.convert("L")
PALETTE = IMAGE.quantize(16)


def encode(kind, image=IMAGE, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def convert(extension, *options):
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.ppm", Path(folder) / f"out.{extension}"
        source.write_bytes(encode("PPM"))
        subprocess.run(["convert", source, *options, target], check=True, stderr=subprocess.DEVNULL)
        return target.read_bytes()


def insert(data, mark, stray, after=0):
    at = data.index(mark, after)
    return data[:at] + stray + data[at:]


def make_jpegs():
    files = {}
    kinds = {"sequential": encode("JPEG"), "progressive": encode("JPEG", progressive=True), "cmyk": encode("JPEG", IMAGE.convert("CMYK"))}
    for kind, data in kinds.items():
        frame = b"\xff\xc2" if kind == "progressive" else b"\xff\xc0"
        variants = {
            "padding-608": insert(data, b"\xff\xdb", bytes(608)),
            "fill-bytes": insert(data, b"\xff\xc4", b"\xff" * 17),
            "junk-before-scan": insert(data, b"\xff\xda", b"junk\0here"),
            "junk-ff00": insert(data, frame, b"ab\xff\0cd"),
            "padding-before-end": data[:-2] + bytes(30) + data[-2:],
            "after-end": data + b"anything" * 5,
            "no-end": data[:-2],
            "no-end-padding": data[:-2] + bytes(40),
            "wrong-end": data[:-2] + b"\xff\xe0",
            "all-at-once": insert(insert(data, b"\xff\xdb", bytes(64)), b"\xff\xda", b"\xff\xff\0")[:-2] + b"\0\1\2\3" * 5 + b"\xff\xd9tail",
            "half-then-end": data[: len(data) * 9 // 10] + b"\xff\xd9",
        }
        files.update({f"{kind}-{name}.jpg": value for name, value in variants.items()})
    sequential, progressive = kinds["sequential"], kinds["progressive"]
    scan = progressive.index(b"\xff\xda")
    files["progressive-padding-between-scans.jpg"] = insert(progressive, b"\xff\xc4", bytes(20), scan)
    second = progressive.index(b"\xff\xda", scan + 1)
    files["progressive-two-gaps.jpg"] = insert(progressive, b"\xff\xc4", bytes(20), second)[:-2] + bytes(11) + b"\xff\xd9"
    files["scans-missing.jpg"] = progressive[:second] + b"\xff\xd9"
    files["jfif-version.jpg"] = sequential.replace(b"JFIF\0\1", b"JFIF\0\3")
    for transform in (0, 7):
        files[f"adobe-{transform}.jpg"] = sequential[:2] + b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0" + bytes([transform]) + sequential[2:]
    files["wide-tables.jpg"] = widen_tables(sequential)
    restarts = join_strips()
    files["restarts.jpg"] = restarts
    files["restarts-padding.jpg"] = restarts.replace(b"\xff\xd1", bytes(13) + b"\xff\xd1").replace(b"\xff\xd9", bytes(20) + b"\xff\xd9")
    files["restarts-lost.jpg"] = restarts[: restarts.index(b"\xff\xd0")] + restarts[restarts.index(b"\xff\xd1"):]
    files["sampling-1x2.jpg"] = convert("jpg", "-sampling-factor", "1x2")
    files["sampling-4x2.jpg"] = convert("jpg", "-sampling-factor", "4x2")
    files["sampling-mixed.jpg"] = convert("jpg", "-sampling-factor", "2x2,2x1,1x2")
    files["two-pictures.mpo"] = encode("MPO", save_all=True, append_images=[FLIPPED])
    return files


def join_strips():
    """A file with a restart marker after each row of blocks, which Pillow cannot write: strips of 8 rows, coded by themselves."""
    strips = [encode("JPEG", Image.fromarray(ARRAY[top:top + 8]), subsampling=0) for top in range(0, HEIGHT, 8)]
    coded = [strip[strip.index(b"\xff\xda") + 14:-2] for strip in strips]
    head = strips[0][: strips[0].index(b"\xff\xda") + 14]
    height = head.index(b"\xff\xc0") + 5
    head = head[:height] + struct.pack(">H", HEIGHT) + head[height + 2:]
    head = insert(head, b"\xff\xda", b"\xff\xdd\0\4" + struct.pack(">H", -(-WIDTH // 8)))
    return head + b"".join(run + bytes([0xFF, 0xD0 + n % 8]) for n, run in enumerate(coded[:-1])) + coded[-1] + b"\xff\xd9"


def widen_tables(data):
    """The same file with quantisation tables of 16 bits."""
    out, at = data[:2], 2
    while data[at + 1] != 0xDA:
        size = struct.unpack(">H", data[at + 2:at + 4])[0]
        segment = data[at:at + 2 + size]
        if data[at + 1] == 0xDB:
            body, wide = segment[4:], b""
            while body:
                wide += bytes([0x10 | body[0] & 15]) + b"".join(struct.pack(">H", value) for value in body[1:65])
                body = body[65:]
            segment = b"\xff\xdb" + struct.pack(">H", 2 + len(wide)) + wide
        out, at = out + segment, at + 2 + size
    return out + data[at:]


def make_pngs():
    def chunk(name, body, error=0):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body) ^ error)

    start = b"\x89PNG\r\n\x1a\n"
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in ARRAY)
    coded = zlib.compress(rows)
    head, pixels, end, note = start + chunk(b"IHDR", header), chunk(b"IDAT", coded), chunk(b"IEND", b""), b"Comment\0hello"
    return {
        "note-before.png": head + chunk(b"tEXt", note, 1) + pixels + end,
        "gamma.png": head + chunk(b"gAMA", struct.pack(">I", 45455), 1) + pixels + end,
        "private.png": head + chunk(b"vpAg", b"12345678", 7) + pixels + end,
        "note-after.png": head + pixels + chunk(b"tEXt", note, 1) + end,
        "profile.png": head + chunk(b"iCCP", b"x\0\0" + zlib.compress(b"no profile")) + pixels + end,
        "end-checksum.png": head + pixels + chunk(b"IEND", b"", 1),
        "pixel-checksum.png": head + chunk(b"IDAT", coded[:500]) + chunk(b"IDAT", coded[500:], 1) + end,
        "header-checksum.png": start + chunk(b"IHDR", header, 1) + pixels + end,
        "after-end.png": head + pixels + end + b"anything" * 5,
        "no-end.png": head + pixels,
        "no-checksum.png": (head + pixels)[:-4],
        "no-sum-of-zlib.png": (head + pixels)[:-8],
        "wrong-sum-of-zlib.png": head + chunk(b"IDAT", coded[:-4] + b"abcd") + end,
        "rows-missing.png": head + chunk(b"IDAT", zlib.compress(rows[: len(rows) // 2])) + end,
    }


def make_gifs():
    plain = encode("GIF", PALETTE)
    flags = plain[10]
    size = 3 * 2 ** ((flags & 7) + 1)
    colors, rest = plain[13:13 + size], plain[13 + size:]
    frame = rest[rest.index(b"\x2c\0\0\0\0"):]

    def place(canvas, left, top, transparent=None, background=0, local=False):
        image = frame[:1] + struct.pack("<HH", left, top) + frame[5:]
        if local:
            image = image[:9] + bytes([0x80 | flags & 7]) + colors + image[10:]
        control = b"" if transparent is None else b"\x21\xf9\4" + bytes([1, 0, 0, transparent]) + b"\0"
        screen = struct.pack("<HH", *canvas) + bytes([flags & 0x7F if local else flags, background, 0])
        return plain[:6] + screen + (b"" if local else colors) + b"\x21\xfe\5hello\0" + control + image

    return {
        "offset.gif": place((50, 44), 9, 11),
        "offset-background.gif": place((50, 44), 9, 11, background=5),
        "offset-transparent.gif": place((50, 44), 9, 11, transparent=3, background=5),
        "offset-own-palette.gif": place((50, 44), 9, 11, local=True),
        "beyond-canvas.gif": place((20, 20), 9, 11),
        "small-frame.gif": place((50, 44), 0, 0, background=2),
        "no-canvas.gif": place((0, 0), 0, 0),
        "interlaced.gif": encode("GIF", PALETTE, interlace=1),
        "gray.gif": encode("GIF", GRAY),
        "no-trailer.gif": plain[:-1],
        "cut.gif": plain[: len(plain) * 2 // 3],
        "last-block-cut.gif": plain[:-3],
    }


def make_tiffs():
    def tiff(image=IMAGE, **options):
        return encode("TIFF", image, **options)

    magick = {
        "lab": "-colorspace Lab", "tiled": "-define tiff:tile-geometry=16x16", "planar": "-interlace plane -compress lzw",
        "strips": "-define tiff:rows-per-strip=7", "black-is-one": "-colorspace gray -define quantum:polarity=min-is-white",
        "4-bit": "-colorspace gray -depth 4", "fax": "-monochrome -compress fax", "16-bit": "-depth 16 -compress zip",
        "tiled-jpeg": "-define tiff:tile-geometry=16x16 -compress jpeg", "ycbcr-jpeg": "-colorspace YCbCr -compress jpeg",
    }
    files = {f"{name}.tif": convert("tif", *options.split()) for name, options in magick.items()}
    files |= {
        "ycbcr.tif": tiff(IMAGE.convert("YCbCr")),
        "jpeg.tif": tiff(compression="jpeg"), "deflate.tif": tiff(compression="tiff_adobe_deflate"),
        "predictor.tif": tiff(compression="tiff_lzw", tiffinfo={317: 2}), "packbits.tif": tiff(compression="packbits"),
        "1-bit.tif": tiff(IMAGE.convert("1")), "palette.tif": tiff(PALETTE), "many-strips.tif": tiff(compression="tiff_lzw", tiffinfo={278: 7}),
        "two-pages.tif": tiff(save_all=True, append_images=[FLIPPED]), "gray-alpha.tif": tiff(IMAGE.convert("LA")),
    }
    files["cut.tif"] = files["many-strips.tif"][: len(files["many-strips.tif"]) * 9 // 10]
    return files


def make_others():
    animated = io.BytesIO()
    IMAGE.save(animated, "WEBP", save_all=True, append_images=[FLIPPED])
    return {
        "lossy.webp": encode("WEBP"), "animated.webp": animated.getvalue(), "after-end.webp": encode("WEBP") + b"anything" * 5,
        "cut.webp": encode("WEBP")[:-9], "runs.bmp": convert("bmp", "-colors", "16", "-type", "palette", "-compress", "rle"),
        "after-end.bmp": encode("BMP") + b"anything", "cut.bmp": encode("BMP")[:-30],
        "icon.ico": encode("ICO"), "wavelets.jp2": encode("JPEG2000"), "layers.psd": convert("psd"), "brush.pcx": encode("PCX"),
    }


def digest(image):
    return hashlib.sha256(b"%dx%d" % image.size + image.convert("RGB").tobytes()).hexdigest()[:16]


def judge(data):
    try:
        image = Image.open(io.BytesIO(data))
        image.load()
        return digest(image)
    except Exception:
        return None


WHOLE = digest(IMAGE)
REFUSED = "pixels are missing, where Pillow shows grey, black or smeared ones"
NOT_READ = "the format is named and not read"
CHECKSUM = "the damaged note is not part of the picture"
DIFFERENCES = {
    **{f"{kind}-half-then-end.jpg": (None, REFUSED) for kind in ("sequential", "progressive", "cmyk")},
    "rows-missing.png": (None, REFUSED),
    "restarts-lost.jpg": (None, REFUSED),
    **{name: (WHOLE, CHECKSUM) for name in ("note-before.png", "gamma.png", "private.png")},
    **{name: (None, NOT_READ) for name in ("icon.ico", "wavelets.jp2", "layers.psd", "brush.pcx")},
    "scans-missing.jpg": ("close", "a later libjpeg-turbo smooths coarse scans over more blocks"),
    "lab.tif": ("close", "LittleCMS interpolates in a table, we compute"),
    "ycbcr.tif": ("close", "Pillow does not read what it writes; the pixels are those of its own conversion"),
}
CLOSE = {"scans-missing.jpg", "lab.tif"}
FUZZED = [
    "sequential-all-at-once.jpg", "sequential-padding-before-end.jpg", "progressive-padding-before-end.jpg", "cmyk-all-at-once.jpg",
    "sampling-mixed.jpg", "restarts-padding.jpg", "pixel-checksum.png", "offset-transparent.gif", "interlaced.gif", "many-strips.tif", "deflate.tif", "jpeg.tif",
    "lossy.webp",
]


def write_verdicts(files):
    verdicts = {}
    for name, data in sorted(files.items()):
        (OUT / name).write_bytes(data)
        entry = {"pillow": judge(data)}
        if name in DIFFERENCES:
            entry["ours"], entry["why"] = DIFFERENCES[name]
        if entry.get("ours") == "close":
            image = Image.open(io.BytesIO(data)) if name in CLOSE else IMAGE.convert("YCbCr")
            entry["pixels"] = [int(value) for value in np.asarray(image.convert("RGB")).ravel()]
        verdicts[name] = entry
    lines = [f" {json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}" for name, entry in verdicts.items()]
    (OUT / "disorder.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def write_fuzz(files):
    generator = random.Random(5)
    lines = []
    for name in FUZZED:
        data = files[name]
        whole = judge(data)
        lengths = sorted({len(data) * part // 40 for part in range(40)} | {len(data) - less for less in range(1, 33)})
        # Whether the cut file shows the same pixels, or none; Pillow gives no others for these files.
        cuts = [[length, {whole: 1, None: 0}[judge(data[:length])]] for length in lengths]
        changes = []
        for _ in range(60):
            at, byte = generator.randrange(len(data)), generator.randrange(256)
            changes.append([at, byte, judge(data[:at] + bytes([byte]) + data[at + 1:]) or 0])
        lines.append(f" {json.dumps(name)}: {json.dumps({'cuts': cuts, 'changes': changes}, separators=(',', ':'))}")
    (OUT / "fuzz.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


OUT.mkdir(parents=True, exist_ok=True)
FILES = make_jpegs() | make_pngs() | make_gifs() | make_tiffs() | make_others()
write_verdicts(FILES)
write_fuzz(FILES)
