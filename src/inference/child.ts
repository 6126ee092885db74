/**
 * The program of a session's process: opens one network, runs it on request, ends with its parent.
 * In: `Request` messages. Out: `Reply` messages, in the order of the requests. Writes nothing, logs nothing.
 */
import ort, { type InferenceSession } from 'onnxruntime-node';
import { ModelError, SpuriosityError } from '../base/errors.js';
import type { Tensor } from '../onnx/index.js';
import { createHeldInputs } from './held-inputs.js';
import { toBatchLimitMs } from './limits.js';
import { OPEN_ID, type OpenRequest, type Reply, type Request, type RunRequest } from './messages.js';
import { toPlanarFloats } from './pixels.js';
import { LEASH, startSupervisor } from './supervisor.js';
import type { Feed, ValueDescription } from './types.js';

/** onnxruntime's level for "errors only"; its warnings are about graph optimisations that no user can act on. */
const LOG_ERRORS_ONLY = 3;

// First of all: from here on this process ends with its parent.
const supervisor = startSupervisor(Number(process.argv[2]), LEASH);
let session: InferenceSession | undefined;
let ceilingMs = Number.POSITIVE_INFINITY;
let slowestMs: number | null = null;
const held = createHeldInputs();
const queue: Request[] = [];
let working = false;

async function open(request: OpenRequest): Promise<Reply> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [request.device],
    logSeverityLevel: LOG_ERRORS_ONLY,
    // Threads that wait in a loop take cores from decoding (docs/decisions/0001, with what was measured).
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  if (request.threadCount !== undefined) options.intraOpNumThreads = request.threadCount;
  const { model, limits } = request;
  ceilingMs = limits.stepMs;
  supervisor.limit(limits.memoryBytes, limits.totalMs ?? Number.POSITIVE_INFINITY);
  try {
    session = await supervise(ceilingMs, () =>
      typeof model === 'string'
        ? ort.InferenceSession.create(model, options)
        : ort.InferenceSession.create(model, options),
    );
  } catch (error) {
    throw new ModelError('invalid-model', {
      what: `onnxruntime cannot open the model on ${request.device}: ${toSentence(error)}`,
      next: 'Check that the file is a complete ONNX model with operators that onnxruntime knows.',
    });
  }
  return {
    kind: 'opened',
    id: OPEN_ID,
    inputs: session.inputMetadata.map(describe),
    outputs: session.outputMetadata.map(describe),
  };
}

/** A step of native code, which ends this process where it takes longer than its limit. */
async function supervise<T>(limitMs: number, step: () => Promise<T>): Promise<T> {
  supervisor.begin(limitMs);
  try {
    return await step();
  } finally {
    supervisor.end();
  }
}

function describe(metadata: InferenceSession.ValueMetadata): ValueDescription {
  if (!metadata.isTensor) {
    throw new ModelError('unsupported-model', {
      what: `"${metadata.name}" of the model is not a tensor; image classifiers take and give tensors only.`,
    });
  }
  return {
    name: metadata.name,
    dtype: metadata.type as ValueDescription['dtype'],
    dims: [...metadata.shape],
  };
}

async function run(request: RunRequest): Promise<Reply> {
  const opened = session;
  if (!opened) throw new Error('run before open');
  const feeds = Object.fromEntries(
    Object.entries({ ...held.tensors, ...request.feeds }).map(([name, feed]) => [
      name,
      toRuntimeTensor(feed),
    ]),
  );
  let results: InferenceSession.ReturnType;
  const startedMs = performance.now();
  try {
    results = await supervise(toBatchLimitMs(ceilingMs, slowestMs), () =>
      opened.run(feeds, [...request.outputNames]),
    );
  } catch (error) {
    throw new ModelError('inference-failed', {
      what: `onnxruntime could not run the network: ${toSentence(error)}`,
      next: 'Check that the input has the size that the network was made for, and that memory suffices; try a smaller --batch.',
    });
  }
  slowestMs = Math.max(slowestMs ?? 0, performance.now() - startedMs);
  const outputs: Record<string, Tensor> = {};
  for (const [name, { type, dims, data }] of Object.entries(results)) {
    outputs[name] = { dtype: type, dims: [...dims], data } as Tensor;
  }
  return { kind: 'result', id: request.id, outputs };
}

function toRuntimeTensor(feed: Feed): ort.Tensor {
  if ('kind' in feed) {
    return new ort.Tensor('float32', toPlanarFloats(feed), [feed.count, 3, feed.height, feed.width]);
  }
  return new ort.Tensor(feed.dtype, feed.data as never, feed.dims) as ort.Tensor;
}

/** onnxruntime's message as one line that ends in a full stop. */
function toSentence(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim();
  return text.endsWith('.') ? text : `${text}.`;
}

/** Resolves once the parent can read the whole reply, so that a long run does not hold half of it back. */
function send(reply: Reply): Promise<void> {
  return new Promise((resolve) => process.send?.(reply, undefined, undefined, () => resolve()));
}

/** Works off the queue, one request after the other. */
async function work(): Promise<void> {
  if (working) return;
  working = true;
  await supervisor.watching;
  for (let request = queue.shift(); request; request = queue.shift()) {
    await send(await answer(request));
  }
  working = false;
}

async function answer(request: Request): Promise<Reply> {
  try {
    if (request.kind === 'open') return await open(request);
    if (request.kind === 'run') return await run(request);
    held.add(request);
    return { kind: 'held', id: request.id };
  } catch (error) {
    const known = error instanceof SpuriosityError ? error : undefined;
    return {
      kind: 'failed',
      id: request.kind === 'open' ? OPEN_ID : request.id,
      code: known?.code ?? 'inference-failed',
      parts: { what: known?.what ?? toSentence(error), why: known?.why, next: known?.next },
    };
  }
}

// What is sent to a whole group of processes reaches this one too; the parent decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (request: Request) => {
  queue.push(request);
  void work();
});
