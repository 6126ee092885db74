/**
 * torch.save before 1.6: five pickles in a row (magic number, protocol, system, object, storage keys), then each storage
 * as an int64 count and its elements.
 * In: a `ByteSource`. Out: the pickled value and where its storages stand. Storages are walked over, not read.
 */
import { toDataView } from '../../base/bytes.js';
import type { ByteSource } from '../../files/index.js';
import { malformedError, tooLargeError, truncatedError, unsupportedError } from '../errors.js';
import { type InterpretedPickle, interpretPickle, PLAIN_HOST } from '../pickle/interpret.js';
import { PickleEnd } from '../pickle/reader.js';
import type { PickleHost, PickleValue } from '../pickle/values.js';
import { readRange } from '../source.js';
import { ELEMENT_BYTES, type ElementStore } from '../tensor.js';
import { createTorchHost } from './host.js';
import type { TypedStorage } from './objects.js';
import { MAX_PICKLE_BYTES, withPickleErrors } from './pickle-limits.js';
import type { TorchFile } from './zip-format.js';

/** torch/serialization.py. */
const MAGIC_NUMBER = 0x1950a86a20f9469cfc6cn;
const PROTOCOL_VERSION = 1001;
/** How much of the file is looked at first; most pickles end within. */
const FIRST_HEAD_BYTES = 2 ** 18;
const COUNT_BYTES = 8;

interface Heading {
  isBigEndian: boolean;
  object: InterpretedPickle;
  keys: PickleValue;
  endOffset: number;
  storages: ReadonlyMap<string, TypedStorage>;
}

/** Reads the object; storages stay in the file. */
export async function readTorchLegacy(source: ByteSource, name: string): Promise<TorchFile> {
  const heading = await readHeading(source, name);
  const stores = await locateStorages(source, heading, name);
  return {
    value: heading.object.value,
    unknownNames: heading.object.unknownNames,
    openStorage(key) {
      const store = stores.get(key);
      if (!store) throw malformedError(name, `it lacks the storage "${key}"`);
      return store;
    },
  };
}

/** Reads ever more of the file's beginning until the five pickles fit; all attempts together cost twice the last. */
async function readHeading(source: ByteSource, name: string): Promise<Heading> {
  for (let sizeBytes = FIRST_HEAD_BYTES; ; sizeBytes *= 2) {
    const head = await source.read(0, Math.min(sizeBytes, source.sizeBytes));
    const heading = withPickleErrors(name, 'its pickles', () => parseHeading(head, name));
    if (heading) return heading;
    if (sizeBytes >= source.sizeBytes) throw truncatedError(name, 'its description of the tensors');
    if (sizeBytes >= MAX_PICKLE_BYTES) {
      throw tooLargeError(name, `its description of the tensors takes more than ${MAX_PICKLE_BYTES} bytes`);
    }
  }
}

/** The five pickles, or null when `head` ends before they do. */
function parseHeading(head: Uint8Array, name: string): Heading | null {
  const storages = new Map<string, TypedStorage>();
  const host = createTorchHost((storage) => {
    if (!storages.has(storage.key)) storages.set(storage.key, storage);
  });
  let endOffset = 0;
  const readNext = (pickleHost: PickleHost): InterpretedPickle => {
    const pickle = interpretPickle(head, endOffset, pickleHost);
    endOffset = pickle.endOffset;
    return pickle;
  };
  try {
    assertMagic(readNext(PLAIN_HOST).value, name);
    assertProtocol(readNext(PLAIN_HOST).value, name);
    const system = readNext(PLAIN_HOST).value;
    const isBigEndian = system instanceof Map && system.get('little_endian') === false;
    const object = readNext(host);
    const keys = readNext(PLAIN_HOST).value;
    return { isBigEndian, object, keys, endOffset, storages };
  } catch (error) {
    if (error instanceof PickleEnd) return null;
    throw error;
  }
}

function assertMagic(value: PickleValue, name: string): void {
  if (value === MAGIC_NUMBER) return;
  throw unsupportedError(
    name,
    'is a Python pickle, but not one of torch.save',
    'Save the weights with torch.save(model.state_dict(), "weights.pt").',
  );
}

function assertProtocol(value: PickleValue, name: string): void {
  if (value === PROTOCOL_VERSION) return;
  throw unsupportedError(
    name,
    `is of torch.save's protocol ${String(value)}`,
    'Save it again with a current torch.',
  );
}

/** Each storage's place, checked against the size that the pickle gave it and the file's end. */
async function locateStorages(
  source: ByteSource,
  { keys, endOffset, storages, isBigEndian }: Heading,
  name: string,
): Promise<Map<string, ElementStore>> {
  if (!Array.isArray(keys)) throw malformedError(name, 'its list of storages is no list');
  const stores = new Map<string, ElementStore>();
  let at = endOffset;
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (!storage || stores.has(storage.key)) {
      throw malformedError(
        name,
        `its list of storages names "${String(key)}", which is unknown or already there`,
      );
    }
    if (storage.dtype === null) throw malformedError(name, `storage "${storage.key}" is of unknown type`);
    const part = `storage "${storage.key}"`;
    const count = toDataView(await readRange(source, at, COUNT_BYTES, { name, part })).getBigInt64(
      0,
      !isBigEndian,
    );
    if (count !== BigInt(storage.elementCount)) {
      throw malformedError(
        name,
        `${part} has ${count} elements where its description says ${storage.elementCount}`,
      );
    }
    const offset = at + COUNT_BYTES;
    const sizeBytes = Number(count) * ELEMENT_BYTES[storage.dtype]!;
    if (offset + sizeBytes > source.sizeBytes) throw truncatedError(name, part);
    stores.set(storage.key, {
      sizeBytes,
      isBigEndian,
      read: (from, length) => readRange(source, offset + from, length, { name, part }),
    });
    at = offset + sizeBytes;
  }
  return stores;
}
