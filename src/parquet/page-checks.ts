/**
 * What pages say of themselves, looked at before they are decoded: how many values they hold, and how often each of them is repeated.
 * In: metadata, and bytes as they are read. Out: the same bytes, or an Error in words. Values are hyparquet's: it believes a run that
 * repeats one value two billion times, and takes the memory for it.
 */
import { type AsyncBuffer, type FileMetaData, type PageHeader, parquetSchema } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import {
  getMaxDefinitionLevel,
  getMaxRepetitionLevel,
  getTreePath,
  isFlatColumn,
} from 'hyparquet/src/schema.js';
import { readVarInt } from 'hyparquet/src/thrift.js';
import { toDataView } from '../base/bytes.js';
import { MAX_PAGE_BYTES, PARQUET_CODECS } from './codecs.js';

/** Packed values come by the eight, so the last of them may be none. */
const PACK = 8;
/** A table of pictures names each of them; values that take less than a bit each, beyond this many, are a bomb. */
const FREE_VALUES = 2 ** 20;
const BITS_PER_BYTE = 8;

/** One column of one row group. */
interface Chunk {
  byteStart: number;
  byteEnd: number;
  valueCount: number;
  rowCount: number;
  codec: Parameters<typeof decompressPage>[2];
  isBoolean: boolean;
  isFlat: boolean;
  /** Largest levels of definition and repetition. */
  definition: number;
  repetition: number;
}

interface Reader {
  view: DataView;
  offset: number;
}

type Encoding = NonNullable<PageHeader['data_page_header']>['encoding'];

/** Most values that a column of a file of this size may hold. */
export function computeMostValues(fileBytes: number): number {
  return FREE_VALUES + BITS_PER_BYTE * fileBytes;
}

/** A file whose bytes are checked as they are read, wherever they are of a column of `metadata`. */
export function checkPages(file: AsyncBuffer, metadata: FileMetaData): AsyncBuffer {
  const chunks = listChunks(metadata);
  const mostValues = computeMostValues(file.byteLength);
  return {
    byteLength: file.byteLength,
    slice: async (start, end = file.byteLength) => {
      const buffer = await file.slice(start, end);
      for (const chunk of chunks) {
        const [from, to] = [Math.max(start, chunk.byteStart), Math.min(end, chunk.byteEnd)];
        if (from >= to) continue;
        if (!(chunk.valueCount <= mostValues)) {
          throw new Error(`it claims ${chunk.valueCount} values in ${file.byteLength} bytes`);
        }
        checkChunk(new Uint8Array(buffer, from - start, to - from), chunk);
      }
      return buffer;
    },
  };
}

function listChunks(metadata: FileMetaData): Chunk[] {
  const tree = parquetSchema(metadata);
  return metadata.row_groups.flatMap(({ columns, num_rows }) =>
    columns.flatMap(({ meta_data: column }) => {
      if (column === undefined) return [];
      const path = getTreePath(tree, column.path_in_schema);
      const byteStart = Number(column.dictionary_page_offset || column.data_page_offset);
      return {
        byteStart,
        byteEnd: byteStart + Number(column.total_compressed_size),
        valueCount: Number(column.num_values),
        rowCount: Number(num_rows),
        codec: column.codec,
        isBoolean: column.type === 'BOOLEAN',
        isFlat: isFlatColumn(path),
        definition: getMaxDefinitionLevel(path),
        repetition: getMaxRepetitionLevel(path),
      };
    }),
  );
}

/** Pages as far as hyparquet reads them: of a flat column until its rows are there. `bytes` begin with a page. */
function checkChunk(bytes: Uint8Array, chunk: Chunk): void {
  const reader = { view: toDataView(bytes), offset: 0 };
  let seen = 0;
  while (reader.offset < bytes.length - 1 && !(chunk.isFlat && seen >= chunk.rowCount)) {
    const header = parquetHeader(reader);
    const bodyEnd = reader.offset + header.compressed_page_size;
    if (!(bodyEnd >= reader.offset && bodyEnd <= bytes.length)) {
      throw new Error(`it has a page of ${header.compressed_page_size} bytes, more than its column has`);
    }
    const body = bytes.subarray(reader.offset, bodyEnd);
    const { data_page_header: first, data_page_header_v2: second } = header;
    const valueCount = (header.type === 'DATA_PAGE_V2' ? second : first)?.num_values ?? 0;
    seen += valueCount;
    if (!(valueCount >= 0 && seen <= chunk.valueCount)) {
      throw new Error(`it has a page of ${valueCount} values in a column of ${chunk.valueCount}`);
    }
    if (header.type === 'DATA_PAGE') checkPage(body, header, chunk);
    if (header.type === 'DATA_PAGE_V2') checkSecondPage(body, header, chunk);
    reader.offset = bodyEnd;
  }
}

function checkPage(body: Uint8Array, header: PageHeader, chunk: Chunk): void {
  const { num_values: count, encoding } = header.data_page_header!;
  if (chunk.definition === 0 && chunk.repetition === 0 && !hasRuns(encoding)) return;
  const page = expand(body, header.uncompressed_page_size, chunk);
  for (const level of [chunk.repetition, chunk.definition])
    if (level > 0) skipRuns(page, toWidth(level), count);
  checkValues(page, count, encoding, chunk);
}

/** Of version 2, whose levels stand before what is compressed. */
function checkSecondPage(body: Uint8Array, header: PageHeader, chunk: Chunk): void {
  const page = header.data_page_header_v2!;
  const { num_values: count, num_nulls, num_rows, encoding, is_compressed } = page;
  const [repetitionBytes, definitionBytes] = [
    page.repetition_levels_byte_length,
    page.definition_levels_byte_length,
  ];
  const isPlausible =
    num_nulls >= 0 &&
    num_nulls <= (chunk.definition === 0 ? 0 : count) &&
    num_rows >= 0 &&
    (chunk.isFlat ? num_rows === count : num_rows <= count) &&
    repetitionBytes >= 0 &&
    definitionBytes >= 0;
  if (!isPlausible)
    throw new Error(`it has a page of ${num_rows} rows and ${num_nulls} nulls in ${count} values`);
  const view = toDataView(body);
  if (chunk.repetition > 0) checkRuns({ view, offset: 0 }, toWidth(chunk.repetition), count);
  if (chunk.definition > 0) checkRuns({ view, offset: repetitionBytes }, toWidth(chunk.definition), count);
  const sizeBytes = header.uncompressed_page_size - repetitionBytes - definitionBytes;
  if (!hasRuns(encoding) || sizeBytes === 0) return;
  const content = body.subarray(repetitionBytes + definitionBytes);
  checkValues(
    is_compressed === false ? { view: toDataView(content), offset: 0 } : expand(content, sizeBytes, chunk),
    count,
    encoding,
    chunk,
  );
}

function expand(body: Uint8Array, sizeBytes: number, { codec }: Chunk): Reader {
  return { view: toDataView(decompressPage(body, sizeBytes, codec, PARQUET_CODECS)), offset: 0 };
}

/** Whether values are written as something that may be much shorter than they are. */
function hasRuns(encoding: Encoding): boolean {
  return encoding.endsWith('_DICTIONARY') || encoding === 'RLE' || encoding === 'DELTA_BYTE_ARRAY';
}

/** `count` is at least the number of values; those that are null are not written. */
function checkValues(page: Reader, count: number, encoding: Encoding, { isBoolean }: Chunk): void {
  if (encoding === 'DELTA_BYTE_ARRAY') checkPrefixes(page, count);
  else if (encoding === 'RLE' && isBoolean) skipRuns(page, 1, count);
  else if (hasRuns(encoding) && page.offset < page.view.byteLength) {
    const width = page.view.getUint8(page.offset++);
    checkRuns(page, width, count);
  }
}

/** Runs behind their length in bytes; goes on behind them. */
function skipRuns(page: Reader, width: number, count: number): void {
  const byteLength = page.view.getUint32(page.offset, true);
  const offset = page.offset + 4;
  checkRuns({ view: page.view, offset }, width, count);
  page.offset = offset + byteLength;
}

/** Runs of repeated and of packed values, of `width` bits each, must not go on for more values than there are. */
function checkRuns({ view, offset }: Reader, width: number, count: number): void {
  const reader = { view, offset };
  for (let left = count; left > 0 && reader.offset < view.byteLength; ) {
    const header = readVarInt(reader);
    const isPacked = (header & 1) === 1;
    const runLength = isPacked ? (header >> 1) * PACK : header >>> 1;
    if (!(runLength >= 0 && runLength < left + PACK)) {
      throw new Error(`it has a run of ${runLength} values where ${left} are left`);
    }
    reader.offset += Math.ceil(isPacked ? (runLength * width) / 8 : width / 8);
    left -= runLength;
  }
}

/** Byte strings that begin as the one before them: none with more than that has, and all together no larger than a page may be. */
function checkPrefixes(page: Reader, count: number): void {
  const prefixes = new Int32Array(count);
  const suffixes = new Int32Array(count);
  if (count === 0) return;
  deltaBinaryUnpack(page, count, prefixes);
  deltaBinaryUnpack(page, count, suffixes);
  let [before, sum] = [0, 0];
  for (let i = 0; i < count; i++) {
    const length = prefixes[i]! + suffixes[i]!;
    sum += length;
    if (!(prefixes[i]! >= 0 && prefixes[i]! <= before && suffixes[i]! >= 0 && sum <= MAX_PAGE_BYTES)) {
      throw new Error(`it has a text of ${length} bytes that begins as one of ${before} bytes`);
    }
    before = length;
  }
}

/** Bits of the largest level. */
function toWidth(level: number): number {
  return 32 - Math.clz32(level);
}
