/**
 * ReaL labels of ImageNet against spuriosity (paper 5): do the most spurious images show several objects?
 * In: the column `real` of the data set, rankings and gaps. Out: `multi-object.csv`.
 */
import { DEFAULT_K } from '../../stages/bias/index.js';
import { countMultiObject, type MultiObjectReport } from '../../stages/cleaning/index.js';
import { type BiasReport, pickParts } from '../bias/index.js';
import {
  formatCommand,
  type OpenDataset,
  type Project,
  RANKING_PARTS,
  toClassCells,
  writeProjectTables,
} from '../workspace/index.js';

/** Column that the ImageNet reader keeps ReaL labels in (docs/formats/datasets.md, D61). */
const REAL_COLUMN = 'real';

/** Writes `multi-object.csv`; null, and no table, for a data set without ReaL labels. */
export async function writeMultiObject(
  project: Project,
  { rankings, models, k, restsOn }: Pick<BiasReport, 'rankings' | 'models' | 'k' | 'restsOn'>,
): Promise<MultiObjectReport | null> {
  const dataset = project.readDataset();
  const objectCounts = countRealLabels(dataset);
  if (objectCounts === null) return null;
  const report = countMultiObject(
    rankings,
    models.flatMap(({ gaps }) => gaps),
    objectCounts,
  );
  const table = {
    name: 'multi-object',
    columns: [
      'class_index',
      'class_name',
      'gap',
      'top_images',
      'top_multi_object',
      'bottom_images',
      'bottom_multi_object',
    ],
    rows: report.rows.map((row) => ({
      ...toClassCells(dataset.classes, row.classIndex),
      gap: row.gap,
      top_images: row.topCount,
      top_multi_object: row.topMultiObjectCount,
      bottom_images: row.bottomCount,
      bottom_multi_object: row.bottomMultiObjectCount,
    })),
  };
  const origin = {
    command: formatCommand('noise', { k: [k, DEFAULT_K] }),
    options: { k },
    restsOn: pickParts(restsOn, [...RANKING_PARTS, 'head', 'models']),
  };
  await writeProjectTables(project, origin, [table]);
  return report;
}

/** Classes that people saw in each image; NaN for none, which ReaL leaves out of every count. Null without ReaL labels. */
function countRealLabels({ format, extraColumns, images }: OpenDataset): Float64Array | null {
  // Another data set may have a column of this name with another meaning.
  if (format !== 'imagenet' || !extraColumns.includes(REAL_COLUMN)) return null;
  return Float64Array.from(images, ({ columns }) => {
    const real = columns[REAL_COLUMN] ?? '';
    return real === '' ? Number.NaN : new Set(real.split(' ')).size;
  });
}
