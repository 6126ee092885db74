/**
 * Everything that the report shows, measured once from features and verdicts as they are now.
 * In: an open project. Out: `Measured`. Collects no pictures.
 */
import { SpuriosityError } from '../base/errors.js';
import {
  type BiasReport,
  HEAD_NAME,
  type MitigateReport,
  measureBias,
  type Project,
  predictWithHead,
  readDiscovery,
  readMitigation,
  readProjectHead,
  readVerdicts,
  TUNED_HEAD_NAME,
} from '../project/index.js';
import type { Verdict } from '../records/annotation.js';
import type { ClassGap, Predictions } from '../records/bias.js';
import type { Discovery } from '../records/discovery.js';
import { computeClassGaps, type RankBin } from '../stages/bias/index.js';
import type { RankPoint } from './report-data.js';

export interface CollectOptions {
  k: number;
  writtenOn: Date;
  detailedClasses: number;
}

/** What is measured once and shown in several places. */
export interface Measured {
  discovery: Discovery;
  verdicts: Verdict[];
  /** Null without a spurious feature. */
  bias: BiasReport | null;
  mitigation: MitigateReport | null;
  /** There is a mitigation, but verdicts or features have changed since. */
  isMitigationOutdated: boolean;
  /** Predictions of the workspace's head after tuning; null without mitigation, or where another model was tuned. */
  tuned: Predictions | null;
  labels: Int32Array;
}

/** Measures a project; without a spurious feature there is no bias to report. */
export async function measureProject(project: Project, k: number): Promise<Measured> {
  const discovery = await readDiscovery(project);
  const bias = await measureBias(project, { k }).catch((error: unknown) => {
    if (error instanceof SpuriosityError && error.code === 'no-spurious-features') return null;
    throw error;
  });
  const stored = bias === null ? null : await readMitigation(project);
  const mitigation = stored === null || stored.isOutdated ? null : stored.report;
  const tunedHead =
    mitigation?.model === HEAD_NAME
      ? await readProjectHead(project, TUNED_HEAD_NAME).catch(() => null)
      : null;
  const tuned = tunedHead === null ? null : await predictWithHead(project, TUNED_HEAD_NAME, tunedHead);
  const labels = Int32Array.from(project.readDataset().images, ({ classIndex }) => classIndex);
  return {
    discovery,
    verdicts: readVerdicts(project),
    bias,
    mitigation,
    isMitigationOutdated: stored?.isOutdated ?? false,
    tuned,
    labels,
  };
}

/** Class gaps of the tuned head, on the same rankings and k. */
export function computeGapsAfter({ bias, tuned, labels }: Measured): ClassGap[] {
  return bias === null || tuned === null ? [] : computeClassGaps(bias.rankings, tuned, labels, { k: bias.k });
}

/** Bins of a ranking as points at their middles. */
export function toRankPoints(bins: readonly RankBin[]): RankPoint[] {
  return bins
    .filter(({ imageCount }) => imageCount > 0)
    .map(({ rankStart, rankEnd, accuracy, imageCount }) => ({
      rank: (rankStart + rankEnd) / 2,
      accuracy,
      imageCount,
    }));
}
