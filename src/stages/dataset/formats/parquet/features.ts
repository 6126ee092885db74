/**
 * What Hugging Face says of a data set's columns: which hold images, and what the numbers of a class label stand for.
 * In: the footer's `huggingface` entry (JSON), or the front matter of README.md (YAML). Out: image columns and class names, by column.
 * Every scalar of the YAML is read as text: a class called `1e5` or `no` stays what it is.
 */
import { isJsonObject, type JsonObject } from '../../../../base/json.js';
import type { ParquetFile } from '../../../../parquet/index.js';
import type { FileTree } from '../../../../storage/index.js';

/** What is said of the columns; empty where nothing is. */
export interface HubFeatures {
  images: string[];
  /** Names in the order of the numbers that stand for them. */
  classNames: Map<string, string[]>;
  /** Where that was read. */
  source: string;
}

/** From the file itself, else from the README at the root. */
export async function readFeatures(
  tree: FileTree,
  file: ParquetFile,
  fileName: string,
): Promise<HubFeatures> {
  const own = parseFooter(file.keyValues.get('huggingface'));
  if (own !== null) return { ...collect(own), source: fileName };
  const readme = (await tree.exists('README.md')) ? await parseReadme(await tree.readText('README.md')) : [];
  return { ...collect(readme), source: 'README.md' };
}

/** `{"info": {"features": {"label": {"names": […], "_type": "ClassLabel"}}}}` → the features, each with its name. */
function parseFooter(text: string | undefined): [string, JsonObject][] | null {
  if (text === undefined) return null;
  try {
    const features = (JSON.parse(text) as { info?: { features?: JsonObject } }).info?.features;
    return isJsonObject(features) ? Object.entries(features).filter(isNamed) : null;
  } catch {
    return null;
  }
}

/** `dataset_info: features: - name: label / dtype: class_label: names: …`; of several configurations the first with features. */
async function parseReadme(text: string): Promise<[string, JsonObject][]> {
  const front = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1];
  if (front === undefined) return [];
  const { parse } = await import('yaml');
  try {
    const { dataset_info: info } = (parse(front, { schema: 'failsafe' }) ?? {}) as JsonObject;
    const configurations = (Array.isArray(info) ? info : [info]).filter(isJsonObject);
    const features = configurations.map((one) => one.features).find(Array.isArray) ?? [];
    return features.filter(isJsonObject).map((feature) => [String(feature.name), feature]);
  } catch {
    return [];
  }
}

function collect(features: [string, JsonObject][]): Omit<HubFeatures, 'source'> {
  const found: Omit<HubFeatures, 'source'> = { images: [], classNames: new Map() };
  for (const [name, feature] of features) {
    const { _type: type, dtype } = feature;
    if (type === 'Image' || dtype === 'image') found.images.push(name);
    const label = type === 'ClassLabel' ? feature : isJsonObject(dtype) ? dtype.class_label : undefined;
    const names = isJsonObject(label) ? toNames(label.names) : null;
    if (names !== null) found.classNames.set(name, names);
  }
  return found;
}

/** A list, or `'0': cat` pairs; null where the numbers are not 0 to n−1. */
function toNames(names: unknown): string[] | null {
  if (Array.isArray(names)) return names.map(String);
  if (!isJsonObject(names)) return null;
  const ordered = Object.keys(names).map((_, index) => names[String(index)]);
  return ordered.some((name) => name === undefined) ? null : ordered.map(String);
}

function isNamed(entry: [string, unknown]): entry is [string, JsonObject] {
  return isJsonObject(entry[1]);
}
