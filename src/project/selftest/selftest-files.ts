/** The results of a self-test as files: `selftest.json` as a record, `selftest.csv` a row per study. In: a `SelfTest`. Reads nothing. */
import { join } from 'node:path';
import type { SelfTest } from '../../records/selftest/selftest.js';
import { formatRecord, writeTable } from '../../storage/index.js';
import { writePictureFile } from '../dataset/index.js';

/** Columns of `selftest.csv` (docs/formats/selftest.md). */
const COLUMNS = [
  'cue',
  'correlation',
  'class_name',
  'other_class_name',
  'train_images',
  'val_images',
  'test_images',
  'listed_feature',
  'listed_rank',
  'listed_auroc',
  'listed_low',
  'listed_high',
  'listed_count',
  'best_feature',
  'best_rank',
  'best_auroc',
  'best_low',
  'best_high',
  'feature_count',
  'verdict',
  'probability',
  'spurious_pairs',
  'spuriosity_auroc',
  'spuriosity_low',
  'spuriosity_high',
  'gap',
  'gap_low',
  'gap_high',
  'adjusted_gap',
  'adjusted_low',
  'adjusted_high',
  'adjusted_p',
  'strict_gap',
  'strict_p',
  'permuted_gap',
  'permuted_low',
  'permuted_high',
  'permuted_p',
  'core_gap',
  'random_gap',
  'finding',
  'accuracy',
  'cue_effect',
  'cue_effect_low',
  'cue_effect_high',
  'worst_group_before',
  'worst_group_before_low',
  'worst_group_before_high',
  'repair',
  'worst_group_after',
  'worst_group_after_low',
  'worst_group_after_high',
  'accuracy_after',
  'outcome',
  'sentence',
] as const;

/** Writes both into the folder. Throws `StorageError`. */
export async function writeSelfTest(folder: string, result: SelfTest): Promise<void> {
  await writePictureFile(join(folder, 'selftest.json'), Buffer.from(formatRecord(result, 2)));
  await writeTable(folder, 'selftest', COLUMNS, result.studies.map(toRow));
}

function toRow(study: SelfTest['studies'][number]): Record<string, string | number | null> {
  const { imagesPerClass, listed, best, gap, truth, repair } = study;
  return {
    cue: study.cue,
    correlation: study.correlation,
    class_name: study.classNames[0],
    other_class_name: study.classNames[1],
    train_images: imagesPerClass.train,
    val_images: imagesPerClass.val,
    test_images: imagesPerClass.test,
    listed_count: study.listedCount,
    feature_count: study.featureCount,
    ...toFeatureCells('listed', listed),
    ...toFeatureCells('best', best),
    verdict: study.verdict?.verdict ?? null,
    probability: study.verdict?.probability ?? null,
    spurious_pairs: study.spuriousPairs,
    spuriosity_auroc: study.spuriosity?.auroc ?? null,
    spuriosity_low: study.spuriosity?.low ?? null,
    spuriosity_high: study.spuriosity?.high ?? null,
    ...toGapCells(gap),
    accuracy: truth.accuracy,
    cue_effect: truth.effect.difference,
    cue_effect_low: truth.effect.low,
    cue_effect_high: truth.effect.high,
    worst_group_before: truth.worst.accuracy,
    worst_group_before_low: truth.worst.low,
    worst_group_before_high: truth.worst.high,
    repair: repair?.method ?? null,
    worst_group_after: repair?.worst.accuracy ?? null,
    worst_group_after_low: repair?.worst.low ?? null,
    worst_group_after_high: repair?.worst.high ?? null,
    accuracy_after: repair?.accuracy ?? null,
    outcome: study.outcome,
    sentence: study.sentence,
  };
}

function toFeatureCells(
  name: 'listed' | 'best',
  { feature, rank, measured }: SelfTest['studies'][number]['listed'],
) {
  return {
    [`${name}_feature`]: feature,
    [`${name}_rank`]: rank,
    [`${name}_auroc`]: measured.auroc,
    [`${name}_low`]: measured.low,
    [`${name}_high`]: measured.high,
  };
}

/** Empty cells where there is no gap. */
function toGapCells(gap: SelfTest['studies'][number]['gap']): Record<string, string | number | null> {
  if (gap === null) return {};
  const { adjusted, strict, permuted } = gap;
  return {
    gap: gap.gap,
    gap_low: gap.low,
    gap_high: gap.high,
    adjusted_gap: adjusted?.gap ?? null,
    adjusted_low: adjusted?.low ?? null,
    adjusted_high: adjusted?.high ?? null,
    adjusted_p: adjusted?.pValue ?? null,
    strict_gap: strict?.gap ?? null,
    strict_p: strict?.pValue ?? null,
    permuted_gap: permuted.gap,
    permuted_low: permuted.low,
    permuted_high: permuted.high,
    permuted_p: permuted.pValue,
    core_gap: gap.core,
    random_gap: gap.random,
    finding: gap.finding,
  };
}
