/**
 * The pairs page: every class with its most important features, how each stands, and the gap of the class.
 * In: the address, the server's answer. Out: a toolbar and a table. Judges nothing: that is what a pair's own page is for.
 */
import { Button, Skeleton, Stack } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useDeferredValue, useMemo } from 'react';
import type { PairsResponse, WorkspaceResponse } from '../../../../../src/protocol/index.js';
import { formatCount, formatQuantity, formatSplit } from '../../../../../src/words/index.js';
import { EmptyState } from '../../../parts/page/empty-state.js';
import { Loaded } from '../../../parts/page/loaded.js';
import { PageButton } from '../../../parts/page/page-link.js';
import { PageTitle } from '../../../parts/page/page-title.js';
import { useClasses } from '../../../parts/study/classes.js';
import { useRead } from '../../../queries.js';
import { countFacets, filterPairsRows, listCategories, sortPairsRows, toPairsRows } from './pairs-rows.js';
import type { PairsSearch } from './pairs-search.js';
import { PairsTable } from './pairs-table.js';
import { PairsToolbar } from './pairs-toolbar.js';

const route = getRouteApi('/pairs');

export default function PairsScreen() {
  const workspace = useRead('GET /api/workspace', {});
  const pairs = useRead('GET /api/pairs', {});
  return (
    <>
      <PageTitle
        title="Pairs"
        description="Each class with the features that count most for it. A feature is spurious for a class when it shows something that is not part of the object."
      />
      <Loaded query={pairs} skeleton={<TableSkeleton />}>
        {(answer) => <Pairs answer={answer} workspace={workspace.data} />}
      </Loaded>
    </>
  );
}

function Pairs({ answer, workspace }: { answer: PairsResponse; workspace: WorkspaceResponse | undefined }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { entries, toLabel } = useClasses();
  // Typing stays fluid with a thousand classes: the table follows when there is time.
  const wanted = useDeferredValue(search);
  const all = useMemo(() => toPairsRows(answer, entries, toLabel), [answer, entries, toLabel]);
  const rows = useMemo(() => sortPairsRows(filterPairsRows(all, wanted), wanted), [all, wanted]);
  const facetCounts = useMemo(() => countFacets(answer), [answer]);
  const categories = useMemo(() => listCategories(entries), [entries]);
  const hasPictures = workspace?.hasPictures ?? true;
  const change = (part: Partial<PairsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true, resetScroll: false });

  if (all.every((row) => row.pairs.length === 0)) return <NoPairs />;
  return (
    <>
      <PairsToolbar
        search={search}
        change={change}
        facetCounts={facetCounts}
        categories={categories}
        hasPictures={hasPictures}
      />
      <span role="status" className="sr-only">
        {`${formatQuantity(rows.length, 'class', 'classes')} of ${formatCount(all.length)}`}
      </span>
      {rows.length === 0 ? (
        <EmptyState
          title="No class matches"
          icon={<IconSearchOff aria-hidden />}
          actions={
            <Button variant="default" onClick={() => void navigate({ search: {} })}>
              Show all classes
            </Button>
          }
        >
          Other words, or fewer conditions, find more.
        </EmptyState>
      ) : (
        <PairsTable
          rows={rows}
          shows={hasPictures ? (search.thumbnails ?? 'heatmaps') : 'none'}
          split={workspace?.measuredSplit ? formatSplit(workspace.measuredSplit) : null}
        />
      )}
    </>
  );
}

function NoPairs() {
  return (
    <EmptyState
      title="No pairs yet"
      actions={
        <PageButton to="/" variant="default">
          See what to do next
        </PageButton>
      }
    >
      Pairs are found by `spuriosity discover`, once the features of the images are extracted; or they come
      with imported answers.
    </EmptyState>
  );
}

const SKELETON_ROWS = ['a', 'b', 'c', 'd', 'e'];

function TableSkeleton() {
  return (
    <Stack gap="md">
      <Skeleton height={36} />
      {SKELETON_ROWS.map((row) => (
        <Skeleton key={row} height={148} />
      ))}
    </Stack>
  );
}
