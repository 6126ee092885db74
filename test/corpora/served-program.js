/**
 * The compiled program behind a channel: one command line, or one image, after the other, in a process that may be ended at any moment.
 * In: `{ args }` or `{ image }`. Out: exit code, what was printed, and the most memory that the process ever held.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';

import { main } from '../../dist/cli/main.js';
import { reportError } from '../../dist/cli/run-command.js';
import { decodeImage, decodeSamples } from '../../dist/imaging/index.js';
import { readImageBytes } from '../../dist/storage/index.js';

/** Keeps what is written to a stream from now on, instead of writing it. */
function capture(stream) {
  const { write } = stream;
  const pieces = [];
  stream.write = (piece, ...rest) => {
    pieces.push(typeof piece === 'string' ? piece : new TextDecoder().decode(piece));
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  };
  return {
    release: () => {
      stream.write = write;
      return pieces.join('');
    },
  };
}

/** What `extract` does with an image before it is resized; refusals are printed as a command prints them. */
async function readImage(file) {
  try {
    const location = { kind: 'file', path: path.basename(file) };
    const bytes = await readImageBytes({ root: path.dirname(file) }, location);
    await decodeSamples(bytes);
    const { width, height, data } = await decodeImage(bytes);
    const sha256 = createHash('sha256').update(data).digest('hex');
    process.stdout.write(JSON.stringify({ width, height, sha256 }));
    return 0;
  } catch (error) {
    return reportError(error, { json: true, debug: false });
  }
}

process.on('message', async ({ args, image }) => {
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  const code = await (image === undefined ? main(args) : readImage(image));
  const printed = { stdout: stdout.release(), stderr: stderr.release() };
  // Kibibytes, on every platform.
  process.send({ code, ...printed, peakBytes: process.resourceUsage().maxRSS * 1024 });
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
