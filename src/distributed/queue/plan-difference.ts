/**
 * Whether two machines would compute the same features, and in what they differ where not.
 * In: two plans. Out: a sentence, or nothing. Looks at nothing else.
 */
import { StageError } from '../../base/errors.js';
import { isJsonObject } from '../../base/json.js';
import type { ExtractionPlan } from '../../records/extraction.js';

/** In words that people use; other fields go by their names. */
const NAMES: Readonly<Record<string, string>> = {
  modelSha256: 'the network',
  deviceClass: 'the device',
  imageCount: 'the number of images',
  orientByExif: 'whether EXIF turns images',
  revision: 'which images changed since',
};

/** Throws StageError `fleet-differs` unless this machine's features are those of the queue. */
export function assertSamePlan(own: ExtractionPlan, queued: ExtractionPlan): void {
  if (own.fingerprint === queued.fingerprint) return;
  const differences = listDifferences(own, queued).filter(
    (line) => !/^(fingerprint|encoder|revisionOf): /.test(line),
  );
  throw new StageError('fleet-differs', {
    what: `This machine would compute other features than the queue asks for: ${differences.join('; ')}.`,
    why: 'Features of one workspace must not depend on who computes them.',
    next: 'Give the worker the same options and versions, or run `spuriosity queue start` again with those of this machine.',
  });
}

function listDifferences(own: unknown, queued: unknown, place = ''): string[] {
  if (isJsonObject(own) && isJsonObject(queued)) {
    return [...new Set([...Object.keys(own), ...Object.keys(queued)])].flatMap((key) =>
      listDifferences(own[key], queued[key], place === '' ? key : `${place}.${key}`),
    );
  }
  if (own === queued) return [];
  return [`${NAMES[place] ?? place}: ${toWords(own)} here, ${toWords(queued)} there`];
}

/** Hashes by their first digits. */
function toWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[0-9a-f]{64}$/.test(text) ? text.slice(0, 12) : text;
}
