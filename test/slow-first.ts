/**
 * The order of test files: those that run the program or a browser begin first, so that none of them is left alone at the end while a
 * worker idles. In: vitest's own order. Out: the same, `test/` before the unit tests, the whole demo before all.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONGEST = /test\/e2e\/(demo|cleaning)\.test\.ts$/;
const WHOLE_PROGRAM = /\/test\/(e2e|browser)\//;

export default class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      LONGEST.test(moduleId) ? 0 : WHOLE_PROGRAM.test(moduleId) ? 1 : 2;
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
