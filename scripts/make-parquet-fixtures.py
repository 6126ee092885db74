"""Makes fixtures/parquet: small tables and Hub-style data sets, by pyarrow and Pillow (pip install pyarrow pillow).

<codec>.parquet    the same table in every compression that pyarrow writes
types.parquet      values that do not survive a floating-point number, and types.json: the same as text
groups.parquet     twelve PNG images of one colour each, in row groups of five, as the Hub writes them; with a page index
plain.parquet      images as plain bytes, text labels that look like numbers, no word of Hugging Face's
labels.parquet     two columns of labels and one of masks, whose names only a README gives; one label withheld
"""

import datetime
import decimal
import io
import json
import pathlib

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

OUT = pathlib.Path(__file__).parent.parent / "fixtures" / "parquet"


def make_codecs():
    table = pa.table(
        {
            "path": [f"img/{i:03}.png" for i in range(40)],
            "label": ["cat", "dog"] * 20,
            "logit": [i / 8 for i in range(40)],
        }
    )
    for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]:
        pq.write_table(table, OUT / f"{codec}.parquet", compression=codec)


def make_types():
    columns = {
        "big": (pa.array([2**53 + 1, -(2**63), None]), ["9007199254740993", "-9223372036854775808", None]),
        "unsigned": (pa.array([2**64 - 1, 0, 1], pa.uint64()), ["18446744073709551615", "0", "1"]),
        "wide": (
            pa.array([decimal.Decimal("12345678901234567.89"), decimal.Decimal("-0.05"), None], pa.decimal128(30, 2)),
            ["12345678901234567.89", "-0.05", None],
        ),
        "narrow": (
            pa.array([decimal.Decimal("7"), decimal.Decimal("-12"), None], pa.decimal128(5, 0)),
            ["7", "-12", None],
        ),
        "day": (pa.array([datetime.date(2024, 2, 29), datetime.date(1969, 12, 31), None]), ["2024-02-29", "1969-12-31", None]),
        "time": (
            pa.array([datetime.datetime(2024, 2, 29, 12, 30), None, None], pa.timestamp("us")),
            ["2024-02-29T12:30:00.000Z", None, None],
        ),
        "word": (pa.array(["007", "NaN", None]).dictionary_encode(), ["007", "NaN", None]),
    }
    pq.write_table(pa.table({name: array for name, (array, _) in columns.items()}), OUT / "types.parquet", compression="zstd")
    rows = [{name: texts[row] for name, (_, texts) in columns.items()} for row in range(3)]
    (OUT / "types.json").write_text(json.dumps(rows, indent=1) + "\n")


def draw(value):
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), (value, 255 - value, value // 2)).save(stream, "PNG")
    return stream.getvalue()


def image_column(count, first=0, names=True):
    cells = [{"bytes": draw((first + row) * 20 % 256), "path": f"{first + row}.png" if names else None} for row in range(count)]
    return pa.array(cells, pa.struct([("bytes", pa.binary()), ("path", pa.string())]))


def make_groups():
    labels = [row % 3 for row in range(12)]
    table = pa.table(
        {"image": image_column(12), "label": labels, "place": ["land", "sea", "land", "land", "sea", "sea"] * 2}
    )
    features = {"image": {"_type": "Image"}, "label": {"names": ["cat", "dog", "emu"], "_type": "ClassLabel"}}
    table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    pq.write_table(table, OUT / "groups.parquet", row_group_size=5, write_page_index=True)


def make_plain():
    table = pa.table(
        {
            "id": pa.array([2**53 + 1 + row for row in range(6)]),
            "img": pa.array([draw(row * 40) for row in range(6)]),
            "class": ["1e5", "007", "1e5", "007", "NaN", "NaN"],
            "box": [[0.5, 1.0]] * 6,
        }
    )
    pq.write_table(table, OUT / "plain.parquet", compression="zstd")


def make_labels():
    table = pa.table(
        {
            "img": image_column(6, names=False),
            "mask": image_column(6, first=6, names=False),
            "fine_label": pa.array([0, 1, 2, 3, 0, -1], pa.int8()),
            "coarse_label": pa.array([0, 0, 1, 1, 0, 1], pa.int8()),
        }
    )
    pq.write_table(table, OUT / "labels.parquet", compression="brotli", data_page_version="2.0")


OUT.mkdir(parents=True, exist_ok=True)
make_codecs()
make_types()
make_groups()
make_plain()
make_labels()
