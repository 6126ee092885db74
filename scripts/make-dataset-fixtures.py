"""Makes fixtures/dataset: what torchvision and Python's tarfile say about small trees and archives.

image-folder.json  files of a messy image folder, and torchvision's ImageFolder of it
members-*.tar      one archive per tar dialect; members.json: names, offsets and sizes as tarfile reads them
members.zip        members of every kind that Python's zipfile writes; members-zip.json: their contents by name
metadata.parquet   two rows as Hugging Face's image folders write them, by the npm package hyparquet-writer
                   (text, 64-bit integers, nulls, Snappy); no dependency of ours, so it is installed for the moment

Needs torchvision (made with 0.14), node and npm; run with a UTF-8 locale: LC_ALL=C.UTF-8 python3 scripts/make-dataset-fixtures.py
"""
import io
import json
import os
import pathlib
import subprocess
import tarfile
import tempfile
import unicodedata
import zipfile

from torchvision.datasets import ImageFolder

OUT = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "dataset"

FILES = [
    "b/2.jpg", "b/10.JPG", "b/1.png", "b/notes.txt", "b/sub/a.webp", "b/sub-a/z.jpeg", "b/sub/deep/0.bmp",
    "B/x.tif", "a, b/1.jpg", 'q"uote/1.jpg', "slash\u2215alike/1.jpg", "10/1.jpg", "2/1.jpg", " lead/1.jpg",
    "\u718a/1.jpg", "\U0001f41d/1.jpg", "\ufffdx/1.jpg", unicodedata.normalize("NFC", "caf\u00e9/1.jpg"),
    unicodedata.normalize("NFD", "caf\u00e9/1.jpg"),
]


def make_image_folder():
    with tempfile.TemporaryDirectory() as root:
        for name in FILES:
            path = os.path.join(root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, "wb").close()
        folder = ImageFolder(root)
        samples = [[os.path.relpath(path, root), label] for path, label in folder.samples]
        record = {"files": FILES, "classes": folder.classes, "samples": samples}
    (OUT / "image-folder.json").write_text(json.dumps(record, indent=1) + "\n")


def make_archives():
    long_part = "long-" + "x" * 60
    members = [
        ("plain.jpg", b"p"),
        (f"{long_part}/{long_part}/image.jpg", b"long" * 200),
        (f"{long_part}/{long_part}/image.cls", b"3"),
        ("empty.jpg", b""),
    ]
    wide = [("b\u00e4r/\u718a.jpg", b"wide"), ("deep/" * 60 + "image.jpg", b"deep")]
    dialects = {
        "ustar": (tarfile.USTAR_FORMAT, members),
        "gnu": (tarfile.GNU_FORMAT, members + wide),
        "pax": (tarfile.PAX_FORMAT, members + wide),
    }
    index = {}
    for dialect, (format, content) in dialects.items():
        path = OUT / f"members-{dialect}.tar"
        with tarfile.open(path, "w", format=format) as archive:
            folder = tarfile.TarInfo("a-folder")
            folder.type = tarfile.DIRTYPE
            archive.addfile(folder)
            link = tarfile.TarInfo("a-link.jpg")
            link.type, link.linkname = tarfile.SYMTYPE, "plain.jpg"
            archive.addfile(link)
            for name, data in content:
                info = tarfile.TarInfo(name)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        with tarfile.open(path) as archive:
            index[dialect] = [[m.name, m.offset_data, m.size] for m in archive if m.isreg()]
    (OUT / "members.json").write_text(json.dumps(index, indent=1) + "\n")


PARQUET = """
import { writeFileSync } from 'node:fs';
import { parquetWriteBuffer } from 'hyparquet-writer';
const columnData = [
  { name: 'file_name', data: ['1.png', '2.png'], type: 'STRING' },
  { name: 'label', data: [0n, 7n], type: 'INT64' },
  { name: 'place', data: [null, 'sea'], type: 'STRING', nullable: true },
];
writeFileSync(process.argv[2], new Uint8Array(parquetWriteBuffer({ columnData })));
"""


def make_zip():
    """Members of every kind that zipfile writes; a comment ends the file, and one member's sizes are in zip64 form."""
    kept = {"stored.png": b"stored" * 5, "deep/deflated.txt": b"deflated " * 50, "s/\u00fc\u4e2d.jpg": b"unicode", "empty.jpg": b""}
    with zipfile.ZipFile(OUT / "members.zip", "w") as archive:
        archive.mkdir("deep")
        for name, data in kept.items():
            kind = zipfile.ZIP_DEFLATED if name.endswith("txt") else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=kind)
        with archive.open(zipfile.ZipInfo("zip64.bin"), "w", force_zip64=True) as member:
            member.write(b"zip64")
        link = zipfile.ZipInfo("link.jpg")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "stored.png")
        archive.writestr("__MACOSX/._stored.png", b"hidden")
        archive.comment = b"a comment"
    kept["zip64.bin"] = b"zip64"
    (OUT / "members-zip.json").write_text(json.dumps({name: data.decode() for name, data in kept.items()}, indent=1) + "\n")


def make_parquet():
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder) / "write.mjs"
        script.write_text(PARQUET)
        subprocess.run(["npm", "install", "--silent", "--prefix", folder, "hyparquet-writer"], check=True)
        subprocess.run(["node", script, OUT / "metadata.parquet"], check=True)


OUT.mkdir(parents=True, exist_ok=True)
make_image_folder()
make_archives()
make_zip()
make_parquet()
