/**
 * Networks under test whose outputs are not simply one row of logits: several outputs, and one sigmoid per class.
 */
import { beforeAll, expect, test } from 'vitest';
import { nodeCodec, toTensorProto } from '../../src/onnx/index.js';
import { runBadly, runWell } from '../command.js';
import { chooseRows, expectSame, makeNetworkStudy, type NetworkStudy } from '../studies/network-study.js';

let study: NetworkStudy;
beforeAll(async () => {
  study = await makeNetworkStudy();
});

test('with several outputs: the one with as many scores as there are classes, else the one that is named', async () => {
  const model = study.buildNetwork([0, 1]);
  const gemm = model.graph.node.find(({ output }) => output.includes('scores'))!;
  const copy = (name: string, weight: string, bias: string) => {
    model.graph.node.push({ ...gemm, name, input: [gemm.input[0]!, weight, bias], output: [name] });
    model.graph.output.push({ ...model.graph.output[0]!, name });
  };
  const other = (name: string, rows: number[]) => {
    const { weights, bias, featureCount, classCount } = chooseRows(study.head, rows);
    const tensor = (suffix: string, dims: number[], data: Float32Array) => {
      model.graph.initializer.push(toTensorProto({ dtype: 'float32', dims, data }, `${name}.${suffix}`));
      return `${name}.${suffix}`;
    };
    copy(name, tensor('weight', [classCount, featureCount], weights), tensor('bias', [classCount], bias));
  };
  other('species', [1, 1, 0, 0]);
  study.writeModel('several.onnx', model);
  const { stderr } = await runWell(study.addNetwork('several', study.at('several.onnx')));
  expect(stderr).toContain('Taken: "scores", the only one with 2 classes');
  expectSame(await study.predict('several'), await study.predict('head'));

  other('turned', [1, 0]);
  study.writeModel('several.onnx', model);
  const refused = await runBadly(1, study.addNetwork('several', study.at('several.onnx')));
  expect(refused.code).toBe('several-outputs');
  expect(refused.message).toMatch(/"scores".*"turned"/);
  await runWell(study.addNetwork('several', study.at('several.onnx'), '--output', 'turned'));
  const own = await study.predict('head');
  expect([...(await study.predict('several')).labels]).toEqual(Array.from(own.labels, (label) => 1 - label));
});

test('with one sigmoid per class: confidences are shares of their sum, or a softmax where that is said', async () => {
  const model = study.buildNetwork([0, 1]);
  model.graph.node.push(nodeCodec.create({ opType: 'Sigmoid', name: 'p', input: ['scores'], output: ['p'] }));
  model.graph.output = [{ ...model.graph.output[0]!, name: 'p' }];
  study.writeModel('sigmoids.onnx', model);
  const { stderr } = await runWell(study.addNetwork('sigmoids', study.at('sigmoids.onnx')));
  expect(stderr).toContain('one sigmoid per class');
  const [own, sigmoids] = [await study.predict('head'), await study.predict('sigmoids')];
  expect(sigmoids.labels).toEqual(own.labels);
  const differs = sigmoids.confidences!.some((value, row) => Math.abs(value - own.confidences![row]!) > 0.01);
  expect(differs).toBe(true);
  await runWell(study.addNetwork('sigmoids', study.at('sigmoids.onnx'), '--outputs', 'logits'));
  expectSame(await study.predict('sigmoids'), own);
  const refused = await runBadly(
    2,
    study.addNetwork('sigmoids', study.at('sigmoids.onnx'), '--outputs', 'percent'),
  );
  expect(refused.code).toBe('outputs-of-network');
});
