/**
 * Which fields foretell labels better than chance: fields and a design in, p of each class and q of each field out.
 * The rate of false alarms is that of shuffled labels (docs/guide/audit.md): a field's statistic is the largest deviation of its classes,
 * its p the share of shuffles that reach it (Westfall and Young 1993), and over fields Benjamini and Hochberg.
 */
import { type Observer, yieldToEvents } from '../../base/observer.js';
import { adjustByBenjaminiHochberg } from '../../numeric/index.js';
import type { AuditField } from '../../records/audit/audit.js';
import { type Design, FOLD_COUNT } from './folds.js';
import { type ClassPredictions, predictClasses } from './prediction.js';

/** Shuffles that reach a field's statistic after which no more are drawn: it is chance (Besag and Clifford 1991). */
const ENOUGH_REACHED = 20;

/** Share of audits with any alarm that is accepted where labels have nothing to do with any field. */
export const DEFAULT_RATE = 0.05;

/** One field against its shuffles. */
export interface FieldTest extends ClassPredictions {
  /** Float64Array, [classes]: corrected for all classes of the field; 1 where a class cannot be judged. */
  ps: Float64Array;
  /** The smallest of them. */
  p: number;
  /** Over the fields. */
  q: number;
  drawCount: number;
}

/** Shuffles that are needed for the smallest possible p to pass `rate` beside `fieldCount` fields that do not. */
function chooseDrawCount(fieldCount: number, rate: number): number {
  return Math.max(999, Math.ceil(fieldCount / rate));
}

/** Every field with its p and q, in order; labels are those of the design. */
export async function testFields(
  fields: readonly AuditField[],
  design: Design,
  options: { classCount: number; rate: number; drawCount?: number },
  observer: Observer,
): Promise<FieldTest[]> {
  const { classCount, rate, drawCount = chooseDrawCount(fields.length, rate) } = options;
  const measure = ({ codes, values }: AuditField, labels: Int32Array) =>
    predictClasses({
      codes,
      valueCount: values.length,
      labels,
      classCount,
      folds: design.folds,
      foldCount: FOLD_COUNT,
    });
  const states = fields.map((field) => {
    const own = measure(field, design.labels);
    return { field, own, reached: new Int32Array(classCount), drawCount: 0, isDone: false };
  });
  for (let draw = 0; draw < drawCount; draw += 1) {
    const active = states.filter(({ isDone }) => !isDone);
    if (active.length === 0) break;
    await yieldToEvents(observer);
    const labels = design.shuffle(draw);
    for (const state of active) {
      const highest = findHighest(measure(state.field, labels).deviations);
      state.drawCount += 1;
      const { deviations } = state.own;
      for (const [label, deviation] of deviations.entries()) {
        if (highest >= deviation) state.reached[label]! += 1;
      }
      state.isDone = Math.min(...state.reached) >= ENOUGH_REACHED;
    }
    observer.progress({ task: 'shuffling labels', done: draw + 1, total: drawCount, unit: 'shuffles' });
  }
  const tests = states.map(({ own, reached, drawCount: drawn }) => {
    const ps = Float64Array.from(reached, (count, label) =>
      Number.isNaN(own.aurocs[label]!) ? 1 : (1 + count) / (1 + drawn),
    );
    return { ...own, ps, p: Math.min(1, ...ps), drawCount: drawn };
  });
  const qs = adjustByBenjaminiHochberg(tests.map(({ p }) => p));
  return tests.map((test, place) => ({ ...test, q: qs[place]! }));
}

function findHighest(deviations: Float64Array): number {
  return deviations.reduce((highest, deviation) => Math.max(highest, deviation), Number.NEGATIVE_INFINITY);
}
