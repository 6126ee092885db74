/**
 * What the report says of the evidence: statements on the head and on its classes, for the sentences of `words`.
 * In: report data. Out: statements, findings as text, and the class that is shown first. Measures nothing.
 */
import {
  chooseShownClass,
  describeFinding,
  formatList,
  type GapStatement,
  type KnownEvidence,
  listModelSentences,
  shortenName,
  toModelStatement,
} from '../words/index.js';
import { computeCueNames, isMeasured } from './collect/ordering.js';
import type { GapNumbers, ReportClass, ReportData } from './report-data.js';

/** A class with a gap. */
export type MeasuredClass = ReportClass & { gap: GapNumbers };

/** The head over all measured classes, of which there is one at least. */
export function toHeadStatement(data: ReportData, measured: readonly MeasuredClass[]): GapStatement {
  const classes = measured.map(({ index }) => index);
  return toModelStatement(data.models[0]!, classes, toKnownEvidence(data, measured), toNames(measured))!;
}

function toKnownEvidence({ models }: ReportData, measured: readonly MeasuredClass[]): KnownEvidence {
  const { evidence } = models[0]!;
  return {
    evidence: evidence && { models: [evidence], classes: measured.flatMap((cls) => cls.evidence ?? []) },
    provisionalClasses: measured.filter(({ isProvisional }) => isProvisional).map(({ index }) => index),
  };
}

function toNames(measured: readonly MeasuredClass[]): (classIndex: number) => string {
  const names = new Map(measured.map(({ index, name }) => [index, shortenName(name)]));
  return (classIndex) => names.get(classIndex)!;
}

/** The head on one class. */
export function toClassStatement(cls: MeasuredClass): GapStatement {
  const cues = computeCueNames(cls);
  return {
    subject: 'The head',
    cue: cues.length === 0 ? null : formatList(cues),
    scope: `for ${shortenName(cls.name)}`,
    gap: cls.gap.gap,
    interval: cls.gap.interval,
    evidence: cls.evidence,
    isProvisional: cls.isProvisional,
  };
}

/** The numbers behind the headline, the controls, what cancels, how many classes have which finding. */
export function listEvidenceFindings(data: ReportData, measured: readonly MeasuredClass[]): string[] {
  return listModelSentences(
    toHeadStatement(data, measured),
    data.models[0]!,
    measured.map(({ index, gap }) => ({ classIndex: index, gap: gap.gap })),
    toKnownEvidence(data, measured),
    toNames(measured),
  );
}

/** The finding on one class in a sentence. */
export function describeClass(cls: MeasuredClass): string {
  return describeFinding(toClassStatement(cls));
}

/** The class whose pictures stand at the top, by its lower bound, reviewed ones first; null where none was measured. */
export function chooseHeroClass(classes: readonly ReportClass[]): ReportClass | null {
  const contenders = classes.filter(isMeasured).map((cls) => ({
    cls,
    low: cls.gap.interval.low,
    high: cls.gap.interval.high,
    finding: cls.evidence?.finding ?? null,
    isProvisional: cls.isProvisional,
  }));
  return chooseShownClass(contenders)?.cls ?? null;
}
