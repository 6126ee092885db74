/** How the images of a project are decoded: turned, and by which ranges of samples. In: an open project. Out: options of imaging, kept. */
import type { DecodeOptions } from '../../imaging/index.js';
import { createKeeper, type Project } from '../workspace/index.js';
import { surveyIntensity } from './intensity-survey.js';

/** How the images of a project are decoded. */
export type ImageDecoding = Pick<DecodeOptions, 'applyExifOrientation' | 'intensity'>;

const keep = createKeeper<ImageDecoding>();

/** As the project's features were extracted; where there are none of ours, unturned and by the ranges that `auto` finds. */
export function readImageDecoding(project: Project): Promise<ImageDecoding> {
  return keep(project, 'decoding', [], async () => {
    const { features } = await project.readManifest();
    if (features?.source === 'extracted') {
      const { orientByExif, intensity } = (await project.openFeatureStore()).plan;
      return { applyExifOrientation: orientByExif, intensity: intensity ?? {} };
    }
    const { ranges } = await surveyIntensity(project.readDataset(), 'auto');
    return { applyExifOrientation: false, intensity: ranges };
  });
}
