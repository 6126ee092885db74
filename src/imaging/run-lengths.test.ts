import { expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { type RunLengths, toRunLengths } from './run-lengths.js';

test('the counts that COCO tools write for a known mask', () => {
  // Runs 6, 1, 40, 4, 5, 4, 5, 4, 21 down the columns of 9 rows and 10 columns.
  const runs = [6, 1, 40, 4, 5, 4, 5, 4, 21];
  const columns = runs.flatMap((run, n) => new Array<number>(run).fill(n % 2));
  const mask = Uint8Array.from({ length: 90 }, (_, at) => columns[(at % 10) * 9 + Math.floor(at / 10)]!);
  expect(toRunLengths(mask, 10, 9)).toEqual({ size: [9, 10], counts: '61X13mN000`0' });
});

test('every mask comes back', () => {
  const masks = fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
    .chain(([width, height]) =>
      fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        mask: fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 }),
      }),
    );
  fc.assert(
    fc.property(masks, ({ width, height, mask }) => {
      expect(fromRunLengths(toRunLengths(mask, width, height))).toEqual(mask);
    }),
  );
});

test('a mask that begins inside has a first run of no pixels', () => {
  expect(toRunLengths([1, 1], 2, 1).counts).toBe('02');
});

/** The mask, [height × width] of 0 and 1, read as COCO's tools read it: 5 bits a character from '0' on, runs as differences. */
function fromRunLengths({ size: [height, width], counts }: RunLengths): Uint8Array {
  const mask = new Uint8Array(width * height);
  let at = 0;
  for (const [n, run] of parseRuns(counts).entries()) {
    for (const end = at + run; at < end; at++) mask[(at % height) * width + Math.floor(at / height)] = n % 2;
  }
  expect(at).toBe(mask.length);
  return mask;
}

function parseRuns(counts: string): number[] {
  const runs: number[] = [];
  let number = 0;
  let shift = 0;
  for (const character of counts) {
    const code = character.charCodeAt(0) - 48;
    number |= (code & 0x1f) << shift;
    shift += 5;
    if (code & 0x20) continue;
    if (code & 0x10) number |= -1 << shift;
    runs.push(runs.length > 2 ? number + runs.at(-2)! : number);
    number = 0;
    shift = 0;
  }
  return runs;
}
