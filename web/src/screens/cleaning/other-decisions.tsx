/** Decisions about images that are no longer flagged; they stay in the export until they are taken back. In: them. Out: a table. */
import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { NoiseResponse } from '../../../../src/protocol/index.js';
import { formatDecision } from '../../parts/marks/decision-badge.js';
import { createColumns, DataTable, type SortingState } from '../../parts/page/data-table.js';
import { formatDateTime } from '../../parts/study/date-time.js';

type Entry = NoiseResponse['otherDecisions'][number];

const columns = createColumns<Entry>();

interface OtherDecisionsProps {
  entries: readonly Entry[];
  toLabel: (classIndex: number) => string;
  takeBack: (image: number) => void;
}

export function OtherDecisions({ entries, toLabel, takeBack }: OtherDecisionsProps) {
  const [sorting, setSorting] = useState<SortingState>([{ id: 'path', desc: false }]);
  const shown = useMemo(() => buildColumns(toLabel, takeBack), [toLabel, takeBack]);
  return (
    <DataTable
      label="Other decisions"
      rows={entries}
      columns={shown}
      sorting={sorting}
      onSort={setSorting}
      toRowId={({ image }) => String(image)}
      maxHeight="16rem"
    />
  );
}

function buildColumns(toLabel: (classIndex: number) => string, takeBack: (image: number) => void) {
  return columns.columns([
    columns.accessor('path', { header: 'Image', sortFn: 'alphanumeric' }),
    columns.accessor(({ classIndex }) => toLabel(classIndex), {
      id: 'class',
      header: 'Class',
      sortFn: 'alphanumeric',
    }),
    columns.accessor(({ decision }) => formatDecision(decision, toLabel), {
      id: 'decision',
      header: 'Decision',
      sortFn: 'alphanumeric',
    }),
    columns.accessor(({ decision }) => decision.decidedAt, {
      id: 'when',
      header: 'When',
      sortFn: 'basic',
      meta: { isSecondary: true },
      cell: ({ row: { original } }) =>
        `${original.decision.decidedBy}, ${formatDateTime(original.decision.decidedAt)}`,
    }),
    columns.display({
      id: 'undo',
      header: '',
      cell: ({ row: { original } }) => (
        <Button size="compact-xs" variant="subtle" onClick={() => takeBack(original.image)}>
          Take back
        </Button>
      ),
    }),
  ]);
}
