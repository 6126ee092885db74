/** Which colour is which way of choosing images, or the head before. In: trials. Out: a line above a figure. */
import { Group } from '@mantine/core';
import { METHOD_TITLES, type Method, type Trial } from './method-means.js';
import { BEFORE_STYLE, METHOD_STYLES } from './method-style.js';

export function MethodLegend({
  trials,
  hasBefore = false,
}: {
  trials: readonly Trial[];
  hasBefore?: boolean;
}) {
  const methods = (Object.keys(METHOD_TITLES) as Method[]).filter((method) =>
    trials.some((trial) => trial.method === method),
  );
  return (
    <Group gap="sm">
      {hasBefore && (
        <Group gap={6} wrap="nowrap">
          <LineSign {...BEFORE_STYLE} />
          Before
        </Group>
      )}
      {methods.map((method) => (
        <Group key={method} gap={6} wrap="nowrap">
          <MethodSign method={method} />
          {METHOD_TITLES[method]}
        </Group>
      ))}
    </Group>
  );
}

/** A stroke of the method's line in figures. */
export function MethodSign({ method }: { method: Method }) {
  return <LineSign {...METHOD_STYLES[method]} />;
}

function LineSign({ colour, dash }: { colour: string; dash: string }) {
  return (
    <svg width={22} height={10} aria-hidden="true">
      <line x1={1} x2={21} y1={5} y2={5} stroke={colour} strokeWidth={2.5} strokeDasharray={dash} />
    </svg>
  );
}
