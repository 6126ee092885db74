/**
 * NumPy's `.npy` and `.npz`, and safetensors, written and read from their published layout, independent of the program's own code.
 */
import { crc32 } from 'node:zlib';

const DTYPES = { '<f4': Float32Array, '<f8': Float64Array, '<i4': Int32Array, '<i8': BigInt64Array } as const;
type Dtype = keyof typeof DTYPES;

/** A version 1.0 `.npy` file in C order. */
export function toNpy(dtype: Dtype, shape: readonly number[], values: readonly number[]): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dict = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Magic, version and length take 10 bytes; the header ends with a line break on a multiple of 64.
  const header = `${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  const data = dtype === '<i8' ? BigInt64Array.from(values, BigInt) : DTYPES[dtype].from(values as never);
  return Buffer.concat([start, Buffer.from(header, 'latin1'), Buffer.from(data.buffer)]);
}

/** Shape and values of a little-endian float32 `.npy` file in C order. */
export function fromNpy(bytes: Buffer): { shape: number[]; values: number[] } {
  const length = bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, 10 + length);
  if (!header.includes("'<f4'") || !header.includes('False'))
    throw new Error(`not float32 in C order: ${header}`);
  const shape = /\(([^)]*)\)/
    .exec(header)![1]!
    .split(',')
    .filter((part) => part.trim() !== '');
  const data = bytes.subarray(10 + length);
  const values = Array.from({ length: data.length / 4 }, (_, at) => data.readFloatLE(4 * at));
  return { shape: shape.map(Number), values };
}

/** Arrays of an uncompressed `.npz` by name, found through its directory. */
export function fromNpz(bytes: Buffer): Map<string, ReturnType<typeof fromNpy>> {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const arrays = new Map<string, ReturnType<typeof fromNpy>>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size, nameLength] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 24),
      bytes.readUInt16LE(at + 28),
    ];
    if (method !== 0) throw new Error('compressed');
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    arrays.set(name.replace(/\.npy$/, ''), fromNpy(bytes.subarray(start, start + size)));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return arrays;
}

/** Shapes and values of a safetensors file of float32 tensors, read as its format page says. */
export function fromSafetensors(bytes: Buffer) {
  const length = Number(bytes.readBigUInt64LE(0));
  const { __metadata__: metadata, ...entries } = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  const tensors = new Map<string, { shape: number[]; values: number[] }>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries<{
    dtype: string;
    shape: number[];
    data_offsets: [number, number];
  }>(entries)) {
    if (dtype !== 'F32') throw new Error(`not float32: ${dtype}`);
    const data = bytes.subarray(8 + length + data_offsets[0], 8 + length + data_offsets[1]);
    const values = Array.from({ length: data.length / 4 }, (_, at) => data.readFloatLE(4 * at));
    tensors.set(name, { shape, values });
  }
  return { tensors, metadata: metadata as Record<string, string> };
}

/** An uncompressed zip of `.npy` files, as `numpy.savez` writes it. */
export function toNpz(arrays: Record<string, Buffer>): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(arrays)) {
    const fileName = Buffer.from(`${name}.npy`);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(bytes.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(fileName.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, fileName, bytes]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, place, fileName);
    files.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Object.keys(arrays).length, 8);
  end.writeUInt16LE(Object.keys(arrays).length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, central, end]);
}
