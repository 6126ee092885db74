/**
 * A vitest reporter that ends the run with one plain line: `N passed, N failed, N skipped`.
 * A test file that cannot be loaded counts as one failure; so does an error outside any test.
 */
import type { Reporter, TestModule } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') counts[state] += 1;
      }
    }
    // After the default reporter's summary, which prints in the same turn.
    process.once('beforeExit', () => this.print(counts));
    process.once('exit', () => this.print(counts));
  }

  #printed = false;

  private print({ passed, failed, skipped }: { passed: number; failed: number; skipped: number }): void {
    if (this.#printed) return;
    this.#printed = true;
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}
