/** Gap of each class before and after tuning. In: the run's classes, the table's sorting. Out: a sorted table of links to the rankings. */
import { useMemo } from 'react';
import type { WorkspaceResponse } from '../../../../src/protocol/index.js';
import { useClasses } from '../../parts/classes.js';
import { createColumns, DataTable, type SortingState } from '../../parts/data-table.js';
import { formatPoints } from '../../parts/format.js';
import { PageLink } from '../../parts/page-link.js';
import { GapChange } from './gap-change.js';
import type { MitigationRun } from './method-means.js';

type Row = MitigationRun['classes'][number] & { name: string };

const columns = createColumns<Row>();
const NUMBER = { sortFn: 'basic', sortDescFirst: true, meta: { isNumber: true } } as const;

interface ClassChangesProps {
  classes: MitigationRun['classes'];
  split: WorkspaceResponse['measuredSplit'];
  sorting: SortingState;
  onSort: (sorting: SortingState) => void;
}

export function ClassChanges({ classes, split, sorting, onSort }: ClassChangesProps) {
  const { toLabel } = useClasses();
  const rows = useMemo(
    () => classes.map((entry) => ({ ...entry, name: toLabel(entry.classIndex) })),
    [classes, toLabel],
  );
  const shown = useMemo(() => buildColumns(split), [split]);
  return (
    <DataTable
      label="Gap of each class before and after"
      rows={rows}
      columns={shown}
      sorting={sorting}
      onSort={onSort}
      toRowId={({ classIndex }) => String(classIndex)}
      maxHeight="22rem"
      empty="Not known: the tuned layer stands on other features than those of this workspace."
    />
  );
}

function buildColumns(split: WorkspaceResponse['measuredSplit']) {
  return columns.columns([
    columns.accessor('name', {
      header: 'Class',
      sortFn: 'alphanumeric',
      cell: ({ row: { original } }) => (
        <PageLink size="sm" to="/rankings" search={{ class: original.classIndex, split: split ?? undefined }}>
          {original.name}
        </PageLink>
      ),
    }),
    columns.accessor('gapBefore', {
      ...NUMBER,
      id: 'before',
      header: 'Before',
      cell: ({ getValue }) => formatPoints(getValue()),
    }),
    columns.accessor('gapAfter', {
      ...NUMBER,
      id: 'after',
      header: 'After',
      cell: ({ getValue }) => formatPoints(getValue()),
    }),
    columns.display({
      id: 'change',
      header: 'Change',
      meta: { hint: 'From −100 to +100 points. Ring: before; point: after; the line in the middle: no gap' },
      cell: ({ row: { original } }) => <GapChange before={original.gapBefore} after={original.gapAfter} />,
    }),
  ]);
}
