/**
 * Messages from a table of fields: one table reads, writes and creates a message type.
 * In: `{ property: field }`. Out: a codec that keeps fields it does not know, byte for byte, in `unknown`.
 * Where a single field occurs twice the last one counts (protobuf would merge embedded messages; nobody writes such files).
 */
import { WIRE_TYPE, WireReader, type WireType } from './reader.js';
import type { ValueCodec } from './values.js';
import { WireWriter } from './writer.js';

/** Fields that the message's table does not name, in wire format; absent when there are none. */
export interface WithUnknown {
  unknown?: Uint8Array;
}

/** One row of a message's table: field number, what an absent field gives, and how values are read and written. */
export interface Field<V> {
  readonly number: number;
  initial(): V;
  accepts(wireType: WireType): boolean;
  /** The property's new value, given the one before this occurrence. */
  read(reader: WireReader, wireType: WireType, previous: V): V;
  write(writer: WireWriter, value: V): void;
}

/** A field that may be absent. */
export function optional<T>(number: number, codec: ValueCodec<T>): Field<T | undefined> {
  return {
    number,
    initial: () => undefined,
    accepts: (wireType) => wireType === codec.wireType,
    read: (reader) => codec.read(reader),
    write: (writer, value) => {
      if (value === undefined) return;
      writer.writeTag(number, codec.wireType);
      codec.write(writer, value);
    },
  };
}

/** A field that always has a value and is always written. */
export function required<T>(number: number, codec: ValueCodec<T>, fallback: () => T): Field<T> {
  return { ...(optional(number, codec) as Field<T>), initial: fallback };
}

/** A list; numbers are written packed and read packed or one by one. */
export function repeated<T>(number: number, codec: ValueCodec<T>): Field<T[]> {
  return {
    number,
    initial: () => [],
    accepts: (wireType) => wireType === codec.wireType || (codec.packable && wireType === WIRE_TYPE.bytes),
    read: (reader, wireType, values) => {
      if (wireType === codec.wireType) {
        values.push(codec.read(reader));
        return values;
      }
      const packed = reader.readEmbedded();
      while (!packed.atEnd) values.push(codec.read(packed));
      return values;
    },
    write: (writer, values) => {
      if (values.length === 0) return;
      if (codec.packable) {
        const packed = new WireWriter();
        for (const value of values) codec.write(packed, value);
        writer.writeTag(number, WIRE_TYPE.bytes);
        writer.writeEmbedded(packed);
        return;
      }
      for (const value of values) {
        writer.writeTag(number, codec.wireType);
        codec.write(writer, value);
      }
    },
  };
}

/** Reads, writes and creates messages of one type; also a value codec, so that messages embed in messages. */
export interface MessageCodec<T extends WithUnknown> extends ValueCodec<T> {
  /** A message with the given properties, all others absent or empty. */
  create(properties: Partial<T>): T;
  parse(bytes: Uint8Array): T;
  format(message: T): Uint8Array;
}

type FieldTable<T> = { [K in Exclude<keyof T, 'unknown'>]-?: Field<T[K]> };

/** Builds the codec of a message type; `table` is called on first use, so that types may refer to each other. */
export function defineMessage<T extends WithUnknown>(table: () => FieldTable<T>): MessageCodec<T> {
  type Row = [name: string, field: Field<unknown>];
  let rows: Row[] | undefined;
  let byNumber: Map<number, Row> | undefined;
  const fields = (): Row[] => {
    rows ??= Object.entries(table()) as Row[];
    return rows;
  };

  function create(properties: Partial<T>): T {
    const message: Record<string, unknown> = {};
    for (const [name, field] of fields()) message[name] = field.initial();
    return Object.assign(message, properties) as T;
  }

  function readAll(reader: WireReader): T {
    byNumber ??= new Map(fields().map((row) => [row[1].number, row]));
    const message = create({}) as Record<string, unknown>;
    const unknown: Uint8Array[] = [];
    while (!reader.atEnd) {
      const start = reader.position;
      const tag = reader.readTag();
      const row = byNumber.get(tag.field);
      if (row?.[1].accepts(tag.wireType)) {
        message[row[0]] = row[1].read(reader, tag.wireType, message[row[0]]);
      } else {
        reader.skip(tag.wireType);
        unknown.push(reader.viewFrom(start));
      }
    }
    if (unknown.length > 0) message.unknown = concatenate(unknown);
    return message as T;
  }

  function writeAll(writer: WireWriter, message: T): void {
    for (const [name, field] of fields()) field.write(writer, message[name as keyof T]);
    if (message.unknown) writer.appendRaw(message.unknown);
  }

  return {
    wireType: WIRE_TYPE.bytes,
    packable: false,
    read: (reader) => readAll(reader.readEmbedded()),
    write: (writer, message) => {
      const body = new WireWriter();
      writeAll(body, message);
      writer.writeEmbedded(body);
    },
    create,
    parse: (bytes) => readAll(new WireReader(bytes)),
    format: (message) => {
      const writer = new WireWriter();
      writeAll(writer, message);
      return writer.finish();
    },
  };
}

function concatenate(parts: Uint8Array[]): Uint8Array {
  const writer = new WireWriter();
  for (const part of parts) writer.appendRaw(part);
  return writer.finish();
}
