/**
 * What counts as full strength in the heatmaps of a pair: the median of the largest values on its strongest images (docs/method.md, M15).
 * In: pairs. Out: numbers, measured when first asked for and kept, since they follow from the features alone.
 */
import { computeHeatmapScale, listStrongestImages, type Project } from '../../project/index.js';
import type { Pair } from '../../records/annotation.js';
import { type FrameMap, toPairKey } from '../../stages/annotation/index.js';

export interface HeatmapScales {
  /** Rejects with what the network or the pair's features say. */
  read(pair: Pair): Promise<number>;
}

/** @param readMaps an image's maps by feature; null where it cannot be read */
export function createHeatmapScales(
  project: Project,
  readMaps: (row: number, feature: number) => Promise<Map<number, FrameMap> | null>,
): HeatmapScales {
  const known = new Map<string, Promise<number>>();
  const measure = async (pair: Pair) => {
    const rows = await listStrongestImages(project, pair);
    const maps = await Promise.all(rows.map((row) => readMaps(row, pair.feature)));
    return computeHeatmapScale(maps.flatMap((found) => found?.get(pair.feature) ?? []));
  };
  return {
    read: (pair) => {
      const key = toPairKey(pair);
      const found = known.get(key);
      if (found !== undefined) return found;
      const scale = measure(pair);
      known.set(key, scale);
      // Who asks after a failure has it measured again.
      scale.catch(() => known.delete(key));
      return scale;
    },
  };
}
