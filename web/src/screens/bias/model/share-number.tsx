/** A share with its 95% interval below it. In: an estimate. Out: two lines of numbers; why there is none. */
import { Stack, Text } from '@mantine/core';
import type { ShareEstimate } from '../../../../../src/figures/index.js';
import { formatPercent, formatShareInterval } from '../../../../../src/words/index.js';
import { Quantity } from '../../../parts/study/quantity.js';

export function ShareNumber({ estimate, reason }: { estimate: ShareEstimate; reason?: string }) {
  return (
    <Stack gap={0} align="flex-end">
      <Quantity text={formatPercent(estimate.share)} reason={reason} />
      {estimate.interval === null ? null : (
        <Text size="xs" c="var(--muted)" className="numbers">
          {formatShareInterval(estimate.interval)}
        </Text>
      )}
    </Stack>
  );
}
