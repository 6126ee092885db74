/** Where the package lies: what it ships beside its code (encoders, the app) is found from here, bundled or not. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** Folder of `package.json`. */
export const PACKAGE_FOLDER = dirname(createRequire(import.meta.url).resolve('spuriosity/package.json'));
