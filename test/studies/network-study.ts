/**
 * The pictured study with networks under test whose answers are known: the workspace's own head, put on its encoder, with rows in any order.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { attachHead, formatModel, type ModelProto, parseModel } from '../../src/onnx/index.js';
import { openProject, predictAll, readProjectHead } from '../../src/project/index.js';
import type { Predictions } from '../../src/records/bias.js';
import type { LinearHead } from '../../src/records/networks/encoder.js';
import { makePicturedStudy } from './pictured-study.js';

/** The runtime and the program add the same float32 products up in different orders. */
export const CONFIDENCE_DIGITS = 5;

export type NetworkStudy = Awaited<ReturnType<typeof makeNetworkStudy>>;

/** Makes the study; its functions work in its folder. */
export async function makeNetworkStudy() {
  const { workspace } = await makePicturedStudy();
  const folder = path.dirname(workspace);
  const at = (...names: string[]) => path.join(folder, ...names);
  const inStudy = (...args: string[]) => [...args, '-w', workspace];
  const project = await openProject(workspace);
  const head = await readProjectHead(project);
  project.close();

  const buildNetwork = (rows: readonly number[]): ModelProto => {
    const encoder = parseModel(readFileSync(at('tiny', 'model.onnx')));
    return attachHead(encoder, chooseRows(head, rows), { features: 'features', logits: 'scores' });
  };
  const writeModel = (name: string, model: ModelProto): string => {
    writeFileSync(at(name), formatModel(model));
    return at(name);
  };
  return {
    workspace,
    head,
    at,
    inStudy,
    buildNetwork,
    writeModel,
    writeNetwork: (name: string, rows: readonly number[]) => writeModel(name, buildNetwork(rows)),
    addNetwork: (name: string, file: string, ...more: string[]) =>
      inStudy('model', 'add', name, '--onnx', file, '--side', '16', ...more),
    writeClasses: (...names: string[]): string => {
      const file = at(`${names.join('-')}.txt`);
      writeFileSync(file, names.map((name) => `${name}\n`).join(''));
      return file;
    },
    predict: async (name: string): Promise<Predictions> => {
      const opened = await openProject(workspace);
      const { predictions } = await predictAll(opened);
      opened.close();
      return predictions.find(({ model }) => model === name)!;
    },
  };
}

/** Rows of a head in another order; a row beyond the head always wins. */
export function chooseRows(head: LinearHead, rows: readonly number[]): LinearHead {
  const { featureCount } = head;
  return {
    featureCount,
    classCount: rows.length,
    weights: Float32Array.from(
      rows.flatMap((row) =>
        row < head.classCount
          ? [...head.weights.subarray(row * featureCount, (row + 1) * featureCount)]
          : new Array<number>(featureCount).fill(0),
      ),
    ),
    bias: Float32Array.from(rows, (row) => head.bias[row] ?? 1e6),
  };
}

/** The same labels, and the same confidences to float32. */
export function expectSame(one: Predictions, other: Predictions): void {
  expect(one.labels).toEqual(other.labels);
  expect(one.confidences).toHaveLength(other.labels.length);
  one.confidences!.forEach((value, image) => {
    expect(value).toBeCloseTo(other.confidences![image]!, CONFIDENCE_DIGITS);
  });
}
