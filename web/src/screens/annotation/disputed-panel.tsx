/**
 * Pairs on which one vote decided, or none, for somebody to settle on the pair's page. In: all pairs. Out: a list, the open ones first.
 * Shows how others voted only for pairs that wait for a decision; judging itself stays blind.
 */
import { Checkbox, Group, Skeleton, Text } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { type PairRow, type PairsResponse, PICTURES } from '../../../../src/protocol/index.js';
import { VERDICT_TITLES, WITHHELD } from '../../../../src/words/index.js';
import { useHeatmapStyle } from '../../parts/images/heatmap-style.js';
import { Picture } from '../../parts/images/picture.js';
import { createColumns, DataTable, type SortingState } from '../../parts/page/data-table.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { Loaded } from '../../parts/page/loaded.js';
import { Withheld } from '../../parts/page/withheld.js';
import { type ClassNames, useClasses } from '../../parts/study/classes.js';
import { VerdictBadge } from '../../parts/study/verdict-badge.js';
import { useRead } from '../../queries.js';
import { formatPair } from './annotate/pair-key.js';
import { PairLink } from './annotate/pair-link.js';

const route = getRouteApi('/annotate');

interface DisputedRow extends PairRow {
  className: string;
}

export function DisputedPanel() {
  const pairs = useRead('GET /api/pairs', {});
  const progress = useRead('GET /api/annotation/progress', {});
  if (progress.data?.blind) return <Withheld reason={WITHHELD} />;
  return (
    <Loaded query={pairs} skeleton={<Skeleton height={320} />}>
      {(data) => <DisputedList pairs={data} />}
    </Loaded>
  );
}

function DisputedList({ pairs }: { pairs: PairsResponse }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { toLabel } = useClasses();
  const [sorting, setSorting] = useState<SortingState>([{ id: 'class', desc: false }]);
  const disputed = useMemo(() => listDisputed(pairs, toLabel), [pairs, toLabel]);
  const settledCount = disputed.filter(isSettled).length;
  const rows = search.settled ? disputed : disputed.filter((row) => !isSettled(row));
  if (disputed.length === 0) {
    return (
      <EmptyState title="No disputed pairs" icon={<IconScale aria-hidden />}>
        A pair is disputed when at least two people have answered it and one vote decides, or none. Ask for
        more answers a pair on the Progress tab to see where people differ.
      </EmptyState>
    );
  }
  return (
    <>
      <Group justify="space-between" mb="sm" gap="xs">
        <Text size="sm">
          One vote decides these, or none. Open a pair to look at its pictures and reasons, and settle it.
        </Text>
        {settledCount > 0 ? (
          <Checkbox
            label={`Settled ones, too (${settledCount})`}
            checked={search.settled ?? false}
            onChange={(event) =>
              void navigate({ search: { ...search, settled: event.currentTarget.checked || undefined } })
            }
          />
        ) : null}
      </Group>
      <DataTable
        label="Disputed pairs"
        rows={rows}
        columns={COLUMNS}
        sorting={sorting}
        onSort={setSorting}
        toRowId={formatPair}
        maxHeight="calc(100vh - 250px)"
        empty="All disputes are settled."
      />
    </>
  );
}

function TopHeatmap({ image, feature }: { image: number; feature: number }) {
  const [style] = useHeatmapStyle();
  return <Picture src={PICTURES.heatmap(image, feature, style)} alt="" size={40} />;
}

const column = createColumns<DisputedRow>();
const COLUMNS = [
  column.accessor('className', {
    id: 'class',
    header: 'Class',
    sortFn: 'alphanumeric',
    cell: ({ row: { original } }) => (
      <Group gap="sm" wrap="nowrap">
        {original.topImage === null ? null : (
          <TopHeatmap image={original.topImage} feature={original.feature} />
        )}
        <PairLink pair={original} size="sm" />
      </Group>
    ),
  }),
  column.accessor('votesSpurious', {
    header: VERDICT_TITLES.spurious,
    meta: { isNumber: true, hint: 'Answers that say separate object or background' },
    sortFn: 'basic',
  }),
  column.accessor('votesCore', {
    header: VERDICT_TITLES.core,
    meta: { isNumber: true, hint: 'Answers that say main object' },
    sortFn: 'basic',
  }),
  column.display({
    id: 'verdict',
    header: 'Verdict now',
    cell: ({ row: { original } }) => <VerdictBadge standing={original} size="sm" />,
  }),
];

function listDisputed({ classes }: PairsResponse, toLabel: ClassNames['toLabel']): DisputedRow[] {
  return classes.flatMap(({ pairs }) =>
    pairs
      .filter(({ isDisputed }) => isDisputed)
      .map((pair) => ({ ...pair, className: toLabel(pair.classIndex) })),
  );
}

function isSettled({ source }: PairRow): boolean {
  return source === 'adjudicated';
}
