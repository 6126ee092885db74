/** Stands where others' answers would while judging is blind. In: the pair. Out: words, and the way to judge it where one has not. */
import { Stack, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { PairResponse } from '../../../../../src/protocol/index.js';
import { PageButton } from '../../../parts/page/page-link.js';

export function PairBlind({ pair: { classIndex, feature, answers } }: { pair: PairResponse }) {
  const isOpen = answers.every(({ state }) => state !== 'current');
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">
        What others said of the pair is hidden while you judge blind, so that yours is independent.
      </Text>
      {isOpen ? (
        <PageButton
          to="/annotate"
          search={{ pair: `${classIndex}-${feature}` }}
          size="xs"
          leftSection={<IconPencil size={14} aria-hidden />}
        >
          Judge it
        </PageButton>
      ) : null}
    </Stack>
  );
}
