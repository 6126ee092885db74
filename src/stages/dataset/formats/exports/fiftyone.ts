/**
 * FiftyOne's exports of classifications: `labels.json` beside `data/` (names without extension), and `samples.json` of whole data sets.
 * Targets are names, places in `classes`, or objects with a label; images without one are skipped.
 */

import { DatasetError } from '../../../../base/errors.js';
import { isJsonObject, type JsonObject } from '../../../../base/json.js';
import type { FileTree } from '../../../../storage/index.js';
import { formatCell, isExactNumber, parseExactJson } from '../../../../tables/index.js';
import type { Draft, ReaderContext } from '../../draft.js';
import { findColumn, LABEL_COLUMNS } from '../../tables/rows.js';
import { type Export, findExports, readExports, takeMajorities, toFolder } from './export.js';

/** Throws `several-label-columns`, `no-label-column`, and as `readExports`. */
export async function readFiftyOne(context: ReaderContext): Promise<Draft> {
  const { labelColumn } = context.options;
  const files = await findFiftyOne(context.tree);
  return readExports(context, files, 'FiftyOne', (text, fileName) => {
    const content = parseExactJson(text) as JsonObject;
    return Array.isArray(content.samples)
      ? parseSamples(content.samples as JsonObject[], fileName, labelColumn)
      : parseLabels(content, fileName);
  });
}

/** `labels.json` and `samples.json` at the root and in the folders of splits. */
export async function findFiftyOne(tree: FileTree): Promise<string[]> {
  return findExports(
    tree,
    (start, path) =>
      (/(^|\/)labels\.json$/i.test(path) && /"labels"\s*:\s*\{/.test(start)) ||
      (/(^|\/)samples\.json$/i.test(path) &&
        /"samples"\s*:\s*\[/.test(start) &&
        /"filepath"\s*:/.test(start)),
  );
}

/** `{"classes": ["cat", "dog"], "labels": {"a1": 0}}`; without `classes` targets are names. */
function parseLabels({ classes, labels }: JsonObject, fileName: string): Export {
  const names = Array.isArray(classes) ? classes.map(formatCell) : null;
  const toName = (target: unknown): string => {
    const label = isJsonObject(target) ? target.label : target;
    const text = formatCell(label);
    // A number is a place, a text a name where there is one: names may be numbers, too.
    const isName = !isExactNumber(label) && (names?.includes(text) || !/^\d+$/.test(text));
    if (names === null || isName) return text;
    const name = names[Number(text)];
    if (name !== undefined) return name;
    throw new DatasetError('label-not-in-class-list', {
      what: `${fileName} has the label ${text}; it names ${names.length} classes, 0 to ${names.length - 1}.`,
      next: 'Export it again.',
    });
  };
  const votes = Object.entries(labels as JsonObject).map(([path, target]) => ({
    path,
    labels: (Array.isArray(target) ? target : [target]).map(toName).filter((label) => label !== ''),
  }));
  const folder = toFolder(fileName);
  return { baseFolders: [folder === '' ? 'data' : `${folder}/data`], ...takeMajorities(votes, 'labels') };
}

/** `{"samples": [{"filepath": "data/a.jpg", "ground_truth": {"_cls": "Classification", "label": "cat"}}]}`. */
function parseSamples(samples: readonly JsonObject[], fileName: string, asked: string | undefined): Export {
  const isLabel = (value: unknown) => isJsonObject(value) && 'label' in value;
  const fields = new Set(
    samples.flatMap((sample) => Object.keys(sample).filter((key) => isLabel(sample[key]))),
  );
  const field = asked ?? chooseField([...fields], fileName);
  const votes = samples.map((sample) => {
    const label = isJsonObject(sample[field]) ? formatCell(sample[field].label) : '';
    return { path: formatCell(sample.filepath), labels: label === '' ? [] : [label] };
  });
  return { baseFolders: [toFolder(fileName)], ...takeMajorities(votes, 'labels') };
}

function chooseField(fields: string[], fileName: string): string {
  const field =
    findColumn(fields, ['ground_truth', ...LABEL_COLUMNS]) ?? (fields.length === 1 ? fields[0] : undefined);
  if (field !== undefined) return field;
  throw new DatasetError(fields.length === 0 ? 'no-label-column' : 'several-label-columns', {
    what: `${fileName} has ${fields.length === 0 ? 'no field with classifications' : `several fields with classifications: ${fields.join(', ')}`}.`,
    next: 'Name the one to study with --label-column, or export classifications (fo.types.FiftyOneImageClassificationDataset).',
  });
}
