/**
 * The one door to sharp, loaded and configured with the first picture: most commands read none, and loading takes a tenth of a second.
 * One libvips thread per image: parallelism comes from decoding many images beside inference, and results are never asked for twice.
 */
import { createRequire } from 'node:module';
import type Sharp from 'sharp';

type Module = typeof Sharp;

let loaded: Module | undefined;

function load(): Module {
  const module = createRequire(import.meta.url)('sharp') as Module;
  module.concurrency(1);
  module.cache(false);
  return module;
}

/** As `sharp` of the module; loads it at the first call. */
export function sharp(...input: Parameters<Module>): ReturnType<Module> {
  loaded ??= load();
  return loaded(...input);
}
