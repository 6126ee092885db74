import { expect, test } from 'vitest';
import fc from '../../test/properties.js';
import type { GapEvidence, GapWitness } from '../records/evidence.js';
import { decideFinding } from '../stages/bias/index.js';
import {
  describeCancelling,
  describeClassFindings,
  describeFinding,
  describeWitnesses,
  type GapStatement,
} from './evidence.js';
import { chooseShownClass, formatPValue, formatRemaining } from './findings.js';

const toWitness = (gap: number, low: number, high: number, pValue = 0.5): GapWitness => ({
  ...{ gap, low, high, pValue },
  accuracyTop: 0.5 + gap / 2,
  accuracyBottom: 0.5 - gap / 2,
});

/** A statement whose finding follows from its witnesses by the rule of the method. */
function toStatement(witnesses: Partial<Omit<GapEvidence, 'finding' | 'decidedBy'>>): GapStatement {
  const measured = {
    model: 'head',
    gap: toWitness(0.5, 0.3, 0.65, 0.001),
    adjusted: null,
    adjustedIsGap: false,
    strict: null,
    intervention: null,
    core: null,
    random: null,
    ...witnesses,
  };
  const { gap, low, high } = measured.gap;
  return {
    subject: 'The head',
    cue: null,
    scope: 'for ants',
    gap,
    interval: { low, high },
    evidence: { ...measured, ...decideFinding(measured) },
    isProvisional: false,
  };
}

const points = fc.integer({ min: -100, max: 100 }).map((value) => value / 100);
const witness = fc
  .tuple(points, points, points, fc.constantFrom(0.001, 0.04, 0.06, 0.7))
  .map(([a, b, c, p]) => {
    const [low, gap, high] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
    return toWitness(gap, low, high, p);
  });
const effect = witness.map(({ gap, low, high }) => ({
  ...{ effect: gap, low, high, imageCount: 10 },
  overlap: 0.5,
  pasted: null,
}));

test('no sentence claims more than its interval, and a cause only by the rule', () => {
  fc.assert(
    fc.property(
      witness,
      fc.option(witness),
      fc.option(witness),
      fc.option(effect),
      fc.boolean(),
      (gap, adjusted, strict, intervention, adjustedIsGap) => {
        const statement = toStatement({ gap, adjusted, strict, intervention, adjustedIsGap });
        const text = describeFinding(statement);
        expect(text.includes('leans on')).toBe(statement.evidence!.finding === 'leans-on');
        expect(text.includes('that the cue is the cause is not shown')).toBe(
          statement.evidence!.finding === 'differs',
        );
        const supported = [gap.low, -gap.high, adjusted?.low, strict?.low, intervention && -intervention.high]
          .filter((bound) => bound != null)
          .map((bound) => Math.round(100 * bound));
        for (const [, claimed] of text.matchAll(/at least (\d+) points?/g))
          expect(supported).toContain(Number(claimed));
        if (gap.low <= 0) expect(text).not.toContain('less accurate');
        if (gap.high >= 0) expect(text).not.toContain('more accurate');
        expect(text).not.toMatch(/NaN|undefined|null/);
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

test('findings read as the method words them', () => {
  const adjusted = toWitness(0.21, 0.13, 0.29, 0.001);
  expect(describeFinding(toStatement({ adjusted, strict: toWitness(0.08, 0, 0.18, 0.02) }))).toBe(
    'The head leans on spurious cues: for ants it is 50 points less accurate on the least spurious images than on the most spurious (at least 30 points); 8 to 21 of the 50 points remain where the object shows equally well (the 21 are at least 13 points, the 8 may be none).',
  );
  expect(describeFinding(toStatement({ adjusted, strict: toWitness(0, -0.1, 0.1, 0.5) }))).toBe(
    'The head is at least 30 points less accurate on the least spurious images, for ants; that the cue is the cause is not shown.',
  );
  expect(describeFinding(toStatement({ adjusted }))).toContain('the adjusted gap alone decides');
  const gaining = { effect: 0.4, low: 0.1, high: 0.7, imageCount: 10 };
  const weakened = { effect: -0.3, low: -0.5, high: -0.1, imageCount: 10, overlap: 0.25, pasted: gaining };
  expect(describeFinding(toStatement({ adjusted, intervention: weakened }))).toContain(
    'weakening it in the picture costs at least 10 points',
  );
  expect(describeWitnesses(toStatement({ intervention: weakened }))).toContain(
    'Weakening the cue in the pictures rather than another place (25% of which lies on cue or object) changes accuracy by −30 points (−50 to −10 points). Putting it into images that lack it, rather than another region, changes accuracy by +40 points (+10 to +70 points).',
  );
  expect(describeWitnesses(toStatement({ intervention: { ...weakened, high: 0.1 } }))).toContain(
    '(−50 to +10 points): no effect is shown.',
  );
  expect(describeFinding({ ...toStatement({}), cue: 'water', isProvisional: true })).toBe(
    'If the unreviewed verdicts are right, the head is at least 30 points less accurate on the images with least water, for ants; that the cue is the cause is not shown.',
  );
  expect(describeFinding({ ...toStatement({}), evidence: null })).toContain('was not measured');
});

test('cancelling is said where signs differ, and only there', () => {
  const gaps = [
    { name: 'ants', gap: -0.4, interval: null },
    { name: 'bees', gap: 0.4, interval: null },
  ];
  expect(describeCancelling(gaps, { gap: 0, meanAbsoluteGap: 0.4 })).toBe(
    'Class gaps of opposite sign cancel: 0 points in the mean, but 40 points in size (from −40 points for ants to +40 points for bees).',
  );
  const unsure = [
    { ...gaps[0]!, interval: { low: -0.7, high: 0.1 } },
    { ...gaps[1]!, interval: { low: 0.1, high: 0.7 } },
  ];
  expect(describeCancelling(unsure, { gap: 0, meanAbsoluteGap: 0.4 })).toBe(
    'Class gaps of opposite sign cancel: 0 points in the mean, but 40 points in size (from −40 points (−70 to +10 points) for ants to +40 points (+10 to +70 points) for bees). That their signs differ is not shown.',
  );
  const sure = [{ ...gaps[0]!, interval: { low: -0.7, high: -0.1 } }, unsure[1]!];
  expect(describeCancelling(sure, { gap: 0, meanAbsoluteGap: 0.4 })).not.toContain('not shown');
  expect(describeCancelling(gaps.slice(1), { gap: 0.4, meanAbsoluteGap: 0.4 })).toBeNull();
});

test('what remains of a gap, p-values, counts of findings', () => {
  const { evidence } = toStatement({ adjusted: toWitness(0.21, 0.1, 0.3) });
  expect(formatRemaining(evidence!)).toBe('21 of the 50 points');
  expect(formatRemaining({ ...evidence!, adjustedIsGap: true })).toBe('–');
  expect(formatPValue(1 / 1001)).toBe('< 0.001');
  expect(formatPValue(0.0431)).toBe('0.043');
  expect(describeClassFindings([])).toBeNull();
  expect(describeClassFindings([{ finding: 'differs' }])).toBe(
    'Of 1 class: 1 where it is less accurate without, cause not shown.',
  );
});

test('the class shown first: a finding before none, reviewed before provisional, then the lower bound', () => {
  const toClass = (
    name: string,
    low: number,
    finding: GapEvidence['finding'] | null,
    isProvisional = false,
  ) => ({
    ...{ name, low, finding, isProvisional },
    high: 1,
  });
  const largest = toClass('largest, provisional', 0.6, 'leans-on', true);
  const reviewed = toClass('reviewed', 0.1, 'differs');
  const chance = toClass('by chance', 0.7, 'none');
  expect(chooseShownClass([chance, largest, reviewed])).toBe(reviewed);
  expect(chooseShownClass([chance, largest])).toBe(largest);
  expect(chooseShownClass([toClass('a', 0.1, null), toClass('b', 0.2, null)])!.name).toBe('b');
  expect(chooseShownClass([])).toBeNull();
});
