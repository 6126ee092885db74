import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { testCorpus } from './hostile-files.js';
import { askTable, CLASSES, prepareWorkspace, type TableRight, toPredictionsFile } from './tables/doors.js';
import { OTHER_TABLES } from './tables/others.js';
import { HOSTILE_PREDICTIONS } from './tables/predictions.js';

let folder: string;

async function readPredictions(count: number): Promise<(string | undefined)[]> {
  const bytes = await readFile(toPredictionsFile(folder));
  return Array.from(
    { length: count },
    (_, at) => CLASSES[bytes.readInt32LE(bytes.length - 4 * (count - at))],
  );
}

testCorpus<TableRight>(
  'tables',
  [...HOSTILE_PREDICTIONS, ...OTHER_TABLES],
  { stride: 3, leastCount: 45 },
  {
    prepare: (place, ask) => {
      folder = place;
      return prepareWorkspace(place, ask);
    },
    ask: askTable,
    assertRight: async ({ document }, right) => {
      if ('document' in right) expect(document).toMatchObject(right.document);
      else expect(await readPredictions(right.predicted.length)).toEqual(right.predicted);
    },
  },
);
