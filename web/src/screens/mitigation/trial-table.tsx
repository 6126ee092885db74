/** Every trial of a run with its numbers. In: trials. Out: a table, the method itself first. */
import { Group, Text } from '@mantine/core';
import { useState } from 'react';
import { createColumns, DataTable, type SortingState } from '../../parts/data-table.js';
import { formatCount, formatPercent, formatPoints } from '../../parts/format.js';
import { MethodSign } from './method-legend.js';
import { METHOD_TITLES, type Trial } from './method-means.js';

const columns = createColumns<Trial>();
const NUMBER = { sortFn: 'basic', sortDescFirst: true, meta: { isNumber: true } } as const;
const MINOR = { ...NUMBER, meta: { isNumber: true, isSecondary: true } } as const;

const COLUMNS = columns.columns([
  columns.accessor(({ method, trial }) => `${Object.keys(METHOD_TITLES).indexOf(method)} ${trial}`, {
    id: 'trial',
    header: 'Images, trial',
    sortFn: 'alphanumeric',
    cell: ({ row: { original } }) => (
      <Group gap={8} wrap="nowrap">
        <MethodSign method={original.method} />
        <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
          {METHOD_TITLES[original.method]}
          {original.method === 'low-spuriosity' ? '' : ` ${original.trial}`}
        </Text>
      </Group>
    ),
  }),
  columns.accessor('gapAfter', {
    ...NUMBER,
    header: 'Gap',
    cell: ({ getValue }) => formatPoints(getValue()),
  }),
  columns.accessor('accuracyAfter', {
    ...NUMBER,
    header: 'Accuracy',
    cell: ({ getValue }) => formatPercent(getValue(), 1),
  }),
  columns.accessor('epochs', { ...MINOR, header: 'Epochs', cell: ({ getValue }) => formatCount(getValue()) }),
  columns.accessor('imageCount', {
    ...MINOR,
    header: 'Tuned on',
    cell: ({ getValue }) => formatCount(getValue()),
  }),
]);

export function TrialTable({ trials }: { trials: readonly Trial[] }) {
  const [sorting, setSorting] = useState<SortingState>([{ id: 'trial', desc: false }]);
  return (
    <DataTable
      label="Trials"
      rows={trials}
      columns={COLUMNS}
      sorting={sorting}
      onSort={setSorting}
      toRowId={({ method, trial }) => `${method} ${trial}`}
      maxHeight="24rem"
    />
  );
}
