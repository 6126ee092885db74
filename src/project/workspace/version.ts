/** The program's own version and those of the libraries that can change a feature, read once from its package file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../../files/index.js';

const packageFile = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
};

/** For manifests, reports and `--version`. */
export const PROGRAM_VERSION = packageFile.version;

/** Exact versions of what decodes pixels and multiplies them; both are pinned in the package file. */
export const FEATURE_LIBRARIES: Readonly<Record<string, string>> = Object.fromEntries(
  ['onnxruntime-node', 'sharp'].map((name) => [name, packageFile.dependencies[name]!]),
);
