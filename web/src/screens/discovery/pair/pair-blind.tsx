/** Stands where others' answers would: judging is blind until one's own answer is given, or one asks to see. In: the pair. Out: the two ways on. */
import { Group, Stack, Text } from '@mantine/core';
import { IconEye, IconPencil } from '@tabler/icons-react';
import type { PairResponse } from '../../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../../src/words/index.js';
import { PageButton } from '../../../parts/page/page-link.js';

export function PairBlind({ pair: { classIndex, feature, answers } }: { pair: PairResponse }) {
  const count = answers.filter(({ state }) => state === 'current').length;
  return (
    <Stack gap="xs">
      <Text size="sm">
        {count > 0 ? `${formatQuantity(count, 'answer')} of others` : 'A decision of others'} and the verdict
        are hidden, so that yours is independent.
      </Text>
      <Group gap="xs">
        <PageButton
          to="/annotate"
          search={{ pair: `${classIndex}-${feature}` }}
          size="xs"
          leftSection={<IconPencil size={14} aria-hidden />}
        >
          Judge it first
        </PageButton>
        <PageButton
          to="/pairs/$classIndex/$feature"
          params={{ classIndex: String(classIndex), feature: String(feature) }}
          search={{ others: true }}
          replace
          resetScroll={false}
          size="xs"
          variant="default"
          leftSection={<IconEye size={14} aria-hidden />}
        >
          Show
        </PageButton>
      </Group>
    </Stack>
  );
}
