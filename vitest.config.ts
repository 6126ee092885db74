import { defineConfig } from 'vitest/config';
import ClosingLine from './test/closing-line.js';
import SlowFirst from './test/slow-first.js';

// Three workers for two cores: a third of the time of a test is waiting, for a page or a process.
export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts', 'web/src/**/*.test.ts'],
    globalSetup: './test/run-folder.ts',
    // Tests that run onnxruntime in their own process do not report to its maker either.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    pool: 'forks',
    maxWorkers: 3,
    // Files of one worker share what they import, which takes as long as the tests themselves: a test leaves nothing behind in its process.
    isolate: false,
    sequence: { sequencer: SlowFirst },
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // What a page shows in the end; machines that test are seldom free.
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', new ClosingLine()],
  },
});
