/** Which flags are listed: by decision and by class, with how many there are. In: all flags, the page's state. Out: its changes. */
import { Group, NativeSelect, Progress, SegmentedControl, Select, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { NoiseFlag } from '../../../../src/protocol/index.js';
import { formatCount, formatQuantity } from '../../../../src/words/index.js';
import { countFlags, FLAG_FILTERS, type FlagFilter } from './flag-queue.js';
import type { NoiseSearch } from './noise-search.js';

const TITLES: Record<FlagFilter, string> = {
  all: 'All',
  open: 'To decide',
  keep: 'Kept',
  relabel: 'Relabelled',
  exclude: 'Excluded',
};

interface NoiseToolbarProps {
  flags: readonly NoiseFlag[];
  search: NoiseSearch;
  change: (part: Partial<NoiseSearch>) => void;
  toLabel: (classIndex: number) => string;
}

export function NoiseToolbar({ flags, search, change, toLabel }: NoiseToolbarProps) {
  const counts = useMemo(() => countFlags(flags), [flags]);
  const classes = useMemo(() => countClasses(flags), [flags]);
  const decided = counts.all - counts.open;
  const filter = {
    size: 'xs',
    'aria-label': 'Flags that are listed',
    data: FLAG_FILTERS.map((value) => ({ value, label: `${TITLES[value]} ${formatCount(counts[value])}` })),
    value: search.show ?? 'all',
    onChange: (show: string) =>
      change({ show: show === 'all' ? undefined : (show as NoiseSearch['show']), image: undefined }),
  };
  return (
    <Group gap="sm" mb="md" align="center">
      <SegmentedControl {...filter} visibleFrom="sm" />
      <NativeSelect
        {...filter}
        onChange={(event) => filter.onChange(event.currentTarget.value)}
        hiddenFrom="sm"
      />
      {classes.length > 1 && (
        <Select
          size="xs"
          w={210}
          aria-label="Class of the flags"
          placeholder="Any class"
          data={classes.map(([index, count]) => ({
            value: String(index),
            label: `${toLabel(index)} (${count})`,
          }))}
          value={search.class === undefined ? null : String(search.class)}
          onChange={(value) =>
            change({ class: value === null ? undefined : Number(value), image: undefined })
          }
          searchable
          clearable
        />
      )}
      <Group gap={8} wrap="nowrap" ml="auto">
        <Progress
          w={110}
          value={(decided / counts.all) * 100}
          aria-label={`${decided} of ${formatQuantity(counts.all, 'flag')} decided`}
        />
        <Text size="xs" c="var(--muted)" className="numbers">
          {formatCount(decided)} of {formatCount(counts.all)} decided
        </Text>
      </Group>
    </Group>
  );
}

function countClasses(flags: readonly NoiseFlag[]): [classIndex: number, count: number][] {
  const counts = new Map<number, number>();
  for (const { classIndex } of flags) counts.set(classIndex, (counts.get(classIndex) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}
