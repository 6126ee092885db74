/**
 * The audit: fields, labels, groups and a model's predictions in; what each field tells of each class, and what the model loses by it, out.
 * Fields come as codes (`fields.ts`); features of images are asked for only where a field predicts a class.
 */
import type { Observer } from '../../base/observer.js';
import { chooseEvenly, computeCorrectedCramersV, deriveSeed } from '../../numeric/index.js';
import {
  AUDIT_VERDICTS,
  type AuditField,
  type ClassAudit,
  type FeatureLeak,
  type FieldAudit,
} from '../../records/audit/audit.js';
import { computeMeanGapInterval } from '../bias/index.js';
import { type BalancedAccuracies, computeBalance } from './balance.js';
import { createDesign, type Design, FOLD_COUNT, type ShuffleRule, spreadGroups } from './folds.js';
import { findTypicalCode, type Habits, learnHabits, measureLoss, readLift } from './habits.js';
import { createLeakProbe, MOST_LEAK_IMAGES } from './leakage.js';
import { DEFAULT_RATE, type FieldTest, testFields } from './permutation.js';
import { DEFAULT_LEAST_AUROC, decideVerdict, findWorstVerdict } from './verdicts.js';

/** Images as the audit knows them; all arrays are parallel, [images]. */
export interface AuditInput {
  fields: readonly AuditField[];
  labels: Int32Array;
  classCount: number;
  /** Places of the images that habits are learnt from, and of those that accuracies are measured on. */
  habitRows: Int32Array;
  measuredRows: Int32Array;
  /** A code per image for those that belong together; null where each stands for itself. */
  groups: Int32Array | null;
  /** Predicted class, −1 for none; null without a model. */
  predictions: Int32Array | null;
}

/** What the audit decides by. */
export interface AuditOptions {
  seed: number;
  /** Accepted share of audits with a false alarm. */
  rate: number;
  leastAuroc: number;
  /** Undefined: as many as the number of fields needs. */
  drawCount?: number;
}

/** Defaults of the command. */
export const DEFAULT_AUDIT_OPTIONS: AuditOptions = {
  seed: 0,
  rate: DEFAULT_RATE,
  leastAuroc: DEFAULT_LEAST_AUROC,
};

/** Features of some images: Float32Array, [images, width], row-major; null where there are none. */
export type FeatureReader = (
  images: readonly number[],
) => Promise<{ data: Float32Array; width: number } | null>;

/** What was found, the worst fields first. */
export interface AuditResult {
  fields: FieldAudit[];
  /** How labels were shuffled. */
  shuffleRule: ShuffleRule;
}

/** Pictures of a class that are named at either end. */
const SHOWN_IMAGES = 5;

/** Audits every field. */
export async function auditFields(
  input: AuditInput,
  options: AuditOptions,
  readFeatures: FeatureReader,
  observer: Observer,
): Promise<AuditResult> {
  const { fields, labels, classCount, habitRows, groups } = input;
  const pick = (values: Int32Array) => Int32Array.from(habitRows, (image) => values[image]!);
  const design = createDesign(pick(labels), groups === null ? null : pick(groups), options.seed);
  const habitual = fields.map((field) => ({ ...field, codes: pick(field.codes) }));
  const tests = await testFields(habitual, design, { classCount, ...options }, observer);
  const rejected = tests.filter(({ q }) => q <= options.rate).length;
  // Classes of the fields that are left are tested at the rate that the choice of fields leaves (Benjamini and Bogomolov 2014).
  const classRate = (options.rate * rejected) / fields.length;
  const audits = fields.map((field, place) => {
    const test = tests[place]!;
    return auditField({ input, field, habitual: habitual[place]!, design, test, options, classRate });
  });
  await addLeaks(audits, input, options.seed, readFeatures, observer);
  const found = audits.map(({ audit }) => audit);
  return { fields: sortBySeverity(found), shuffleRule: design.rule };
}

interface FieldInput {
  input: AuditInput;
  field: AuditField;
  /** The same with the codes of the images that habits are learnt from. */
  habitual: AuditField;
  design: Design;
  test: FieldTest;
  options: AuditOptions;
  classRate: number;
}

/** A field with what its pictures and leaks are chosen by. */
interface JudgedField {
  audit: FieldAudit;
  field: AuditField;
  habits: Habits;
}

function auditField(given: FieldInput): JudgedField {
  const { input, field, habitual, design, test } = given;
  const { classCount, labels } = input;
  const balance = computeBalance({
    codes: habitual.codes,
    valueCount: field.values.length,
    labels: design.labels,
    classCount,
    folds: design.folds,
    foldCount: FOLD_COUNT,
  });
  const habits = learnHabits(field, labels, classCount, input.habitRows);
  const classes = Array.from({ length: classCount }, (_, label) => auditClass(label, given, habits, balance));
  const judged = classes.filter(({ auroc }) => !Number.isNaN(auroc));
  const measured = classes.flatMap(({ predicts, loss }) => (predicts && loss !== null ? [loss] : []));
  const audit: FieldAudit = {
    name: field.name,
    kind: field.kind,
    valueCount: field.values.length,
    auroc: judged.reduce((sum, { auroc }) => sum + auroc, 0) / judged.length,
    balancedAccuracy: balance.overall,
    cramersV: computeCorrectedCramersV(tabulateValues(balance, classCount)),
    p: test.p,
    q: test.q,
    drawCount: test.drawCount,
    loss:
      measured.length === 0
        ? null
        : {
            loss: measured.reduce((sum, { loss }) => sum + loss, 0) / measured.length,
            interval: computeMeanGapInterval(
              measured.map((one) => ({
                // As many images on both sides as leave the difference its variance.
                k: 2 / (1 / one.keepingCount + 1 / one.breakingCount),
                accuracyTop: one.accuracyKeeping,
                accuracyBottom: one.accuracyBreaking,
              })),
            ),
            classCount: measured.length,
          },
    verdict: findWorstVerdict(classes.map(({ verdict }) => verdict)),
    classes,
  };
  return { audit, field, habits };
}

/** Images by value and class, a row per value. */
function tabulateValues({ counts }: BalancedAccuracies, classCount: number): Int32Array[] {
  return Array.from({ length: counts.length / classCount }, (_, value) =>
    counts.subarray(value * classCount, (value + 1) * classCount),
  );
}

/** The same of one class against all others. */
function tabulateClass(balance: BalancedAccuracies, classCount: number, label: number): number[][] {
  return tabulateValues(balance, classCount).map((row) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    return [row[label]!, all - row[label]!];
  });
}

function auditClass(
  label: number,
  { input, field, test, options, classRate }: FieldInput,
  habits: Habits,
  balance: BalancedAccuracies,
): ClassAudit {
  const auroc = test.aurocs[label]!;
  const p = test.ps[label]!;
  const predicts = test.q <= options.rate && p <= classRate && auroc >= options.leastAuroc;
  const { predictions, labels, measuredRows } = input;
  const loss =
    predictions === null
      ? null
      : measureLoss({ codes: field.codes, labels, predictions, rows: measuredRows }, habits, label);
  const liftOf = (image: number) => readLift(habits, label, field.codes[image]!);
  const rows = predicts ? [...labels.keys()].filter((image) => labels[image] === label) : [];
  const ordered = rows.toSorted((a, b) => liftOf(b) - liftOf(a) || a - b);
  return {
    classIndex: label,
    imageCount: balance.classCounts[label]!,
    auroc,
    balancedAccuracy: balance.classes[label]!,
    cramersV: computeCorrectedCramersV(tabulateClass(balance, input.classCount, label)),
    p,
    predicts,
    typicalValue: field.values[findTypicalCode(habits, label)]!,
    loss,
    leak: null,
    verdict: decideVerdict(predicts, loss),
    typicalImages: ordered.filter((image) => liftOf(image) > 1).slice(0, SHOWN_IMAGES),
    breakingImages: ordered
      .toReversed()
      .filter((image) => liftOf(image) < 1)
      .slice(0, SHOWN_IMAGES),
  };
}

/** Looks at the features of every class that a field predicts, class by class: one class is in memory at a time. */
async function addLeaks(
  judged: readonly JudgedField[],
  { labels, classCount, groups }: AuditInput,
  seed: number,
  readFeatures: FeatureReader,
  observer: Observer,
): Promise<void> {
  const wanted = Array.from({ length: classCount }, (_, label) =>
    judged.filter(({ audit }) => audit.classes[label]!.predicts),
  );
  const total = wanted.filter(({ length }) => length > 0).length;
  let done = 0;
  for (const [label, ofClass] of wanted.entries()) {
    if (ofClass.length === 0) continue;
    const rows = [...labels.keys()].filter((image) => labels[image] === label);
    const images = chooseEvenly(rows, MOST_LEAK_IMAGES);
    const features = await readFeatures(images);
    if (features === null) return;
    const together = Int32Array.from(images, (image) => groups?.[image] ?? image);
    const folds = spreadGroups(together, deriveSeed(seed, 'leak', label));
    const probe = createLeakProbe(features.data, features.width, folds);
    for (const { audit, field, habits } of ofClass) {
      const target = images.map((image) => readLift(habits, label, field.codes[image]!) > 1);
      const found = probe(target);
      const leak: FeatureLeak | null = found === null ? null : { ...found, imageCount: images.length };
      audit.classes[label]!.leak = leak;
    }
    done += 1;
    observer.progress({ task: 'asking features', done, total, unit: 'classes' });
  }
}

/** By verdict, then by how well the field predicts its best class. */
function sortBySeverity(fields: readonly FieldAudit[]): FieldAudit[] {
  const order = AUDIT_VERDICTS as readonly string[];
  return fields.toSorted(
    (a, b) =>
      order.indexOf(a.verdict) - order.indexOf(b.verdict) || findHighestAuroc(b) - findHighestAuroc(a),
  );
}

/** The largest area under the curve of any class; those that the field predicts first. */
export function findHighestAuroc({ classes }: FieldAudit): number {
  const predicted = classes.filter(({ predicts }) => predicts);
  const from = predicted.length > 0 ? predicted : classes;
  return Math.max(0, ...from.map(({ auroc }) => auroc).filter((auroc) => !Number.isNaN(auroc)));
}
