/**
 * How the features that stand were made, so that healing them begins no others.
 * In: a project and the options of an extraction that verifies. Out: the options, what was left open taken from the plan.
 */
import type { ConcreteDevice } from '../../inference/index.js';
import type { IntensityRanges } from '../../records/intensity.js';
import { toEncoderName } from '../encoders/index.js';
import type { Project } from '../workspace/index.js';
import type { ExtractOptions } from './extract-options.js';

/**
 * The options that made the workspace's own features, with the ranges of intensity found then; null where it has none of its own, or
 * where another encoder, device or intensity is asked for. Throws `plan-damaged`.
 */
export async function readStandingChoice(
  project: Project,
  options: ExtractOptions,
): Promise<{ options: ExtractOptions; ranges: IntensityRanges } | null> {
  const { encoder, features } = await project.readManifest();
  const isOpen = options.encoder === undefined && options.device === 'auto' && options.intensity === 'auto';
  if (!isOpen || encoder === null || features?.source !== 'extracted') return null;
  const { plan } = await project.openFeatureStore();
  return {
    options: {
      ...options,
      encoder: toEncoderName(encoder),
      device: plan.deviceClass as ConcreteDevice,
      orientByExif: plan.orientByExif,
    },
    ranges: plan.intensity ?? {},
  };
}
