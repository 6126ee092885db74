/** Features that are spurious for one class and core for another: why models mix the two up. In: collisions. Out: a table of links to both pairs. */
import { useMemo, useState } from 'react';
import type { NoiseResponse } from '../../../../src/protocol/index.js';
import { createColumns, DataTable, type SortingState } from '../../parts/page/data-table.js';
import { PageLink } from '../../parts/page/page-link.js';

type Collision = NoiseResponse['collisions'][number];

const columns = createColumns<Collision>();

interface CollisionTableProps {
  collisions: readonly Collision[];
  toLabel: (classIndex: number) => string;
}

export function CollisionTable({ collisions, toLabel }: CollisionTableProps) {
  const [sorting, setSorting] = useState<SortingState>([{ id: 'feature', desc: false }]);
  const shown = useMemo(() => buildColumns(toLabel), [toLabel]);
  return (
    <DataTable
      label="Collisions"
      rows={collisions}
      columns={shown}
      sorting={sorting}
      onSort={setSorting}
      toRowId={(one) => `${one.feature} ${one.spuriousClassIndex} ${one.coreClassIndex}`}
      maxHeight="20rem"
    />
  );
}

function buildColumns(toLabel: (classIndex: number) => string) {
  const toPairLink = (kind: 'spuriousClassIndex' | 'coreClassIndex', header: string) =>
    columns.accessor((one) => toLabel(one[kind]), {
      id: kind,
      header,
      sortFn: 'alphanumeric',
      cell: ({ row: { original } }) => (
        <PageLink
          size="sm"
          to="/pairs/$classIndex/$feature"
          params={{ classIndex: String(original[kind]), feature: String(original.feature) }}
        >
          {toLabel(original[kind])}
        </PageLink>
      ),
    });
  return columns.columns([
    columns.accessor('feature', { header: 'Feature', sortFn: 'basic' }),
    toPairLink('spuriousClassIndex', 'Spurious for'),
    toPairLink('coreClassIndex', 'Core for'),
  ]);
}
