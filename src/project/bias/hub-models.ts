/**
 * Models under test from the Hugging Face Hub: a network in ONNX, the names of its classes, how it prepares images.
 * In: `owner/model[@revision]`. Out: a model added to the workspace. Knows public models only, and no configuration but these two
 * files; what is fetched is deleted once the model is added.
 */
import { existsSync } from 'node:fs';
import { readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { z } from 'zod';
import { ModelError, UsageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { listWeightFiles } from '../../inference/index.js';
import type { EncoderCard } from '../../records/networks/encoder.js';
import type { ModelRecord } from '../../records/workspace.js';
import { downloadFile, type Environment } from '../downloads/index.js';
import { HUB_PROCESSOR_FILE, parseHubPreprocessing, toDownloadsFolder } from '../encoders/index.js';
import type { Project } from '../workspace/index.js';
import { addOnnxModel } from './models.js';
import type { OnnxModelOptions } from './onnx-models.js';

/** Where exports for transformers.js and Optimum put the network. */
export const DEFAULT_HUB_FILE = 'onnx/model.onnx';
const DEFAULT_ENDPOINT = 'https://huggingface.co';
const DEFAULT_REVISION = 'main';
const CONFIG_FILE = 'config.json';

const HUB_NAME = /^((?:\w[\w.-]*\/)?\w[\w.-]*)(?:@(.+))?$/;
/** `model.onnx_data` and alike. */
const WEIGHT_FILE = /^\w[\w.-]*$/;
/** What transformers calls classes whose names nobody gave. */
const UNNAMED_CLASS = /^LABEL_\d+$/;

/** A model on the Hub. `revision`: a branch, a tag or a commit. */
export interface HubModel {
  repository: string;
  revision: string;
}

export interface HubModelOptions extends OnnxModelOptions {
  /** Path of the network in its repository. */
  hubFile?: string;
  env?: Environment;
}

/** Parses `owner/model` or `owner/model@revision`. Throws the UsageError `hub-name`. */
export function parseHubName(text: string): HubModel {
  const [, repository, revision = DEFAULT_REVISION] = HUB_NAME.exec(text) ?? [];
  if (repository !== undefined) return { repository, revision };
  throw new UsageError('hub-name', {
    what: `${JSON.stringify(text)} names no model of the Hub.`,
    next: 'Give owner/model, or owner/model@revision with a branch, a tag or a commit.',
  });
}

/**
 * Fetches a network and adds it as a model (or replaces one). What the options say of classes, preprocessing and normalisation goes
 * before what the Hub says. Throws `hub-name`, ModelError `hub-file-missing`, `hub-config`, `hub-preprocessing`, and the errors of
 * downloads and of `addOnnxModel`.
 */
export async function addHubModel(
  project: Project,
  name: string,
  hub: string,
  tags: string[],
  { hubFile = DEFAULT_HUB_FILE, env = process.env, ...options }: HubModelOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<ModelRecord> {
  const model = parseHubName(hub);
  const fetchText = async (file: string) => {
    const { path } = await fetchFile(model, file, env, observer);
    const text = await readFile(path, 'utf8');
    await removeFetched([path]);
    return text;
  };
  // The small files first: what cannot be used is known before the network is fetched.
  const classes = options.classes ?? parseHubClasses(await fetchText(CONFIG_FILE), hub);
  const { preprocessing, normalization } =
    options.preprocessing === undefined
      ? parseHubPreprocessing(await fetchText(HUB_PROCESSOR_FILE), `${HUB_PROCESSOR_FILE} of ${hub}`)
      : options;
  const { path, url } = await fetchFile(model, hubFile, env, observer);
  const weights = await fetchWeights(model, hubFile, path, env, observer);
  const network = { ...options, classes, preprocessing, url };
  const added = await addOnnxModel(
    project,
    name,
    path,
    tags,
    { ...network, normalization: options.normalization ?? normalization },
    observer,
  ).catch(async (error: unknown) => {
    // A file that is no usable network would only fail again.
    if (error instanceof ModelError) await removeFetched([path, ...weights]);
    throw error;
  });
  await removeFetched([path, ...weights]);
  return added;
}

/** The weights that a network keeps beside itself, where it names plain files; others are missed when it is read. */
async function fetchWeights(
  model: HubModel,
  hubFile: string,
  path: string,
  env: Environment,
  observer: Observer,
): Promise<string[]> {
  const listed = await listWeightFiles(path).catch((error: unknown) => {
    // Whatever is wrong with the file is said when it is imported.
    if (error instanceof ModelError) return [];
    throw error;
  });
  const names = listed.filter((name) => WEIGHT_FILE.test(name));
  const paths: string[] = [];
  for (const name of names) {
    const fetched = await fetchFile(model, posix.join(posix.dirname(hubFile), name), env, observer);
    paths.push(fetched.path);
  }
  return paths;
}

/** With their folder, unless it holds what an interrupted run goes on with. */
async function removeFetched(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await rm(path, { force: true });
    await rmdir(dirname(path)).catch(() => {});
  }
}

/** One file of a repository in the folder of downloads; one that an interrupted run left there is taken as it is. */
async function fetchFile(
  { repository, revision }: HubModel,
  file: string,
  env: Environment,
  observer: Observer,
): Promise<{ path: string; url: string }> {
  const endpoint = (env.HF_ENDPOINT || DEFAULT_ENDPOINT).replace(/\/+$/, '');
  const encoded = file.split('/').map(encodeURIComponent).join('/');
  const url = `${endpoint}/${repository}/resolve/${encodeURIComponent(revision)}/${encoded}`;
  // A folder per folder there: a network finds its weights under their own name.
  const folder = [repository, revision, posix.dirname(file)].join('--').replaceAll(/[^\w.-]/g, '--');
  const path = join(toDownloadsFolder(env), 'hub', folder, posix.basename(file));
  if (existsSync(path)) {
    observer.info(`Going on with ${file} of ${repository}, which an interrupted run fetched.`);
    return { path, url };
  }
  await downloadFile({ url, path, sizeBytes: null, sha256: null }, observer, env).catch((error: unknown) => {
    throw explain(error, repository, file);
  });
  return { path, url };
}

/** Downloads speak of --from, which models do not have. */
function explain(error: unknown, repository: string, file: string): unknown {
  if (!(error instanceof ModelError)) return error;
  if (error.code === 'download-not-found') {
    return new ModelError('hub-file-missing', {
      status: 404,
      what: `${repository} has no file ${file} that can be fetched without logging in. ${error.what}`,
      next:
        'Check the name and the revision; --hub-file names another network of the repository. A model without ONNX can be exported ' +
        '(`optimum-cli export onnx`) and added with --onnx FILE.',
      cause: error,
    });
  }
  const next = error.next?.includes('--from')
    ? `Try again later, or download ${file} elsewhere and use --onnx FILE.`
    : error.next;
  return new ModelError(error.code, { what: error.what, why: error.why, next, cause: error });
}

const configSchema = z.object({ id2label: z.record(z.string(), z.string()).optional() });

/** The classes of a `config.json` in the order of their numbers; undefined where they have no names. Throws `hub-config`. */
export function parseHubClasses(text: string, hub: string): EncoderCard['classes'] | undefined {
  const refuse = (reason: string, cause?: unknown) =>
    new ModelError('hub-config', {
      what: `${CONFIG_FILE} of ${hub} does not say what the classes are: ${reason}.`,
      next: 'Give --classes FILE: one class per logit, in the order of the logits.',
      cause,
    });
  let config: z.infer<typeof configSchema>;
  try {
    config = configSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw refuse('it cannot be read', cause);
  }
  const { id2label } = config;
  if (id2label === undefined) return undefined;
  const names = Array.from({ length: Object.keys(id2label).length }, (_, index) => id2label[index]);
  if (names.includes(undefined)) throw refuse(`id2label does not count from 0 to ${names.length - 1}`);
  if (names.every((name) => UNNAMED_CLASS.test(name!))) return undefined;
  return names.map((name) => ({ name: name! }));
}
