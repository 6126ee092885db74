/**
 * Pictures that `discover` and `attack` left in `visuals/`, found by what they show.
 * In: an open project. Out: paths. Trusts only files that are newer than the discovery whose pairs name them.
 */
import { stat } from 'node:fs/promises';
import type { Discovery } from '../../records/discovery.js';
import type { HeatmapStyle } from '../../records/names.js';
import { fileExists, listPairVisuals } from '../pictures/index.js';
import type { Project } from '../workspace/index.js';
import { toDiscoveryPath } from './discovery.js';

/** What a drawn picture shows; heatmaps of one style only. */
type DrawnKind = 'image' | 'attack' | `heatmap/${HeatmapStyle}`;

export interface DrawnPictures {
  /** Path of the picture, or null where it was not drawn. */
  find(kind: DrawnKind, row: number, feature: number | null): Promise<string | null>;
}

/** Lists what may have been drawn for a discovery; files are looked for when asked. */
export async function openDrawnPictures(project: Project, discovery: Discovery): Promise<DrawnPictures> {
  const discoveredMs = (await stat(toDiscoveryPath(project))).mtimeMs;
  const paths = new Map<string, string>();
  // What says beside attacks how far they went: those without it are of an earlier version, which spared no picture.
  const strengths = new Map<string, string>();
  const { heatmapStyle = 'paper' } = discovery;
  discovery.exemplars.forEach((pair, place) => {
    const files = listPairVisuals(project, pair, discovery.pairs[place]!.rank);
    for (const [n, row] of pair.top.entries()) {
      paths.set(`image/${row}/null`, files.top[n]!);
      paths.set(`heatmap/${heatmapStyle}/${row}/${pair.feature}`, files.heatmaps[n]!);
      paths.set(`attack/${row}/${pair.feature}`, files.attacks[n]!);
      strengths.set(files.attacks[n]!, files.strength);
    }
    for (const [n, row] of pair.bottom.entries()) paths.set(`image/${row}/null`, files.bottom[n]!);
  });
  return {
    find: async (kind, row, feature) => {
      const path = paths.get(`${kind}/${row}/${feature}`);
      if (path === undefined) return null;
      const strength = strengths.get(path);
      if (strength !== undefined && !(await fileExists(strength))) return null;
      const modifiedMs = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      return modifiedMs >= discoveredMs ? path : null;
    },
  };
}
