/**
 * A Parquet file by its footer: columns, metadata, and the rows of those columns that are asked for.
 * In: bytes, or whatever reads ranges of them. Out: plain values; decimals, dates and times come as text, never rounded.
 * Reads no column that nobody asked for: a file of images may be larger than memory.
 */
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  type SchemaElement,
} from 'hyparquet';
import { DatasetError } from '../base/errors.js';
import { PARQUET_CODECS } from './codecs.js';
import { checkPages, computeMostValues } from './page-checks.js';
import { formatDecimal, hideDecimal, isDecimal, isVaryingDecimal, TEXT_PARSERS } from './values.js';

/** A column at the top of the schema. */
export interface ParquetColumn {
  name: string;
  /** `binary`: bytes that are not declared text; `struct`: named members, as Hugging Face writes images (`bytes`, `path`). */
  kind: 'text' | 'binary' | 'number' | 'struct' | 'list';
  /** Names of a struct's members. */
  members: readonly string[];
  /** Whether every value is null, as the file's statistics say; of a struct by member. */
  isEmpty(member?: string): boolean;
}

/** Which part of a file to read. */
export interface ParquetSelection {
  columns: readonly string[];
  /** Reads this member of structs only. */
  member?: string;
  /** Leave bytes as bytes, where they would be read as UTF-8. */
  asBytes?: boolean;
  /** Half-open. */
  rowStart?: number;
  rowEnd?: number;
}

/** Where a file's bytes come from. */
export interface ParquetSource {
  byteLength: number;
  /** Bytes from `start` up to `end`, both within the file. */
  slice(start: number, end: number): Promise<Uint8Array>;
}

/** A file whose footer was read; values are read when asked for. */
export interface ParquetFile {
  readonly rowCount: number;
  readonly columns: readonly ParquetColumn[];
  /** Key-value metadata of the footer, which writers use for their own schemas. */
  readonly keyValues: ReadonlyMap<string, string>;
  /** Rows of each row group and the largest size that one column takes in it, in bytes as stored. */
  readonly rowGroups: readonly { rowCount: number; largestColumnBytes: number }[];
  /** Throws `parquet-unreadable`. */
  readRows(selection: ParquetSelection): Promise<Record<string, unknown>[]>;
}

/** A read of more would not fit into memory as JavaScript values. */
const MAX_ROWS = 20_000_000;

/** Reads the footer; `fileName` is for messages. Throws `parquet-unreadable`. */
export async function openParquet(source: ParquetSource, fileName: string): Promise<ParquetFile> {
  try {
    const file = withinBounds(source);
    return new OpenParquet(fileName, file, await parquetMetadataAsync(file, { geoparquet: false }));
  } catch (cause) {
    throw unreadable(fileName, cause);
  }
}

/** All rows and columns of a file that is a table. Throws `parquet-unreadable`. */
export async function readParquetRows(
  bytes: Uint8Array,
  fileName: string,
): Promise<Record<string, unknown>[]> {
  const slice = (start: number, end: number) => Promise.resolve(bytes.subarray(start, end));
  const file = await openParquet({ byteLength: bytes.length, slice }, fileName);
  return file.readRows({ columns: file.columns.map(({ name }) => name) });
}

class OpenParquet implements ParquetFile {
  readonly rowCount: number;
  readonly columns: readonly ParquetColumn[];
  readonly keyValues: ReadonlyMap<string, string>;
  readonly rowGroups: ParquetFile['rowGroups'];
  readonly #decimals: ReadonlyMap<string, number>;
  readonly #unreadable: ReadonlySet<string>;

  constructor(
    private readonly name: string,
    private readonly file: AsyncBuffer,
    private readonly metadata: FileMetaData,
  ) {
    this.rowGroups = metadata.row_groups.map(({ num_rows, columns }) => ({
      rowCount: Number(num_rows),
      largestColumnBytes: Math.max(0, ...columns.map((chunk) => sizeOf(chunk.meta_data, file.byteLength))),
    }));
    this.rowCount = this.rowGroups.reduce((sum, { rowCount }) => sum + rowCount, 0);
    this.keyValues = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? '']));
    const tops = listTopElements(metadata.schema);
    this.columns = tops.map((at) => toColumn(metadata, at));
    const decimals = tops.map((at) => metadata.schema[at]!).filter(isDecimal);
    this.#unreadable = new Set(decimals.filter(isVaryingDecimal).map(({ name }) => name));
    this.#decimals = new Map(decimals.map(({ name, scale = 0 }) => [name, scale]));
    metadata.schema = metadata.schema.map((element, at) =>
      tops.includes(at) ? hideDecimal(element) : element,
    );
  }

  async readRows(selection: ParquetSelection): Promise<Record<string, unknown>[]> {
    const { columns, member, asBytes = false, rowStart = 0, rowEnd = this.rowCount } = selection;
    const mostRows = Math.min(MAX_ROWS, computeMostValues(this.file.byteLength));
    if (rowEnd - rowStart > mostRows) {
      throw unreadable(this.name, new Error(`it has ${rowEnd - rowStart} rows, more than ${mostRows}`));
    }
    const varying = columns.find((column) => this.#unreadable.has(column));
    if (varying !== undefined) {
      throw unreadable(
        this.name,
        new Error(
          `it holds decimals of varying length in the column ${varying}, which have to be written as text`,
        ),
      );
    }
    const metadata = member === undefined ? this.metadata : keepMember(this.metadata, columns, member);
    try {
      const rows = await parquetReadObjects({
        file: checkPages(this.file, keepColumns(metadata, columns)),
        metadata,
        columns: [...columns],
        rowStart,
        rowEnd,
        compressors: PARQUET_CODECS,
        parsers: TEXT_PARSERS,
        utf8: !asBytes,
        useOffsetIndex: true,
      });
      if (rows.length !== rowEnd - rowStart) throw new Error('it holds fewer rows than it says');
      return this.#writeDecimals(rows, columns);
    } catch (cause) {
      throw unreadable(this.name, cause);
    }
  }

  #writeDecimals(rows: Record<string, unknown>[], columns: readonly string[]): Record<string, unknown>[] {
    for (const column of columns) {
      const scale = this.#decimals.get(column);
      if (scale !== undefined) for (const row of rows) row[column] = formatDecimal(row[column], scale);
    }
    return rows;
  }
}

/** hyparquet's view of a source; ranges beyond its end are refused before memory is asked for. */
function withinBounds({ byteLength, slice }: ParquetSource): AsyncBuffer {
  return {
    byteLength,
    slice: async (start, end = byteLength) => {
      if (!(start >= 0 && start <= end && end <= byteLength)) {
        throw new Error(`it points to bytes ${start} to ${end} of ${byteLength}`);
      }
      const { buffer, byteOffset, length } = await slice(start, end);
      const isWhole = length === buffer.byteLength;
      return (isWhole ? buffer : buffer.slice(byteOffset, byteOffset + length)) as ArrayBuffer;
    },
  };
}

/** Places in the schema (a list in depth-first order) of the elements right below its root. */
function listTopElements(schema: readonly SchemaElement[]): number[] {
  const places: number[] = [];
  for (let at = 1; at < schema.length; at += countElements(schema, at)) places.push(at);
  return places;
}

/** Of an element and all below it. */
function countElements(schema: readonly SchemaElement[], at: number): number {
  let count = 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0) && at + count < schema.length; child++) {
    count += countElements(schema, at + count);
  }
  return count;
}

function toColumn({ schema, row_groups }: FileMetaData, at: number): ParquetColumn {
  const element = schema[at]!;
  const members = listTopElements(schema.slice(at, at + countElements(schema, at))).map(
    (place) => schema[at + place]!.name,
  );
  return {
    name: element.name,
    kind: toKind(element),
    members,
    isEmpty: (member) => {
      const leaf = member === undefined ? element.name : `${element.name}.${member}`;
      const chunks = row_groups.flatMap(({ columns }) =>
        columns.filter(({ meta_data }) => meta_data?.path_in_schema.join('.') === leaf),
      );
      return chunks.every(({ meta_data }) => meta_data?.statistics?.null_count === meta_data?.num_values);
    },
  };
}

function toKind({ num_children = 0, converted_type, logical_type, repetition_type, type }: SchemaElement) {
  if (converted_type === 'LIST' || converted_type === 'MAP' || repetition_type === 'REPEATED') return 'list';
  if (num_children > 0) return 'struct';
  if (type !== 'BYTE_ARRAY') return 'number';
  return converted_type !== undefined || logical_type !== undefined ? 'text' : 'binary';
}

/** The metadata of a file whose structs hold only the member that is wanted. */
function keepMember(metadata: FileMetaData, columns: readonly string[], member: string): FileMetaData {
  const { schema } = metadata;
  const isDropped = (parts: readonly string[]) =>
    columns.includes(parts[0]!) && parts.length > 1 && parts[1] !== member;
  const kept = [schema[0]!];
  for (const at of listTopElements(schema)) {
    const element = schema[at]!;
    const own = schema.slice(at, at + countElements(schema, at));
    const places = listTopElements(own).filter((place) => !isDropped([element.name, own[place]!.name]));
    if (places.length === listTopElements(own).length) kept.push(...own);
    else {
      kept.push({ ...element, num_children: places.length });
      for (const place of places) kept.push(...own.slice(place, place + countElements(own, place)));
    }
  }
  return {
    ...metadata,
    schema: kept,
    row_groups: metadata.row_groups.map((group) => ({
      ...group,
      columns: group.columns.filter(({ meta_data }) => !isDropped(meta_data?.path_in_schema ?? [])),
    })),
  };
}

/** The metadata of these columns' chunks alone. */
function keepColumns(metadata: FileMetaData, columns: readonly string[]): FileMetaData {
  const row_groups = metadata.row_groups.map((group) => ({
    ...group,
    columns: group.columns.filter(({ meta_data }) => columns.includes(meta_data?.path_in_schema[0] ?? '')),
  }));
  return { ...metadata, row_groups };
}

/** What a column chunk takes in the file; a chunk cannot be larger than its file. */
function sizeOf(chunk: { total_compressed_size: bigint } | undefined, fileBytes: number): number {
  return Math.min(fileBytes, Number(chunk?.total_compressed_size ?? 0n));
}

function unreadable(fileName: string, cause: unknown): DatasetError {
  const message = cause instanceof Error ? cause.message : String(cause);
  // What the format's readers say on purpose names Parquet; the rest is a slip over damaged bytes.
  const reason = /^(parquet|it) /.test(message)
    ? message.replace(/^parquet /, '')
    : 'it is damaged or cut off';
  return new DatasetError('parquet-unreadable', {
    what: `${fileName} cannot be read as Parquet: ${reason}.`,
    next: 'Download or write it again; as compression use zstd, snappy, gzip, brotli, lz4 or none.',
    cause,
  });
}
