/**
 * A vitest reporter that ends the run with one plain line: `N passed, N failed, N skipped`; above it, the tests that passed
 * only at a further try, so that none of them goes unseen. A test file that cannot be loaded counts as one failure; so does an error outside any test.
 */
import type { Reporter, TestModule } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const flaky: string[] = [];
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') counts[state] += 1;
        if (test.diagnostic()?.flaky) flaky.push(`${module.relativeModuleId} > ${test.fullName}`);
      }
    }
    // After the default reporter's summary, which prints in the same turn.
    process.once('beforeExit', () => this.print(counts, flaky));
    process.once('exit', () => this.print(counts, flaky));
  }

  #printed = false;

  private print(counts: Record<'passed' | 'failed' | 'skipped', number>, flaky: readonly string[]): void {
    if (this.#printed) return;
    this.#printed = true;
    for (const name of flaky) process.stdout.write(`passed at a further try: ${name}\n`);
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  }
}
