/**
 * Parquet files of two columns, put together by hand so that every number in them may lie (parquet-format, Thrift's compact protocol).
 */
import { gzipSync } from 'node:zlib';
import { join, le32, varint } from '../bytes.js';

const [I32, I64, BINARY, LIST, STRUCT] = [5, 6, 8, 9, 12];
const [INT32, BYTE_ARRAY] = [1, 6];
const [PLAIN, RLE, DELTA_BYTE_ARRAY, RLE_DICTIONARY] = [0, 3, 7, 8];
const [DATA_PAGE, DICTIONARY_PAGE, DATA_PAGE_V2] = [0, 2, 3];
const GZIP = 2;

type Value = [type: number, bytes: Buffer];

const signed = (value: number | bigint): Buffer => {
  const wide = BigInt(value);
  return varint((wide << 1n) ^ (wide >> 63n));
};
const int = (value: number): Value => [I32, signed(value)];
const long = (value: number | bigint): Value => [I64, signed(value)];
const text = (value: string): Value => [BINARY, join(varint(value.length), value)];
/** Elements of one type; `count` lies where it is given. */
const list = (type: number, items: readonly Buffer[], count = items.length): Value => [
  LIST,
  join(0xf0 | type, varint(count), ...items),
];
function struct(fields: Record<number, Value | undefined>): Buffer {
  const parts: Buffer[] = [];
  let last = 0;
  for (const [number, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const [type, bytes] = value;
    parts.push(join(((Number(number) - last) << 4) | type, bytes));
    last = Number(number);
  }
  return join(...parts, 0);
}

/** What a file says of itself, where that is not so. */
export interface ParquetLies {
  rowCount?: number | bigint;
  groupRows?: number | bigint;
  valueCount?: number;
  pageBytes?: number;
  packedBytes?: number;
  pageAt?: number;
  schemaCount?: number;
  children?: number;
  footerBytes?: number;
  type?: number;
  codec?: number;
  /** Content of the first column's page, packed by gzip. */
  packed?: Uint8Array;
  /** Places in a dictionary of one word, as the first column's values. */
  dictionaryBits?: Uint8Array;
  /** What stands before the first column's values, which may then be null: which of them are there. */
  levels?: Uint8Array;
  /** The first column's values, as texts that begin as the one before. */
  frontCoded?: Uint8Array;
  /** The first column's page is of version 2, with this many nulls and rows. */
  second?: { nullCount?: number; rowCount?: number };
}

const words = (values: readonly string[]): Buffer =>
  join(...values.map((value) => join(le32(value.length), value)));

/** A page; one of data has the version, the levels and the numbers that `lies` say. */
function page(
  kind: number,
  content: Uint8Array,
  count: number,
  encoding: number,
  lies: ParquetLies,
  codec = 0,
): Buffer {
  const { levels = Buffer.alloc(0), second, valueCount = count } = lies;
  const isSecond = second !== undefined && kind === DATA_PAGE;
  const before = levels.length > 0 && !isSecond ? join(le32(levels.length), levels) : levels;
  const whole = join(before, content);
  const body = codec === GZIP ? gzipSync(whole) : whole;
  const { pageBytes = whole.length, packedBytes = body.length } = lies;
  const inner = isSecond
    ? struct({
        1: int(valueCount),
        2: int(second.nullCount ?? 0),
        3: int(second.rowCount ?? count),
        4: int(encoding),
        5: int(levels.length),
        6: int(0),
        7: [2, Buffer.alloc(0)],
      })
    : struct(
        kind === DATA_PAGE
          ? { 1: int(valueCount), 2: int(encoding), 3: int(RLE), 4: int(RLE) }
          : { 1: int(count), 2: int(encoding) },
      );
  const head = { 1: int(isSecond ? DATA_PAGE_V2 : kind), 2: int(pageBytes), 3: int(packedBytes) };
  const field = isSecond ? 8 : kind === DATA_PAGE ? 5 : 7;
  return join(struct({ ...head, [field]: [STRUCT, inner] }), body);
}

/** The first column's pages: texts as they are, as places in a dictionary, or as `lies` say. */
function firstPages(images: readonly string[], lies: ParquetLies, codec: number): Buffer {
  const { packed, dictionaryBits, frontCoded } = lies;
  const count = images.length;
  if (dictionaryBits !== undefined) {
    return join(
      page(DICTIONARY_PAGE, words(images.slice(0, 1)), 1, PLAIN, {}, codec),
      page(DATA_PAGE, dictionaryBits, count, RLE_DICTIONARY, lies, codec),
    );
  }
  if (packed !== undefined) return page(DATA_PAGE, packed, count, PLAIN, lies);
  if (frontCoded !== undefined) return page(DATA_PAGE, frontCoded, count, DELTA_BYTE_ARRAY, lies, codec);
  return page(DATA_PAGE, words(images), count, PLAIN, lies, codec);
}

/** A file of the columns `image` and `prediction`. */
export function parquet(
  images: readonly string[],
  predictions: readonly number[],
  lies: ParquetLies = {},
): Buffer {
  const count = images.length;
  const { packed, dictionaryBits, levels, codec = packed === undefined ? 0 : GZIP } = lies;
  const first = firstPages(images, lies, codec);
  const second = page(DATA_PAGE, join(...predictions.map(le32)), count, PLAIN, {});
  const [firstAt, secondAt] = [4, 4 + first.length];
  const column = (name: string, type: number, at: number, bytes: number, codecOf: number, encoding: number) =>
    struct({
      2: long(at),
      3: [
        STRUCT,
        struct({
          1: int(type),
          2: list(I32, [signed(encoding)]),
          3: list(BINARY, [text(name)[1]]),
          4: int(codecOf),
          5: long(lies.valueCount ?? count),
          6: long(bytes),
          7: long(bytes),
          9: long(at),
        }),
      ],
    });
  const element = (name: string, type: number, converted?: number, isOptional = false) =>
    struct({
      1: int(type),
      3: int(isOptional ? 1 : 0),
      4: text(name),
      ...(converted === undefined ? {} : { 6: int(converted) }),
    });
  const footer = struct({
    1: int(1),
    2: list(
      STRUCT,
      [
        struct({ 4: text('schema'), 5: int(lies.children ?? 2) }),
        element('image', lies.type ?? BYTE_ARRAY, 0, levels !== undefined),
        element('prediction', INT32),
      ],
      lies.schemaCount,
    ),
    3: long(lies.rowCount ?? count),
    4: list(STRUCT, [
      struct({
        1: list(STRUCT, [
          column(
            'image',
            lies.type ?? BYTE_ARRAY,
            lies.pageAt ?? firstAt,
            first.length,
            codec,
            dictionaryBits ? RLE_DICTIONARY : PLAIN,
          ),
          column('prediction', INT32, secondAt, second.length, 0, PLAIN),
        ]),
        2: long(first.length + second.length),
        3: long(lies.groupRows ?? lies.rowCount ?? count),
      }),
    ]),
  });
  return join('PAR1', first, second, footer, le32(lies.footerBytes ?? footer.length), 'PAR1');
}

/** Numbers that grow by the same step, delta-coded; few bytes, however many and large they are. */
export function deltas(count: number, first: number, step: number): Buffer {
  return join(varint(128), varint(4), varint(count), signed(first), signed(step), 0, 0, 0, 0);
}

/** A run of one value of a byte or less. */
export function run(length: number, value: number): Buffer {
  return join(varint(length * 2), value);
}

/** A footer of nothing but the beginnings of structs within structs. */
export function nestedFooter(depth: number): Buffer {
  const footer = Buffer.alloc(depth, 0x1c);
  return join('PAR1', footer, le32(footer.length), 'PAR1');
}
