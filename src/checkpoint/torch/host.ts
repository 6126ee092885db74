/**
 * The Python names that torch.save writes around weights, each with the data it stands for.
 * In: a name and its arguments. Out: tensors, dicts, lists, texts. This table is the whole list of what a file can ask for;
 * none of the entries runs, imports or opens anything.
 */
import { fillMap } from '../pickle/machine.js';
import { PickleError } from '../pickle/reader.js';
import { PickleGlobal, type PickleHost, type PickleValue } from '../pickle/values.js';
import { ELEMENT_BYTES, MAX_RANK } from '../tensor.js';
import { TensorView, TypedStorage } from './objects.js';

type Spend = (units: number) => void;
type Constructor = (args: readonly PickleValue[], spend: Spend) => PickleValue;

/** torch's storage classes; `torch.cuda.` has the same. */
const STORAGE_DTYPES: Readonly<Record<string, string>> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
  ComplexDoubleStorage: 'complex128',
  ComplexFloatStorage: 'complex64',
  QUInt8Storage: 'quint8',
  QInt8Storage: 'qint8',
  QInt32Storage: 'qint32',
  UntypedStorage: 'uint8',
  // torch 1.11 to 1.13.
  _UntypedStorage: 'uint8',
};
/** _rebuild_tensor(storage, offset, size, stride) and _v2 with more that says nothing about values. */
const rebuildTensor: Constructor = ([storage, offset, shape, strides], spend) => {
  const { dtype } = toStorage(storage);
  if (dtype === null) throw new PickleError('a tensor has a storage of unknown type');
  return new TensorView(
    toStorage(storage),
    dtype,
    toCount(offset),
    toCounts(shape, spend),
    toCounts(strides, spend),
  );
};

/** _rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype, metadata): an untyped storage seen as `dtype`. */
const rebuildTensorV3: Constructor = ([storage, offset, shape, strides, , , dtype], spend) => {
  const name = dtype instanceof PickleGlobal ? dtype.qualifiedName.replace(/^torch\./, '') : '';
  if (!Object.hasOwn(ELEMENT_BYTES, name))
    throw new PickleError('a tensor has an element type that torch does not have');
  return new TensorView(
    toStorage(storage),
    name,
    toCount(offset),
    toCounts(shape, spend),
    toCounts(strides, spend),
  );
};

/** Parameters are their tensors. */
const unwrapFirst: Constructor = ([data]) => data ?? null;

const TENSOR_CONSTRUCTORS = new Map<string, Constructor>([
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_tensor_v3', rebuildTensorV3],
  ['torch._utils._rebuild_parameter', unwrapFirst],
  ['torch._utils._rebuild_parameter_with_state', unwrapFirst],
  ['torch.nn.parameter.Parameter', unwrapFirst],
  ['torch.nn.parameter.Buffer', unwrapFirst],
]);

const CONSTRUCTORS = new Map<string, Constructor>([
  ...TENSOR_CONSTRUCTORS,
  ['torch._tensor._rebuild_from_type_v2', rebuildFromType],
  ['torch.Size', ([items]) => items ?? []],
  ['torch.device', (args) => args.map((part) => String(part)).join(':')],
  ['collections.OrderedDict', ([pairs], spend) => toMap(pairs, spend)],
  ['collections.defaultdict', () => new Map()],
  ['collections.Counter', ([items]) => (items instanceof Map ? items : new Map())],
  ['builtins.set', ([items], spend) => toSet(items, spend)],
  ['__builtin__.set', ([items], spend) => toSet(items, spend)],
  ['_codecs.encode', ([text], spend) => toBytes(text, spend)],
]);

/** A host that turns persistent ids into storages and hands each new one to `onStorage`. */
export function createTorchHost(onStorage: (storage: TypedStorage) => void): PickleHost {
  return {
    call: (global, args, spend) => CONSTRUCTORS.get(global.qualifiedName)?.(args, spend),
    load(id) {
      const object = parsePersistentId(id);
      if (object instanceof TypedStorage) onStorage(object);
      return object;
    },
  };
}

/** ('storage', class, key, location, element count[, view]) or, in whole pickled modules, ('module', class, source file, source). */
function parsePersistentId(id: PickleValue): PickleValue {
  if (!Array.isArray(id)) throw new PickleError('it refers to something that is no storage');
  const [kind, type, key, , elementCount, view] = id;
  if (kind === 'module' && type instanceof PickleGlobal) return type;
  if (kind !== 'storage' || !(type instanceof PickleGlobal) || typeof key !== 'string') {
    throw new PickleError('it refers to something that is no storage');
  }
  const dtype = toStorageDtype(type.qualifiedName);
  // A view is (its own key, first element, element count); its tensors carry their own extents.
  const firstElement = Array.isArray(view) ? toCount(view[1]) : 0;
  return new TypedStorage(key, dtype, toCount(elementCount), firstElement);
}

function toStorageDtype(className: string): string | null {
  const name = /^torch\.(?:cuda\.|storage\.)?(\w+)$/.exec(className)?.[1] ?? '';
  return Object.hasOwn(STORAGE_DTYPES, name) ? STORAGE_DTYPES[name]! : null;
}

/** _rebuild_from_type_v2(function, class, args, state): a tensor subclass; its tensor is what counts. */
function rebuildFromType([callee, , args]: readonly PickleValue[], spend: Spend): PickleValue {
  const construct =
    callee instanceof PickleGlobal ? TENSOR_CONSTRUCTORS.get(callee.qualifiedName) : undefined;
  return construct && Array.isArray(args) ? construct(args, spend) : null;
}

function toStorage(value: PickleValue | undefined): TypedStorage {
  if (value instanceof TypedStorage) return value;
  throw new PickleError('a tensor has no storage');
}

function toCount(value: PickleValue | undefined): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new PickleError('a size, stride or offset is no count');
}

function toCounts(value: PickleValue | undefined, spend: Spend): number[] {
  if (!Array.isArray(value) || value.length > MAX_RANK) throw new PickleError('a shape is no list of counts');
  spend(value.length);
  return value.map(toCount);
}

function toMap(pairs: PickleValue | undefined, spend: Spend): PickleValue {
  if (!Array.isArray(pairs)) return new Map();
  spend(pairs.length);
  const flat = pairs.flatMap((pair) => (Array.isArray(pair) && pair.length === 2 ? pair : []));
  return fillMap(new Map(), flat);
}

function toSet(items: PickleValue | undefined, spend: Spend): PickleValue {
  if (!Array.isArray(items)) return new Set();
  spend(items.length);
  return new Set(items);
}

/** How protocol 2 writes bytes: as text of the code points below 256. */
function toBytes(text: PickleValue | undefined, spend: Spend): PickleValue {
  if (typeof text !== 'string') return new Uint8Array();
  spend(text.length);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
