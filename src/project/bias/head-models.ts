/**
 * Linear heads over the workspace's features as models under test.
 * In: an npz with W and b, what its rows are. Out: the head with a row for each class of the data set, kept as a model.
 */
import { StageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import type { ModelRecord } from '../../records/workspace.js';
import { matchHeadClasses, readColumnOrder } from '../../stages/dataset/index.js';
import { selectHeadClasses } from '../../stages/features/index.js';
import { parseHead, writeHead } from '../../storage/index.js';
import { predictWithHead } from '../features/index.js';
import { listLabels, type Project } from '../workspace/index.js';
import {
  assertModelName,
  type PredictionOptions,
  readUserFile,
  storeModel,
  warnOfLowAccuracy,
} from './models.js';
import type { OnnxModelOptions } from './onnx-models.js';

/** What the user says of a head's rows: their classes in order, or whether row i is the class at place i or the class named i. */
export interface HeadRows extends Pick<OnnxModelOptions, 'classes'>, Pick<PredictionOptions, 'labelsAre'> {}

/** Adds (or replaces) a model that is a linear head over the workspace's features, from an `.npz` with W and b. */
export async function addHead(
  project: Project,
  name: string,
  path: string,
  tags: string[],
  observer: Observer = SILENT_OBSERVER,
  options: HeadRows = {},
): Promise<ModelRecord> {
  assertModelName(name);
  const source = await project.openFeatures();
  const given = await parseHead(await readUserFile(path), path);
  const classCount = project.readDataset().classes.length;
  const rowCount = options.classes?.length ?? classCount;
  if (given.featureCount !== source.featureCount || given.classCount !== rowCount) {
    throw new StageError('head-shape', {
      what: `The head in ${path} maps ${given.featureCount} features to ${given.classCount} classes; the workspace has ${source.featureCount} features and ${classCount} classes${options.classes === undefined ? '' : `, the class list ${rowCount}`}.`,
      next: 'Use a head that was trained on these features and classes.',
    });
  }
  const head = selectHeadClasses(given, await orderHeadRows(project, name, given, options, observer));
  warnOfLowAccuracy(project, await predictWithHead(project, name, head), observer);
  await writeHead(project.layout.models, name, head, { addedFrom: path });
  return storeModel(project, { name, kind: 'head', file: `${name}.json`, tags, addedFrom: path });
}

/** Row of the head for each class: by the class list, else in order, which is asked about where class names are numbers. */
async function orderHeadRows(
  project: Project,
  name: string,
  head: LinearHead,
  { classes: listed, labelsAre }: HeadRows,
  observer: Observer,
): Promise<number[]> {
  const dataset = project.readDataset();
  if (listed !== undefined) {
    const rows = matchHeadClasses(dataset.classes, listed);
    if (rows !== null) return rows;
    throw new StageError('model-classes', {
      what: `The ${listed.length} class names of the list do not name all ${dataset.classes.length} classes of the data set, or name one of them twice.`,
      why: 'Every class of the data set needs a row of its own.',
      next: 'Give --classes FILE: one class per row of W, in their order, named as in the data set (name, display name or WordNet id).',
    });
  }
  const { labels: chosen } = await predictWithHead(project, name, head);
  const truth = listLabels(dataset);
  const { columns, note } = readColumnOrder({
    classes: dataset.classes,
    names: null,
    noun: 'rows of W',
    describeColumn: (row) => `row ${row} of W`,
    labelsAre,
    score: (rowOfClass) => ({
      rightCount: chosen.filter((row, image) => row >= 0 && rowOfClass[truth[image]!] === row).length,
      rowCount: chosen.filter((row) => row >= 0).length,
    }),
  });
  if (note !== null) observer.info(note);
  return columns;
}
