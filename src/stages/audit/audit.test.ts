/** The audit on fields whose worth is known: drawn at random, planted, or worked out by hand. */
import { describe, expect, test } from 'vitest';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { createRandom, deriveSeed } from '../../numeric/index.js';
import type { AuditField } from '../../records/audit/audit.js';
import { type AuditInput, auditFields, DEFAULT_AUDIT_OPTIONS } from './audit.js';
import { computeBalance } from './balance.js';
import { createDesign } from './folds.js';
import { learnHabits, measureLoss } from './habits.js';
import { predictClasses } from './prediction.js';
import { decideVerdict } from './verdicts.js';

const noFeatures = async () => null;
const count = (length: number) => Int32Array.from({ length }, (_, image) => image);

describe('predictions of one field', () => {
  test('worked by hand: the score of a value comes from the other folds, and is compared within a fold', () => {
    // Fold 0 has values 0 0 1 1 of classes 1 0 1 1, and fold 1 the same values of classes 1 1 0 0.
    const input = {
      codes: Int32Array.of(0, 0, 1, 1, 0, 0, 1, 1),
      valueCount: 2,
      labels: Int32Array.of(1, 0, 1, 1, 1, 1, 0, 0),
      classCount: 2,
      folds: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1),
      foldCount: 2,
    };
    // Too few images to be judged.
    expect(predictClasses(input).aurocs).toEqual(Float64Array.of(Number.NaN, Number.NaN));
    // Ten times as many: in fold 0 value 0 scores higher (all of class 1 in fold 1): pairs right are 1·0 and half of 1·1, of 3·1: (0 + 0.5)/3.
    // In fold 1 value 1 scores higher (2/2 against 1/2 in fold 0): 0 of 2·2. In all (0.5 + 0)/(3 + 4).
    const many = (values: Int32Array) => Int32Array.from({ length: 80 }, (_, n) => values[n % 8]!);
    const tenfold = {
      ...input,
      codes: many(input.codes),
      labels: many(input.labels),
      folds: many(input.folds),
    };
    expect(predictClasses(tenfold).aurocs[1]).toBeCloseTo(0.5 / 7, 12);
  });

  test('a field that is the class is always right, one that is the same everywhere is chance', () => {
    const labels = Int32Array.from({ length: 90 }, (_, n) => n % 3);
    const { folds } = createDesign(labels, null, 1);
    const given = { labels, classCount: 3, folds, foldCount: 5, valueCount: 3 };
    const own = { ...given, codes: labels };
    expect([...predictClasses(own).aurocs]).toEqual([1, 1, 1]);
    expect(computeBalance(own)).toMatchObject({ classes: Float64Array.of(1, 1, 1), overall: 1 });
    const constant = { ...given, codes: new Int32Array(90) };
    expect([...predictClasses(constant).aurocs]).toEqual([0.5, 0.5, 0.5]);
    expect(computeBalance(constant).overall).toBeCloseTo(1 / 3, 12);
  });
});

describe('folds and shuffles', () => {
  const labels = Int32Array.from({ length: 100 }, (_, n) => Number(n >= 50));

  test('groups are never divided; their labels move together', () => {
    const groups = Int32Array.from({ length: 100 }, (_, n) => Math.floor(n / 5));
    const design = createDesign(labels, groups, 3);
    expect(design.rule).toBe('whole groups');
    for (let group = 0; group < 20; group += 1) {
      expect(new Set(design.folds.subarray(group * 5, group * 5 + 5)).size).toBe(1);
      expect(new Set(design.shuffle(0).subarray(group * 5, group * 5 + 5)).size).toBe(1);
    }
    expect(design.shuffle(0)).not.toEqual(labels);
  });

  test('labels that vary within groups change places there alone', () => {
    const groups = Int32Array.from({ length: 100 }, (_, n) => n % 2);
    const design = createDesign(labels, groups, 3);
    expect(design.rule).toBe('within groups');
    const ofGroup = (values: Int32Array, group: number) => values.filter((_, n) => n % 2 === group);
    for (const group of [0, 1]) {
      const shuffled = ofGroup(design.shuffle(4), group);
      expect([...shuffled].sort()).toEqual([...ofGroup(labels, group)].sort());
      expect(shuffled).not.toEqual(ofGroup(labels, group));
    }
  });

  test('one group of several labels keeps its own; the others go on exchanging theirs', () => {
    const groups = Int32Array.from({ length: 100 }, (_, n) => (n === 50 ? 0 : 1 + Math.floor(n / 5)));
    groups[0] = 0;
    const design = createDesign(labels, groups, 3);
    expect(design.rule).toBe('whole and within groups');
    const shuffled = Array.from({ length: 20 }, (_, draw) => design.shuffle(draw));
    for (const one of shuffled) {
      expect([one[0], one[50]].sort()).toEqual([0, 1]);
      for (let group = 1; group < 10; group += 1) {
        expect(new Set(one.subarray(group * 5, group * 5 + 5)).size).toBe(1);
      }
    }
    expect(new Set(shuffled.map((one) => one[5])).size).toBe(2);
  });

  test('without groups every fold has as much of each class, shuffled or not', () => {
    const design = createDesign(labels, null, 3);
    for (const one of [labels, design.shuffle(1)]) {
      for (let fold = 0; fold < 5; fold += 1) {
        expect(one.filter((label, n) => label === 1 && design.folds[n] === fold).length).toBe(10);
      }
    }
  });
});

/** Two classes, fields of noise with 2 to 9 values; `planted` follows the label in a share of the images. */
function drawInput(seed: number, fieldCount: number, share = 0): AuditInput {
  const random = createRandom(deriveSeed(seed, 'audit'));
  const imageCount = 160;
  const labels = random.shuffle(Int32Array.from({ length: imageCount }, (_, n) => n % 2));
  const fields = Array.from({ length: fieldCount }, (_, place): AuditField => {
    const valueCount = 2 + (place % 8);
    const codes = Int32Array.from(labels, () => random.integer(valueCount));
    return {
      name: `noise${place}`,
      kind: 'file',
      codes,
      values: [...codes.keys()].slice(0, valueCount).map(String),
    };
  });
  if (share > 0) {
    const codes = Int32Array.from(labels, (label) => (random.next() < share ? label : random.integer(2)));
    fields.push({ name: 'planted', kind: 'file', codes, values: ['low', 'high'] });
  }
  const rows = count(imageCount);
  return {
    fields,
    labels,
    classCount: 2,
    habitRows: rows,
    measuredRows: rows,
    groups: null,
    predictions: null,
  };
}

describe('the rate of false alarms', () => {
  test('on labels that have nothing to do with the fields an audit raises an alarm no more often than stated', async () => {
    const audits = 60;
    let alarms = 0;
    const options = { ...DEFAULT_AUDIT_OPTIONS, drawCount: 99 };
    for (let seed = 0; seed < audits; seed += 1) {
      const { fields } = await auditFields(
        drawInput(seed, 4),
        { ...options, seed },
        noFeatures,
        SILENT_OBSERVER,
      );
      if (fields.some(({ verdict }) => verdict !== 'clean')) alarms += 1;
    }
    // At a true rate of 5%, P(more than 7 of 60) is 0.8%; the seeds are fixed.
    expect(alarms).toBeLessThanOrEqual(7);
  }, 120_000);

  test('a planted field is found beside them, and none of them is blamed', async () => {
    const input = drawInput(5, 6, 0.6);
    const { fields } = await auditFields(
      input,
      { ...DEFAULT_AUDIT_OPTIONS, drawCount: 299 },
      noFeatures,
      SILENT_OBSERVER,
    );
    expect(fields.filter(({ verdict }) => verdict !== 'clean').map(({ name }) => name)).toEqual(['planted']);
    const [planted] = fields;
    expect(planted).toMatchObject({ verdict: 'confounded', drawCount: 299, loss: null });
    expect(planted!.p).toBe(1 / 300);
    expect(planted!.classes.map(({ typicalValue }) => typicalValue)).toEqual(['low', 'high']);
    expect(planted!.classes[0]!.auroc).toBeGreaterThan(0.7);
  });

  test('a field that is the patient is no prediction of other patients', async () => {
    // 16 patients of 10 images; each has one value of its own and one label: known patients are foretold, new ones are not.
    const labels = Int32Array.from({ length: 160 }, (_, n) => Math.floor(n / 10) % 2);
    const patients = Int32Array.from({ length: 160 }, (_, n) => Math.floor(n / 10));
    const field: AuditField = {
      name: 'bed',
      kind: 'column',
      codes: patients,
      values: [...patients.keys()].slice(0, 16).map(String),
    };
    const rows = count(160);
    const input = {
      fields: [field],
      labels,
      classCount: 2,
      habitRows: rows,
      measuredRows: rows,
      predictions: null,
    };
    const audit = async (groups: Int32Array | null) =>
      (
        await auditFields(
          { ...input, groups },
          { ...DEFAULT_AUDIT_OPTIONS, drawCount: 99 },
          noFeatures,
          SILENT_OBSERVER,
        )
      ).fields[0]!;
    expect(await audit(null)).toMatchObject({ verdict: 'confounded', auroc: 1 });
    expect(await audit(patients)).toMatchObject({ verdict: 'clean', auroc: 0.5 });
  });
});

describe('habits', () => {
  // Class 0 has value 0 in 30 of 40 images, class 1 in 10 of 40.
  const codes = Int32Array.from({ length: 80 }, (_, n) => Number(n < 40 ? n >= 30 : n >= 50));
  const labels = Int32Array.from({ length: 80 }, (_, n) => Number(n >= 40));
  const field: AuditField = { name: 'x', kind: 'file', codes, values: ['a', 'b'] };
  const habits = learnHabits(field, labels, 2, count(80));

  test('lifts are shares over overall shares, drawn towards 1', () => {
    expect(habits.lifts[0]).toBeCloseTo((30 + 2.5) / 45 / 0.5, 12);
    expect(habits.lifts[1]).toBeCloseTo((10 + 2.5) / 45 / 0.5, 12);
  });

  test('a model that follows the value loses all where it breaks; one that does not, nothing', () => {
    const measure = (predictions: Int32Array) =>
      measureLoss({ codes, labels, predictions, rows: count(80) }, habits, 0)!;
    const follower = measure(codes);
    expect(follower).toMatchObject({ keepingCount: 30, breakingCount: 10, loss: 1, lossElsewhere: -1 });
    expect(follower.interval.low).toBeGreaterThan(0.5);
    expect(decideVerdict(true, follower)).toBe('inflates accuracy');
    const knowing = measure(labels);
    expect(knowing).toMatchObject({ loss: 0, lossElsewhere: 0 });
    // Ten images cannot show that less than 5 points are lost.
    expect(decideVerdict(true, knowing)).toBe('confounded');
    const sure = { ...knowing, interval: { low: -0.04, high: 0.04 } };
    expect(decideVerdict(true, sure)).toBe('unused signal');
    expect(decideVerdict(false, follower)).toBe('clean');
    // What is only hard to see is hard to see in every class.
    expect(decideVerdict(true, { ...follower, lossElsewhere: 1 })).toBe('confounded');
  });

  test('images without a prediction do not count, and few are no measure', () => {
    const predictions = Int32Array.from(codes, (_, n) => (n >= 34 && n < 40 ? -1 : 0));
    expect(measureLoss({ codes, labels, predictions, rows: count(80) }, habits, 0)).toBeNull();
  });
});
