/** A stroke of a method's line as figures draw it. In: the method. Out: a sign for tables. */
import { toMethodLook } from '../../../../src/figures/index.js';
import type { MitigationMethod } from '../../../../src/protocol/index.js';

export function MethodSign({ method }: { method: MitigationMethod }) {
  const { colour, dash } = toMethodLook(method);
  return (
    <svg width={22} height={10} aria-hidden="true">
      <line x1={1} x2={21} y1={5} y2={5} stroke={colour} strokeWidth={2.5} strokeDasharray={dash} />
    </svg>
  );
}
