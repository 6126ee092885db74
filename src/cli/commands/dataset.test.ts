import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { addReaderOptions, type ReaderOptions, toDatasetOptions } from './dataset.js';

/** What the reader is told by these words. */
function read(...words: string[]) {
  const command = addReaderOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return toDatasetOptions(command.parse(words, { from: 'user' }).opts<ReaderOptions>());
}

describe('options of the reader', () => {
  test('nothing said: the defaults', async () => {
    const { seed, ageBins, splitFolders } = await read();
    expect({ seed, ageBins, splitFolders }).toEqual({
      seed: 0,
      ageBins: DEFAULT_DATASET_OPTIONS.ageBins,
      splitFolders: undefined,
    });
  });

  test('split folders and age classes', async () => {
    expect(
      await read('--split-folders', 'train=fold 1, val=held-out', '--age-bins', '0,21,65'),
    ).toMatchObject({
      splitFolders: { train: 'fold 1', val: 'held-out' },
      ageBins: [0, 21, 65],
    });
  });

  test.each([
    ['--split-folders', 'training=a'],
    ['--split-folders', 'train='],
    ['--split-folders', 'train=a,train=b'],
    ['--age-bins', '0,old'],
  ])('%s %s is refused', (...words) => {
    expect(() => read(...words)).toThrow(/invalid/);
  });
});
