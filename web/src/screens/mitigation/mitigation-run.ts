/** What the page calls the parts of a mitigation's answer. */
import type { MitigationResponse } from '../../../../src/protocol/index.js';

export type MitigationRun = NonNullable<MitigationResponse['result']>;
export type Trial = MitigationRun['trials'][number];
export type Measures = Trial['measured']['after'];
