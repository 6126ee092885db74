/** The map while the server arranges it. In: how far it is. Out: a bar with what is done and for how long; it is computed once and kept. */
import { Progress, Skeleton, Stack, Text } from '@mantine/core';
import type { MapProgress } from '../../../../src/protocol/index.js';
import { formatDuration } from '../../../../src/words/index.js';

export function MapWaiting({ progress: { step, share, secondsLeft } }: { progress: MapProgress }) {
  return (
    <Stack gap="xs" aria-busy="true">
      <Text size="sm" role="status">
        {step}
        {secondsLeft === null ? ' …' : `, about ${formatDuration(Math.max(1, secondsLeft))} left.`}
        <Text span size="sm" c="var(--muted)">
          {' '}
          The map is arranged once for these features, and kept.
        </Text>
      </Text>
      <Progress
        value={share === null ? 100 : share * 100}
        animated={share === null}
        aria-label={step}
        size="sm"
      />
      <Skeleton height="62vh" />
    </Stack>
  );
}
