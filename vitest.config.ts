import { defineConfig } from 'vitest/config';
import ClosingLine from './test/closing-line.js';

// Two workers for two cores; the inference processes that tests start take their turn.
export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    reporters: ['default', new ClosingLine()],
  },
});
