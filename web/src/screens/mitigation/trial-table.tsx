/** Every trial of a run with its numbers. In: trials. Out: a table, the method itself first. */
import { Group, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { hasMeasuredGap } from '../../../../src/figures/index.js';
import {
  formatBarePoints,
  formatCount,
  formatPercent,
  formatShareInterval,
  METHOD_TITLES,
} from '../../../../src/words/index.js';
import { GapNumber } from '../../parts/figures/gap-bar.js';
import { createColumns, DataTable, NUMBER, type SortingState } from '../../parts/page/data-table.js';
import { MethodSign } from './method-sign.js';
import type { Measures, Trial } from './mitigation-run.js';

const columns = createColumns<Trial>();
const MINOR = { ...NUMBER, meta: { isNumber: true, isSecondary: true } } as const;

const COLUMNS = columns.columns([
  columns.accessor(({ method, trial }) => `${Object.keys(METHOD_TITLES).indexOf(method)} ${trial}`, {
    id: 'trial',
    header: 'Method, trial',
    sortFn: 'alphanumeric',
    cell: ({ row: { original } }) => (
      <Group gap={8} wrap="nowrap">
        <MethodSign method={original.method} />
        <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
          {METHOD_TITLES[original.method]}
          {` ${original.trial}`}
        </Text>
      </Group>
    ),
  }),
  columns.accessor('gapAfter', {
    ...NUMBER,
    header: 'Gap',
    cell: ({ getValue, row: { original } }) => (
      <GapNumber gap={getValue()} interval={original.measured.after.gapInterval} isBare />
    ),
  }),
  columns.accessor('accuracyAfter', {
    ...NUMBER,
    header: 'Accuracy',
    cell: ({ getValue }) => formatPercent(getValue(), 1),
  }),
  columns.accessor(({ measured }) => measured.after.accuracyBottom, {
    ...NUMBER,
    id: 'bottom',
    header: 'Least spurious',
    cell: ({ getValue }) => formatPercent(getValue(), 1),
  }),
  columns.accessor(({ measured }) => measured.after.absoluteGap, {
    ...NUMBER,
    id: 'absoluteGap',
    header: 'Mean |gap|',
    cell: ({ getValue }) => formatBarePoints(getValue()),
  }),
  columns.accessor(({ measured }) => measured.after.worstGroup ?? Number.NaN, {
    ...NUMBER,
    id: 'worstGroup',
    header: 'Worst group',
    cell: ({ row: { original } }) => <WorstGroup measures={original.measured.after} />,
  }),
  columns.accessor('epochs', { ...MINOR, header: 'Epochs', cell: ({ getValue }) => formatCount(getValue()) }),
  columns.accessor('imageCount', {
    ...MINOR,
    header: 'Images',
    cell: ({ getValue }) => formatCount(getValue()),
  }),
]);

/** Accuracy of the worst known group, its interval, and how many images it has. */
function WorstGroup({ measures: { worstGroup, worstCell } }: { measures: Measures }) {
  return (
    <Stack gap={0} align="flex-end">
      {formatPercent(worstGroup, 1)}
      {worstCell === null ? null : (
        <Text size="xs" c="var(--muted)">
          {formatShareInterval(worstCell.interval)}, n = {formatCount(worstCell.imageCount)}
        </Text>
      )}
    </Stack>
  );
}

const GAP_COLUMNS = ['gapAfter', 'bottom', 'absoluteGap'];

/** Those that there is something to show in: gaps need rankings, the worst group known groups. */
function listColumns(trials: readonly Trial[]) {
  const hasGap = hasMeasuredGap(trials);
  const hasGroups = trials.some(({ measured }) => measured.after.worstGroup !== null);
  return COLUMNS.filter((column) => {
    const id = column.id ?? ('accessorKey' in column ? column.accessorKey : '');
    return id === 'worstGroup' ? hasGroups : hasGap || !GAP_COLUMNS.includes(id);
  });
}

export function TrialTable({ trials }: { trials: readonly Trial[] }) {
  const columnsShown = useMemo(() => listColumns(trials), [trials]);
  const [sorting, setSorting] = useState<SortingState>([{ id: 'trial', desc: false }]);
  return (
    <DataTable
      label="Trials"
      rows={trials}
      columns={columnsShown}
      sorting={sorting}
      onSort={setSorting}
      toRowId={({ method, trial }) => `${method} ${trial}`}
      linesPerRow={2}
      maxHeight="24rem"
    />
  );
}
