/** Gap of each class before and after tuning. In: the run's classes, the table's sorting. Out: a sorted table of links to the rankings. */
import { Group } from '@mantine/core';
import { useMemo } from 'react';
import type { WorkspaceResponse } from '../../../../src/protocol/index.js';
import { formatCount } from '../../../../src/words/index.js';
import { GapNumber } from '../../parts/figures/gap-bar.js';
import { createColumns, DataTable, NUMBER, type SortingState } from '../../parts/page/data-table.js';
import { PageLink } from '../../parts/page/page-link.js';
import { useClasses } from '../../parts/study/classes.js';
import { ProvisionalMark } from '../../parts/study/provisional.js';
import { useRead } from '../../queries.js';
import { GapChange } from './gap-change.js';
import type { MitigationRun } from './mitigation-run.js';

type Row = MitigationRun['classes'][number] & { name: string; isProvisional: boolean };

const columns = createColumns<Row>();

interface ClassChangesProps {
  classes: MitigationRun['classes'];
  split: WorkspaceResponse['measuredSplit'];
  sorting: SortingState;
  onSort: (sorting: SortingState) => void;
}

export function ClassChanges({ classes, split, sorting, onSort }: ClassChangesProps) {
  const { toLabel } = useClasses();
  const { data: evidence } = useRead('GET /api/evidence', {});
  const rows = useMemo(() => {
    const provisional = new Set(evidence?.provisionalClasses);
    return classes.map((entry) => ({
      ...entry,
      name: toLabel(entry.classIndex),
      isProvisional: provisional.has(entry.classIndex),
    }));
  }, [classes, toLabel, evidence]);
  const shown = useMemo(() => buildColumns(split), [split]);
  return (
    <DataTable
      label="Gap of each class before and after"
      rows={rows}
      columns={shown}
      sorting={sorting}
      onSort={onSort}
      toRowId={({ classIndex }) => String(classIndex)}
      linesPerRow={2}
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
        <Group gap="xs" wrap="nowrap">
          <PageLink
            size="sm"
            to="/rankings"
            search={{ class: original.classIndex, split: split ?? undefined }}
          >
            {original.name}
          </PageLink>
          {original.isProvisional && <ProvisionalMark />}
        </Group>
      ),
    }),
    buildGapColumn('before', 'Before'),
    buildGapColumn('after', 'After'),
    columns.display({
      id: 'change',
      header: 'Change',
      meta: {
        hint: 'From −100 to +100 points with 95% intervals. Ring: before; point: after; the line in the middle: no gap',
      },
      cell: ({ row: { original } }) => <GapChange before={original.before} after={original.after} />,
    }),
    columns.accessor('k', {
      ...NUMBER,
      header: 'k of n',
      meta: {
        isNumber: true,
        isSecondary: true,
        hint: 'Images at either end, and images of the class with a prediction',
      },
      cell: ({ row: { original } }) => `${original.k} of ${formatCount(original.imageCount)}`,
    }),
  ]);
}

function buildGapColumn(id: 'before' | 'after', header: string) {
  return columns.accessor((row) => row[id].gap, {
    ...NUMBER,
    id,
    header,
    meta: { isNumber: true, hint: 'The gap with its 95% interval' },
    cell: ({ row: { original } }) => <GapNumber {...original[id]} isBare />,
  });
}
