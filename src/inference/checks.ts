/**
 * Checks a request against a network's description before it travels to the session's process.
 * In: feeds and output names. Out: nothing, or a ModelError that says what the network takes.
 */

import { ModelError } from '../base/errors.js';
import { CHANNELS } from './pixels.js';
import type { Feed, ValueDescription } from './types.js';

/** ModelError `unknown-input`, `missing-input` (unless `mayMiss`), `wrong-input-type` or `wrong-input-size`. */
export function assertFeeds(
  feeds: Record<string, Feed>,
  inputs: readonly ValueDescription[],
  mayMiss: (name: string) => boolean,
): void {
  for (const name of Object.keys(feeds)) {
    if (!inputs.some((input) => input.name === name)) {
      throw new ModelError('unknown-input', {
        what: `The network has no input "${name}"; it has ${listNames(inputs)}.`,
      });
    }
  }
  for (const input of inputs) {
    const feed = feeds[input.name];
    if (!feed) {
      if (mayMiss(input.name)) continue;
      throw new ModelError('missing-input', {
        what: `The network also needs input "${input.name}" ${formatShape(input.dims)}.`,
        next: 'Use an encoder with images as its only input.',
      });
    }
    assertFeed(feed, input);
  }
}

function assertFeed(feed: Feed, input: ValueDescription): void {
  const dims = 'kind' in feed ? [feed.count, CHANNELS, feed.height, feed.width] : feed.dims;
  const dtype = 'kind' in feed ? 'float32' : feed.dtype;
  const elementCount = dims.reduce((product, dim) => product * dim, 1);
  if (feed.data.length !== elementCount) {
    throw new ModelError('wrong-input-size', {
      what: `Input "${input.name}" of shape ${formatShape(dims)} needs ${elementCount} values, but ${feed.data.length} were given.`,
    });
  }
  const fits =
    dims.length === input.dims.length &&
    dims.every((dim, axis) => typeof input.dims[axis] === 'string' || input.dims[axis] === dim);
  if (!fits) {
    throw new ModelError('wrong-input-size', {
      what: `Input "${input.name}" of the network is ${formatShape(input.dims)}, but ${formatShape(dims)} was given.`,
      next: "Set the resize and crop of the encoder's card to the size the network was made for, or its number of images per batch.",
    });
  }
  if (dtype !== input.dtype) {
    throw new ModelError('wrong-input-type', {
      what: `Input "${input.name}" of the network is ${input.dtype}, but ${dtype} was given.`,
      next: 'Export the network with float32 inputs.',
    });
  }
}

/** ModelError `unknown-output`. */
export function assertOutputNames(names: readonly string[], outputs: readonly ValueDescription[]): void {
  const missing = names.find((name) => !outputs.some((output) => output.name === name));
  if (missing === undefined) return;
  throw new ModelError('unknown-output', {
    what: `The network has no output "${missing}"; it has ${listNames(outputs)}.`,
    next: "Correct the output names in the encoder's card.",
  });
}

function listNames(values: readonly ValueDescription[]): string {
  return values.map(({ name, dims }) => `"${name}" ${formatShape(dims)}`).join(', ');
}

function formatShape(dims: readonly (number | string)[]): string {
  return `[${dims.map((dim) => (dim === '' ? '?' : dim)).join(', ')}]`;
}
