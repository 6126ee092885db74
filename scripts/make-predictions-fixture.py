"""Makes fixtures/e2e: predictions as parquet files, by the npm package hyparquet-writer.

Twelve images <split>/<label>/<n>.jpg (train, val; a, b; 0 to 2), right but for val/b/1 (predictions.parquet, 64-bit integers)
and for val/a/0 and val/a/1 (logits.parquet, float32 and float64).

Needs node and npm, which installs the writer for the moment: python3 scripts/make-predictions-fixture.py
"""
import pathlib
import subprocess
import tempfile

OUT = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "e2e"

SCRIPT = """
import { writeFileSync } from 'node:fs';
import { parquetWriteBuffer } from 'hyparquet-writer';
const names = ['train', 'val'].flatMap((split) => ['a', 'b'].flatMap((label) => [0, 1, 2].map((n) => `${split}/${label}/${n}.jpg`)));
const isB = (name) => name.includes('/b/');
const image = { name: 'image', data: names, type: 'STRING' };
const write = (file, ...columns) =>
  writeFileSync(`${process.argv[2]}/${file}`, new Uint8Array(parquetWriteBuffer({ columnData: [image, ...columns] })));
const labels = names.map((name) => (isB(name) !== (name === 'val/b/1.jpg') ? 1n : 0n));
write('predictions.parquet', { name: 'prediction', data: labels, type: 'INT64' });
const isWrong = (name) => ['val/a/0.jpg', 'val/a/1.jpg'].includes(name);
write(
  'logits.parquet',
  { name: 'logit_0', data: names.map((name) => (isB(name) !== isWrong(name) ? -1.5 : 2.5)), type: 'FLOAT' },
  { name: 'logit_1', data: names.map(() => 0.25), type: 'DOUBLE' },
);
"""

OUT.mkdir(parents=True, exist_ok=True)
with tempfile.TemporaryDirectory() as folder:
    script = pathlib.Path(folder) / "write.mjs"
    script.write_text(SCRIPT)
    subprocess.run(["npm", "install", "--silent", "--prefix", folder, "hyparquet-writer"], check=True)
    subprocess.run(["node", script, OUT], check=True)
