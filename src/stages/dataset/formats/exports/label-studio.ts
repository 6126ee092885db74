/**
 * Label Studio's JSON exports: tasks with annotations (JSON), or flat objects (JSON-MIN).
 * Every annotation of an image is a vote for the choice of one control. Images are served paths there; here, files by their names.
 */

import { DatasetError } from '../../../../base/errors.js';
import type { JsonObject } from '../../../../base/json.js';
import type { FileTree } from '../../../../storage/index.js';
import { formatCell, isImageName, parseExactJson } from '../../../../tables/index.js';
import type { Draft, ReaderContext } from '../../draft.js';
import { findColumn, LABEL_COLUMNS } from '../../tables/rows.js';
import { type Export, findExports, readExports, takeMajorities, toFolder } from './export.js';

/** An image and what annotators chose, by control. */
interface Task {
  path: string;
  votes: Map<string, string[]>;
}

/** What JSON-MIN says of an annotation itself. */
const OWN_FIELDS = new Set(
  'id annotation_id annotator created_at updated_at lead_time comment agreement sentiment_id'.split(' '),
);
/** Label Studio puts eight hexadecimal digits before the names of uploaded files. */
const UPLOAD_PREFIX = /^[0-9a-f]{8}-/;

/** Throws `several-label-columns`, `no-label-column`, and as `readExports`. */
export async function readLabelStudio(context: ReaderContext): Promise<Draft> {
  const { tree, options } = context;
  const files = await findLabelStudio(tree);
  const present = new Set<string>();
  for await (const { name } of tree.walk('')) present.add(name);
  return readExports(context, files, 'Label Studio', (text, fileName) => {
    const entries = parseExactJson(text) as JsonObject[];
    const tasks = entries.some((entry) => 'annotations' in entry)
      ? entries.map(toTask)
      : groupMinimal(entries);
    const controls = [...new Set(tasks.flatMap(({ votes }) => [...votes.keys()]))];
    const control = options.labelColumn ?? chooseControl(controls, fileName);
    const votes = tasks.map(({ path, votes: byControl }) => ({
      path: toFileName(path, present),
      labels: byControl.get(control) ?? [],
    }));
    return { baseFolders: [toFolder(fileName)], ...takeMajorities(votes, 'choices') } satisfies Export;
  });
}

/** JSON files at the root whose beginning looks like tasks. */
export async function findLabelStudio(tree: FileTree): Promise<string[]> {
  return findExports(
    tree,
    (start) =>
      /^\uFEFF?\s*\[/.test(start) &&
      ((/"annotations"\s*:\s*\[/.test(start) && /"data"\s*:\s*\{/.test(start)) ||
        (/"annotation_id"\s*:/.test(start) && /"lead_time"\s*:/.test(start))),
  );
}

function toTask({ data, annotations }: JsonObject): Task {
  const votes: Task['votes'] = new Map();
  for (const annotation of (annotations ?? []) as JsonObject[]) {
    if (annotation.was_cancelled === true) continue;
    for (const { type, from_name: control, value } of (annotation.result ?? []) as JsonObject[]) {
      const chosen = (value as JsonObject | undefined)?.[String(type)];
      if (Array.isArray(chosen)) addVotes(votes, String(control), chosen.map(toChoice));
    }
  }
  return { path: findImagePath(data as JsonObject), votes };
}

/** A choice of a taxonomy is the list of names that lead to it. */
function toChoice(chosen: unknown): string {
  return Array.isArray(chosen) ? chosen.map(formatCell).join('/') : formatCell(chosen);
}

/** JSON-MIN has an object for every annotation; those of one image are votes. */
function groupMinimal(entries: readonly JsonObject[]): Task[] {
  const tasks = new Map<string, Task>();
  for (const entry of entries) {
    const path = findImagePath(entry);
    const task = tasks.get(path) ?? { path, votes: new Map() };
    tasks.set(path, task);
    for (const [field, value] of Object.entries(entry)) {
      if (OWN_FIELDS.has(field) || value === entry[findImageField(entry) ?? '']) continue;
      const chosen = (value as JsonObject | null)?.choices;
      if (typeof value === 'string') addVotes(task.votes, field, [formatCell(value)]);
      else if (Array.isArray(chosen)) addVotes(task.votes, field, chosen.map(formatCell));
    }
  }
  return [...tasks.values()];
}

function addVotes(votes: Task['votes'], control: string, labels: readonly string[]): void {
  votes.set(control, [...(votes.get(control) ?? []), ...labels]);
}

/** The field called an image, else the first that names one. */
function findImageField(data: JsonObject): string | undefined {
  const texts = Object.keys(data).filter((field) => typeof data[field] === 'string');
  return (
    findColumn(texts, ['image', 'img', 'picture', 'photo']) ??
    texts.find((field) => isImageName(String(data[field]).replace(/[?#].*$/s, '')))
  );
}

/** A served path as a path of files: without server, bucket and query; `/data/local-files/?d=a/b.jpg` names `a/b.jpg`. */
function findImagePath(data: JsonObject): string {
  const written = formatCell(data[findImageField(data) ?? '']);
  const local = /[?&]d=([^&]+)/.exec(written)?.[1];
  if (local !== undefined) return decodeURIComponent(local);
  const served = written.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]+\//i, '').replace(/\?.*$/s, '');
  return served.replace(/^\/?data\/upload\/(\d+\/)?/, '');
}

/** Uploaded files have a prefix that the files here may lack. */
function toFileName(path: string, present: ReadonlySet<string>): string {
  const slash = path.lastIndexOf('/') + 1;
  const [folder, name] = [path.slice(0, slash), path.slice(slash)];
  return present.has(name) ? path : folder + name.replace(UPLOAD_PREFIX, '');
}

function chooseControl(controls: string[], fileName: string): string {
  const control =
    findColumn(controls, ['choice', 'choices', ...LABEL_COLUMNS]) ??
    (controls.length === 1 ? controls[0] : undefined);
  if (control !== undefined) return control;
  throw new DatasetError(controls.length === 0 ? 'no-label-column' : 'several-label-columns', {
    what: `${fileName} is an export of Label Studio with ${controls.length === 0 ? 'no choices' : `several controls: ${controls.join(', ')}`}.`,
    next: 'Name the control whose choices are the classes with --label-column.',
  });
}
