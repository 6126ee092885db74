/**
 * Rankings: the images of a class and split from least to most spurious.
 * In: the address, the workspace, its pairs. Out: the page; what is shown is decided in use-ranking.ts and kept in the address.
 */
import { Group, Skeleton, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { EmptyState } from '../../parts/page/empty-state.js';
import { Loaded } from '../../parts/page/loaded.js';
import { PageTitle } from '../../parts/page/page-title.js';
import { useRead } from '../../queries.js';
import { RankingBrowser } from './ranking-browser.js';
import { toRankingPlace } from './use-ranking.js';

const route = getRouteApi('/rankings');

export default function RankingsScreen() {
  const search = route.useSearch();
  const workspace = useRead('GET /api/workspace', {});
  const pairs = useRead('GET /api/pairs', {});
  return (
    <Loaded query={workspace} skeleton={<RankingsSkeleton />}>
      {(workspaceData) => (
        <Loaded query={pairs} skeleton={<RankingsSkeleton />}>
          {(pairsData) => {
            const place = toRankingPlace(search, workspaceData, pairsData);
            const isKnown = workspaceData.classes.some(({ index }) => index === place.classIndex);
            if (!isKnown) return <UnknownClass classIndex={place.classIndex} />;
            return <RankingBrowser workspace={workspaceData} pairs={pairsData} place={place} />;
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

function UnknownClass({ classIndex }: { classIndex: number }) {
  return (
    <>
      <PageTitle title="Rankings" />
      <EmptyState title={`There is no class ${classIndex}`}>
        The data set has fewer classes than the address asks for. Choose “Rankings” at the side to start over.
      </EmptyState>
    </>
  );
}

function RankingsSkeleton() {
  return (
    <Stack>
      <Skeleton height={40} width={260} />
      <Group>
        <Skeleton height={56} width={260} />
        <Skeleton height={56} width={200} />
        <Skeleton height={56} width={230} />
      </Group>
      <Skeleton height={110} />
      <Skeleton height={360} />
    </Stack>
  );
}
