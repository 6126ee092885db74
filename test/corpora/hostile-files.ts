/**
 * A corpus of hostile files: each with what is wrong in it, how it is made, and what must come of it.
 * In: lists of files. Out: one test a file, which asks the watched program; counts at the end. Files are made when they are needed, in a
 * temporary folder, the same at every run. A run of all tests takes a part of a corpus; `npm run corpora` takes all of it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { join } from './bytes.js';
import { type Ending, type Question, WatchedProgram } from './watched-program.js';

export type Bytes = Uint8Array | string;

/** A hostile file; `Right` says how a corpus knows that a file was read right. */
export interface HostileFile<Right> {
  /** What is wrong with it; no two of a corpus have the same. */
  what: string;
  /** Its name. */
  file: string;
  /** Its content, or what makes at that path what no bytes can: links, pipes, second files. */
  make: Bytes | ((filePath: string) => Bytes | undefined | Promise<Bytes | undefined>);
  expected: 'refused' | Right;
  /** Takes so long that only `npm run corpora` has it. */
  isCostly: boolean;
}

/** A row of a list of files that share their name: what is wrong, what must come of it, its content. */
export type HostileRow<Right> = [HostileFile<Right>['what'], 'refused' | Right, HostileFile<Right>['make']];

/** Rows as files called `file`; a kind, such as "PNG", goes before what is wrong with each. */
export function toHostileFiles<Right>(
  kind: string,
  file: string,
  rows: readonly HostileRow<Right>[],
  { isCostly = false } = {},
): HostileFile<Right>[] {
  return rows.map(([what, expected, make]) => ({ what: `${kind}: ${what}`, file, make, expected, isCostly }));
}

/** What a corpus is read by. */
export interface CorpusDoor<Right> {
  /** Environment of the program, beyond this process's. */
  env?: (folder: string) => Record<string, string>;
  /** What all files need, made once in the corpus's folder. */
  prepare?: (folder: string, ask: (question: Question) => Promise<Ending>) => Promise<void>;
  ask: (filePath: string, folder: string) => Question;
  /** Fails where the file was read, and wrongly. */
  assertRight: (ending: Ending, right: Right, ask: (question: Question) => Promise<Ending>) => Promise<void>;
}

/** Whether every file is taken. */
export const isWholeRun = process.env.MODE === 'corpora';

/** Defines the tests of a corpus; a run of all tests takes every `stride`th file, `npm run corpora` each. */
export function testCorpus<Right>(
  title: string,
  files: readonly HostileFile<Right>[],
  { stride, leastCount }: { stride: number; leastCount: number },
  { env = () => ({}), prepare, ask, assertRight }: CorpusDoor<Right>,
): void {
  const chosen = isWholeRun
    ? files
    : files.filter(({ isCostly }, place) => place % stride === 0 && !isCostly);
  const endings: [what: string, ending: Ending][] = [];
  let folder: string;
  let program: WatchedProgram;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spuriosity-corpus-'));
    program = new WatchedProgram(env(folder));
    await prepare?.(folder, (question) => program.ask(question));
  });
  afterAll(async () => {
    await program.close();
    await rm(folder, { recursive: true, force: true });
    if (isWholeRun) process.stdout.write(`${formatCounts(title, endings)}\n`);
  });

  test(`${title}: as many as promised, no two alike`, () => {
    expect(files.length).toBeGreaterThanOrEqual(leastCount);
    expect(new Set(files.map(({ what }) => what)).size).toBe(files.length);
  });

  describe(title, () => {
    test.each(chosen)('$what', async ({ what, file, make, expected }) => {
      const place = await mkdtemp(path.join(folder, 'file-'));
      const filePath = path.join(place, file);
      const content = typeof make === 'function' ? await make(filePath) : make;
      if (content !== undefined) await writeFile(filePath, join(content));
      const ending = await program.ask(ask(filePath, folder));
      endings.push([what, ending]);
      expect(ending.kind, ending.words).toBe(expected === 'refused' ? 'refused' : 'done');
      if (expected !== 'refused') await assertRight(ending, expected, (question) => program.ask(question));
      await rm(place, { recursive: true, force: true });
    });
  });
}

function formatCounts(title: string, endings: readonly [string, Ending][]): string {
  const count = (kind: Ending['kind']) => endings.filter(([, ending]) => ending.kind === kind).length;
  const most = (value: (ending: Ending) => number): [string, number] => {
    const [what, ending] = endings.reduce((a, b) => (value(b[1]) > value(a[1]) ? b : a));
    return [what, value(ending)];
  };
  const [slowest, seconds] = most((ending) => ending.seconds);
  const [largest, bytes] = most((ending) => ending.peakBytes);
  return (
    `${title}: ${endings.length} files, ${count('refused')} refused, ${count('done')} read, ${count('fault')} faults; ` +
    `at most ${seconds.toFixed(1)} s (${slowest}) and ${Math.round(bytes / 2 ** 20)} MiB (${largest})`
  );
}
