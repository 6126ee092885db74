/**
 * How long one step of a network may take, and how much memory its process.
 * In: the environment, the machine's memory. Out: `SessionLimits`. Watches nothing: `supervisor.ts` does, inside the process.
 */
import { totalmem } from 'node:os';
import { UsageError } from '../base/errors.js';
import type { SessionLimits } from './types.js';

/** Longest opening or batch, in seconds, where `SPURIOSITY_BATCH_SECONDS` says nothing. */
const DEFAULT_BATCH_SECONDS = 600;
/** Opening and all batches of a network that is tried at its import. Half of the minute that a hostile file may take: beside other work, time counts only in part. */
const DEFAULT_IMPORT_SECONDS = 30;
/** More for large ones: a gibibyte of weights is read, packed and run three times in a quarter of it on one slow core. */
const IMPORT_SECONDS_PER_MODEL_BYTE = 60 / 2 ** 30;
/** Part of the machine's memory that one network's process may take, where `SPURIOSITY_MEMORY_GIB` says nothing. */
const DEFAULT_MEMORY_SHARE = 0.75;
/** What a runtime needs beside the weights to run a few images, several times over, and below the 2 GB that no hostile file may take. */
const IMPORT_MEMORY_BYTES = 2 ** 30;
/** Weights are held as file, as graph, packed for the processor, and once more while they are packed. */
const IMPORT_MEMORY_PER_MODEL_BYTE = 6;

/** A batch may take this many times the slowest before it: other work on the machine, larger batches. */
const SLOWER_THAN_BEFORE = 20;
/** No batch that ends within this time is called slow, whatever the others took. */
const SHORTEST_LIMIT_MS = 60_000;

/** Limits of a session, by the environment and the machine. Throws UsageError `limit-not-a-number`. */
export function readLimits(env: NodeJS.ProcessEnv = process.env): SessionLimits {
  const seconds = readNumber(env, 'SPURIOSITY_BATCH_SECONDS') ?? DEFAULT_BATCH_SECONDS;
  const gibibytes = readNumber(env, 'SPURIOSITY_MEMORY_GIB');
  return {
    stepMs: seconds * 1000,
    memoryBytes: gibibytes === null ? DEFAULT_MEMORY_SHARE * readMachineMemory() : gibibytes * 2 ** 30,
  };
}

/** Limits while a network of `modelBytes` bytes is tried at its import; what the environment says goes before. */
export function readImportLimits(modelBytes: number, env: NodeJS.ProcessEnv = process.env): SessionLimits {
  const limits = readLimits(env);
  if (!env.SPURIOSITY_BATCH_SECONDS) {
    const seconds = DEFAULT_IMPORT_SECONDS + IMPORT_SECONDS_PER_MODEL_BYTE * modelBytes;
    limits.stepMs = Math.min(limits.stepMs, seconds * 1000);
    limits.totalMs = limits.stepMs;
  }
  if (!env.SPURIOSITY_MEMORY_GIB) {
    const bytes = IMPORT_MEMORY_BYTES + IMPORT_MEMORY_PER_MODEL_BYTE * modelBytes;
    limits.memoryBytes = Math.min(limits.memoryBytes, bytes);
  }
  return limits;
}

/** Longest time of the next batch: many times the slowest so far, never beyond the ceiling; the first one has the ceiling. */
export function toBatchLimitMs(ceilingMs: number, slowestMs: number | null): number {
  if (slowestMs === null) return ceilingMs;
  return Math.min(ceilingMs, Math.max(SHORTEST_LIMIT_MS, SLOWER_THAN_BEFORE * slowestMs));
}

/** What the machine has, or the container's part of it. */
function readMachineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

function readNumber(env: NodeJS.ProcessEnv, name: string): number | null {
  const text = env[name];
  if (!text) return null;
  const value = Number(text);
  if (value > 0) return value;
  throw new UsageError('limit-not-a-number', {
    what: `${name} is "${text}"; it must be a number above 0.`,
    next: 'Correct it, or leave it out.',
  });
}
