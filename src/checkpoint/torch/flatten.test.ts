import { expect, test } from 'vitest';
import { PickleRecord, type PickleValue } from '../pickle/values.js';
import { flattenValue } from './flatten.js';
import { TensorView, TypedStorage } from './objects.js';

const tensor = new TensorView(new TypedStorage('0', 'float32', 1), 'float32', 0, [1], [1]);
const dict = (entries: Record<string, PickleValue>): Map<PickleValue, PickleValue> =>
  new Map(Object.entries(entries));
const namesOf = (value: PickleValue): string[] => [...flattenValue(value, 'weights.pt').tensors.keys()];

test('dicts, lists and integer keys are joined with dots', () => {
  const value = dict({
    model: dict({ 'a.b': tensor }),
    list: [null, tensor],
    state: new Map([[3, dict({ m: tensor })]]),
  });
  expect(namesOf(value)).toEqual(['model.a.b', 'list.1', 'state.3.m']);
});

test("a module's own dicts do not show in the names", () => {
  const inner = new PickleRecord('torch.nn.Linear', []);
  inner.state = dict({ _parameters: dict({ weight: tensor }), _modules: dict({}), training: false });
  const outer = new PickleRecord('my.Network', []);
  outer.state = dict({ _modules: dict({ fc: inner }), _buffers: dict({ mean: tensor }) });
  expect(namesOf(outer)).toEqual(['fc.weight', 'mean']);
});

test('a single tensor has the empty name, other leaves are metadata or left out', () => {
  expect(namesOf(tensor)).toEqual(['']);
  const { metadata } = flattenValue(
    dict({ epoch: 3, bytes: new Uint8Array(2), big: 2n ** 70n }),
    'weights.pt',
  );
  expect([...metadata]).toEqual([['epoch', 3]]);
});

test('circles end', () => {
  const parent = dict({ weight: tensor });
  parent.set('child', dict({ parent, weight: tensor }));
  expect(namesOf(parent)).toEqual(['weight', 'child.weight']);
});

test('values that unfold without end are refused', () => {
  let value: PickleValue = tensor;
  for (let level = 0; level < 40; level++) value = dict({ a: value, b: value });
  expect(() => flattenValue(value, 'weights.pt')).toThrow(
    expect.objectContaining({ code: 'checkpoint-too-large' }),
  );
});

test('values nested without end are refused', () => {
  let value: PickleValue = tensor;
  for (let level = 0; level < 100_000; level++) value = [value];
  expect(() => flattenValue(value, 'weights.pt')).toThrow(/nested deeper/);
});

test('two tensors of one name are refused', () => {
  const value = dict({ 'a.b': tensor, a: dict({ b: tensor }) });
  expect(() => flattenValue(value, 'weights.pt')).toThrow(
    expect.objectContaining({ code: 'malformed-checkpoint' }),
  );
});
