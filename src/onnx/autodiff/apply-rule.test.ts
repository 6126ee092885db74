import { describe, expect, it } from 'vitest';
import { GraphBuilder, toValueInfo } from '../graph/builder.js';
import type { Rule } from '../operators/operator.js';
import { graphCodec } from '../schema/codecs.js';
import { DATA_TYPE } from '../schema/data-type.js';
import { applyRule } from './apply-rule.js';

/** y = Relu(x) for x of shape [images, 3], with a cotangent of y. */
function apply(rule: Rule): () => string {
  const { float32 } = DATA_TYPE;
  const input = ['x', 'g'].map((name) => toValueInfo(name, { dataType: float32, dims: ['images', 3] }));
  const graph = new GraphBuilder(graphCodec.create({ name: 'case', input }));
  graph.op('Relu', 'x');
  const [gradient] = applyRule(graph, graph.nodes[0]!, rule, ['g']);
  return gradient!;
}

describe('what a rule gives is checked', () => {
  it('a gradient of the type and shape of its input passes, whatever its lengths are called', () => {
    expect(apply(({ g }) => [() => g])()).toBe('g');
    expect(apply(({ op, g }) => [() => op('Reshape', g, [-1, 3])])()).toMatch(/Reshape/);
  });

  it('gradients of no input are a fault', () => {
    expect(() => apply(({ g }) => [() => g, () => g])).toThrow(
      /^The gradient rule of Relu, .*gives 2 gradients for 1 inputs\./,
    );
  });

  const wrong: [string, Rule, RegExp][] = [
    [
      'a sum over an axis',
      ({ op, g }) => [() => op('ReduceSum', g, [1])],
      /shape \[images, 1\].*\[images, 3\]/,
    ],
    ['another rank', ({ op, g }) => [() => op('ReduceSum', g, [1], { keepdims: 0 })], /shape \[images\]/],
    ['another type', ({ op, g }) => [() => op('Cast', g, { to: DATA_TYPE.float16 })], /float16.*is float32/],
    ['truth values', ({ op, x }) => [() => op('Greater', x, 0)], /type bool by input 0, "x"/],
    ['a name of nothing', () => [() => 'nothing'], /"nothing", which the graph has not/],
    ['no name', () => [() => ''], /"", which the graph has not/],
  ];
  it.each(wrong)('%s is a fault of the rule, which is named', (_, rule, problem) => {
    const gradient = apply(rule);
    expect(gradient).toThrow(expect.objectContaining({ code: 'gradient-rule-broken' }));
    expect(gradient).toThrow(/^The gradient rule of Relu/);
    expect(gradient).toThrow(problem);
  });
});
