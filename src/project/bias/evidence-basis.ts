/**
 * What evidence rests on beside predictions: data, head, important and judged pairs.
 * In: an open project. Out: these, and a key that changes whenever one of them, a prediction or an option does. Measures nothing.
 */
import { createHash } from 'node:crypto';
import { nullOn } from '../../base/errors.js';
import type { Pair, Verdict } from '../../records/annotation.js';
import type { SplitName } from '../../records/dataset.js';
import type { MeasuredIntervention } from '../../records/evidence.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import { readOptionalDiscovery } from '../discovery/index.js';
import { computeHeadHash, readProjectHead } from '../features/index.js';
import { type Project, readVerdicts } from '../workspace/index.js';

/** Counts up when evidence of the same basis comes out otherwise. */
const EVIDENCE_VERSION = 2;

export interface EvidenceBasis {
  /** Fingerprints of features and data set. */
  data: string;
  /** The workspace's own; null where no head was made. */
  head: LinearHead | null;
  headHash: string | null;
  important: readonly Pair[];
  judged: readonly Verdict[];
}

/** What evidence is measured of, and how. */
export interface EvidenceRequest {
  split: SplitName;
  k: number;
  draws: number;
  seed: number;
  /** Predicted classes of the split's images in data set order. */
  models: readonly { model: string; labels: Int32Array }[];
  interventions: readonly MeasuredIntervention[];
}

export async function readEvidenceBasis(project: Project): Promise<EvidenceBasis> {
  const { features, dataset } = await project.readManifest();
  const head = await readProjectHead(project).catch(nullOn('no-head', 'head-not-finite', 'head-damaged'));
  const discovery = await readOptionalDiscovery(project);
  return {
    data: JSON.stringify([features?.fingerprint ?? null, dataset?.fingerprint ?? null]),
    head,
    headHash: head && computeHeadHash(head),
    important: discovery?.pairs ?? [],
    judged: readVerdicts(project),
  };
}

/** Hash of the basis and the request. */
export function toEvidenceKey(basis: EvidenceBasis, { models, ...request }: EvidenceRequest): string {
  const { data, headHash, important, judged } = basis;
  const hash = createHash('sha256').update(
    JSON.stringify([
      EVIDENCE_VERSION,
      data,
      headHash,
      important.map(({ classIndex, feature }) => [classIndex, feature]),
      judged.map(({ classIndex, feature, verdict }) => [classIndex, feature, verdict]),
      ...[request.split, request.k, request.draws, request.seed, request.interventions],
      models.map(({ model }) => model),
    ]),
  );
  for (const { labels } of models)
    hash.update(new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength));
  return hash.digest('hex');
}
