/** Mutated ONNX files end in a clear error or in a model; never in anything else, and never in a hang. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createNumbers } from '../../test/finite-differences.js';
import { ModelError } from '../base/errors.js';
import {
  buildAttackModel,
  exposeOutputs,
  formatModel,
  inspectModel,
  listExternalTensors,
  parseExternalRange,
  parseModel,
  selectOutput,
  toEvaluationMode,
} from './index.js';

const ORACLES = fileURLToPath(new URL('../../../shared/oracles/', import.meta.url));
const CASES_PER_FILE = 150;
/** Bytes at the end of a file in which exporters put inputs, outputs and versions. */
const TAIL_BYTES = 30_000;

for (const name of ['densenet', 'vit']) {
  const path = `${ORACLES}${name}/model.onnx`;
  test.skipIf(!existsSync(path))(
    `${name} with broken bytes (skipped where ../shared/oracles is absent)`,
    () => {
      const whole = readFileSync(path);
      const next = createNumbers(3);
      const outcomes = { models: 0, errors: 0 };
      for (let round = 0; round < CASES_PER_FILE; round++) {
        const bytes = new Uint8Array(whole);
        for (let hit = 0; hit <= next() * 8; hit++) {
          bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
          bytes[bytes.length - 1 - Math.floor(next() * TAIL_BYTES)] = Math.floor(next() * 256);
        }
        try {
          const model = parseModel(
            round % 3 === 0 ? bytes.subarray(0, Math.floor(next() * bytes.length)) : bytes,
          );
          for (const tensor of listExternalTensors(model)) parseExternalRange(tensor);
          const evaluated = toEvaluationMode(selectOutput(model, { classCount: 2 }).model);
          exposeOutputs(evaluated.model);
          inspectModel(model);
          formatModel(buildAttackModel(exposeOutputs(model), { features: 'features' }));
          outcomes.models += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(ModelError);
          outcomes.errors += 1;
        }
      }
      expect(outcomes.models + outcomes.errors).toBe(CASES_PER_FILE);
      expect(outcomes.errors).toBeGreaterThan(CASES_PER_FILE / 4);
    },
  );
}
