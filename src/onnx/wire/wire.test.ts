import { describe, expect, it } from 'vitest';
import fc from '../../../test/properties.js';
import { ModelError } from '../../base/errors.js';
import { defineMessage, optional, repeated, required, type WithUnknown } from './message.js';
import { WireReader } from './reader.js';
import { bytes, double, float, int32, int64, smallInt64, string, uint64, type ValueCodec } from './values.js';
import { WireWriter } from './writer.js';

function roundTrip<T>(codec: ValueCodec<T>, value: T): T {
  const writer = new WireWriter();
  codec.write(writer, value);
  const reader = new WireReader(writer.finish());
  const read = codec.read(reader);
  expect(reader.atEnd).toBe(true);
  return read;
}

describe('values', () => {
  it('round-trip', () => {
    const signed = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(fc.property(signed, (value) => roundTrip(int64, value) === value));
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (v) => roundTrip(uint64, v) === v));
    fc.assert(fc.property(fc.integer(), (value) => roundTrip(int32, value) === value));
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => roundTrip(smallInt64, value) === value));
    fc.assert(fc.property(fc.float(), (value) => Object.is(roundTrip(float, value), value)));
    fc.assert(fc.property(fc.double(), (value) => Object.is(roundTrip(double, value), value)));
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (value) => roundTrip(string, value) === value));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (value) => {
        expect(roundTrip(bytes, value)).toEqual(value);
      }),
    );
  });

  it('are written as the protobuf documentation shows', () => {
    const writer = new WireWriter();
    writer.writeTag(1, 0);
    writer.writeVarint(150);
    writer.writeTag(2, 2);
    writer.writeString('testing');
    writer.writeInt32(-2);
    expect(Buffer.from(writer.finish()).toString('hex')).toBe(
      `089601${'120774657374696e67'}${'feffffffffffffffff01'}`,
    );
  });
});

interface Inner extends WithUnknown {
  label: string | undefined;
  inner: Inner | undefined;
}
const innerCodec: ReturnType<typeof defineMessage<Inner>> = defineMessage<Inner>(() => ({
  label: optional(1, string),
  inner: optional(2, innerCodec),
}));

interface Richer extends WithUnknown {
  id: number;
  note: string;
  big: bigint;
  ratio: number;
  names: number;
}

interface Outer extends WithUnknown {
  id: number;
  ints: bigint[];
  floats: number[];
  names: string[];
  inner: Inner[];
}
const outerCodec = defineMessage<Outer>(() => ({
  id: required(1, smallInt64, () => 0),
  ints: repeated(2, int64),
  floats: repeated(3, float),
  names: repeated(4, string),
  inner: repeated(5, innerCodec),
}));

const innerArbitrary: fc.Arbitrary<Inner> = fc.letrec<{ inner: Inner }>((tie) => ({
  inner: fc.record({
    label: fc.option(fc.string(), { nil: undefined }),
    inner: fc.option(tie('inner'), { nil: undefined, maxDepth: 4 }),
  }),
})).inner;

describe('messages', () => {
  it('round-trip, nested and repeated, with values of any length', () => {
    const outer = fc.record({
      id: fc.maxSafeInteger(),
      ints: fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { maxLength: 100 }),
      floats: fc.array(fc.float(), { maxLength: 200 }),
      names: fc.array(fc.string({ maxLength: 300 })),
      inner: fc.array(innerArbitrary),
    });
    fc.assert(
      fc.property(outer, (message) => {
        expect(outerCodec.parse(outerCodec.format(message))).toEqual(message);
      }),
    );
  });

  it('read numbers packed, one by one, and in both ways at once', () => {
    const writer = new WireWriter();
    writer.writeTag(2, 0);
    writer.writeInt64(-1n);
    writer.writeTag(2, 2);
    writer.writeBytes(Uint8Array.of(5, 0x96, 1));
    expect(outerCodec.parse(writer.finish()).ints).toEqual([-1n, 5n, 150n]);
  });

  it('keep fields they do not know, and fields of an unexpected wire type', () => {
    const richer = defineMessage<Richer>(() => ({
      id: required(1, smallInt64, () => 0),
      note: required(100, string, () => ''),
      big: required(101, uint64, () => 0n),
      ratio: required(102, double, () => 0),
      names: required(4, int32, () => 0),
    }));
    const message = { id: 7, note: 'x'.repeat(500), big: 2n ** 64n - 1n, ratio: 0.1, names: 3 };
    const seen = outerCodec.parse(richer.format(message));
    expect(seen.id).toBe(7);
    expect(seen.names).toEqual([]);
    expect(richer.parse(outerCodec.format(seen))).toMatchObject(message);
  });
});

describe('malformed input', () => {
  const cases: [string, number[]][] = [
    ['a tag without a value', [0x08]],
    ['an unending number', Array(20).fill(0xff)],
    ['bytes beyond the end', [0x22, 0x7f, 0x41]],
    ['a length beyond 2^53', [0x22, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['a group', [0x0b, 0x0c]],
    ['field number 0', [0x00, 0x00]],
    ['text that is not UTF-8', [0x22, 0x02, 0xc3, 0x28]],
    ['a size beyond 2^53', [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['a packed number cut off', [0x12, 0x01, 0x80]],
  ];
  it.each(cases)('%s is refused', (_, data) => {
    expect(() => outerCodec.parse(Uint8Array.from(data))).toThrow(
      expect.objectContaining({ code: 'malformed-protobuf' }),
    );
  });

  it('nesting is bounded', () => {
    let nested: Uint8Array = new Uint8Array();
    for (let depth = 0; depth < 5000; depth++) {
      const writer = new WireWriter();
      writer.writeTag(2, 2);
      writer.writeBytes(nested);
      nested = writer.finish();
    }
    expect(() => innerCodec.parse(nested)).toThrow(/nested more than/);
  });

  it('the number of messages is bounded', () => {
    const empty = Uint8Array.of(0x2a, 0x00);
    const many = new Uint8Array(2_100_000);
    for (let at = 0; at < many.length; at += 2) many.set(empty, at);
    expect(() => outerCodec.parse(many)).toThrow(/more than 1000000 messages/);
  });

  it('whatever the bytes, the outcome is a message or a ModelError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (data) => {
        try {
          outerCodec.parse(data);
        } catch (error) {
          expect(error).toBeInstanceOf(ModelError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
