/**
 * Everything that the report shows, measured once from features and verdicts as they are now.
 * In: an open project. Out: `Measured`. Collects no pictures.
 */
import { nullOn } from '../../base/errors.js';
import {
  type BiasReport,
  HEAD_NAME,
  type MitigateReport,
  measureBias,
  measureProjectEvidence,
  type Project,
  predictWithHead,
  readDiscovery,
  readMitigation,
  readOptionalHead,
  readVerdicts,
  TUNED_HEAD_NAME,
} from '../../project/index.js';
import type { Verdict } from '../../records/annotation.js';
import type { ClassGap, Predictions } from '../../records/bias.js';
import type { Discovery } from '../../records/discovery.js';
import type { Evidence } from '../../records/evidence.js';
import { computeClassGaps, type RankBin } from '../../stages/bias/index.js';
import { explainDamage } from '../../storage/index.js';
import type { RankPoint } from '../report-data.js';

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
  /** Null without a bias. */
  evidence: Evidence | null;
  mitigation: MitigateReport | null;
  /** Why a mitigation that there is was left out; null where none was. */
  mitigationNote: string | null;
  /** Predictions of the workspace's head after tuning; null without mitigation, where another model was tuned, or where the repair is advised against. */
  tuned: Predictions | null;
  labels: Int32Array;
}

const OUTDATED_NOTE =
  'Verdicts, features or groups have changed since it ran. Run `spuriosity mitigate` and `spuriosity report` again.';

/** Measures a project; without a spurious feature there is no bias to report. */
export async function measureProject(project: Project, k: number): Promise<Measured> {
  const discovery = await readDiscovery(project);
  const bias = await measureBias(project, { k }).catch(nullOn('no-spurious-features'));
  const { value: stored, damage } = await explainDamage(readMitigation(project));
  const mitigation = stored === null || stored.isOutdated ? null : stored.report;
  // A repair whose file was taken away is shown without its predictions.
  const tunedHead =
    mitigation?.model === HEAD_NAME && mitigation.recommendation.isBorneOut
      ? await readOptionalHead(project, TUNED_HEAD_NAME)
      : null;
  const tuned = tunedHead === null ? null : await predictWithHead(project, TUNED_HEAD_NAME, tunedHead);
  const labels = Int32Array.from(project.readDataset().images, ({ classIndex }) => classIndex);
  return {
    discovery,
    verdicts: readVerdicts(project),
    bias,
    evidence: bias === null ? null : await measureProjectEvidence(project, bias),
    mitigation,
    mitigationNote: stored?.isOutdated ? OUTDATED_NOTE : damage,
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
