/**
 * Everything about one (class, feature) pair. In: class and feature from the path, the address. Out: the page.
 * While a person judges blind the pair holds their own answers and nothing of others.
 */
import { Grid, Skeleton, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { PairResponse, WorkspaceResponse } from '../../../../../src/protocol/index.js';
import { EmptyState } from '../../../parts/page/empty-state.js';
import { Loaded } from '../../../parts/page/loaded.js';
import { PageButton } from '../../../parts/page/page-link.js';
import { PageTitle } from '../../../parts/page/page-title.js';
import { prefetch, useRead } from '../../../queries.js';
import { PairAnswers } from './pair-answers.js';
import { PairEvidence } from './pair-evidence.js';
import { PairFigures } from './pair-figures.js';
import { PairHead } from './pair-head.js';
import { findPairNeighbours } from './pair-neighbours.js';
import { PairRelatives } from './pair-relatives.js';
import { PairVerdict } from './pair-verdict.js';

const route = getRouteApi('/pairs/$classIndex/$feature');

export default function PairScreen() {
  const params = route.useParams();
  const [classIndex, feature] = [Number(params.classIndex), Number(params.feature)];
  if (![classIndex, feature].every((index) => Number.isInteger(index) && index >= 0)) return <UnknownPair />;
  return <KnownPair key={`${classIndex}-${feature}`} classIndex={classIndex} feature={feature} />;
}

function KnownPair(props: { classIndex: number; feature: number }) {
  const { classIndex, feature } = props;
  const workspace = useRead('GET /api/workspace', {});
  const pair = useRead('GET /api/pairs/:classIndex/:feature', { classIndex, feature });
  return (
    <Loaded query={workspace} skeleton={<PairSkeleton />}>
      {(workspaceData) => (
        <Loaded query={pair} skeleton={<PairSkeleton />}>
          {(pairData) => <PairPage workspace={workspaceData} pair={pairData} />}
        </Loaded>
      )}
    </Loaded>
  );
}

function PairPage({ workspace, pair }: { workspace: WorkspaceResponse; pair: PairResponse }) {
  const search = route.useSearch();
  const { data: pairs } = useRead('GET /api/pairs', {});
  const neighbours = pairs ? findPairNeighbours(pairs, pair) : { previous: null, next: null };
  const { previous, next } = neighbours;
  useEffect(() => {
    for (const neighbour of [previous, next]) {
      if (neighbour === null) continue;
      const { classIndex, feature } = neighbour;
      prefetch('GET /api/pairs/:classIndex/:feature', { classIndex, feature });
    }
  }, [previous, next]);
  const isBlind = workspace.annotation.blind !== null;
  return (
    <>
      <PairHead {...{ pair, neighbours, isBlind }} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <PairEvidence {...{ workspace, pair }} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <PairVerdict {...{ workspace, pair, isBlind }} />
        </Grid.Col>
        <Grid.Col span={12}>
          <PairFigures pair={pair} />
        </Grid.Col>
        <Grid.Col span={12}>
          <PairAnswers {...{ pair, isBlind }} withHistory={search.history ?? false} />
        </Grid.Col>
        <Grid.Col span={12}>
          <PairRelatives {...{ workspace, pair, pairs }} />
        </Grid.Col>
      </Grid>
    </>
  );
}

function UnknownPair() {
  return (
    <>
      <PageTitle title="No such pair" />
      <EmptyState
        title="The address names no pair"
        actions={
          <PageButton to="/pairs" variant="default">
            All pairs
          </PageButton>
        }
      >
        A pair’s address ends in two numbers: its class and its feature.
      </EmptyState>
    </>
  );
}

function PairSkeleton() {
  return (
    <Stack>
      <Skeleton height={44} width={320} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Skeleton height={520} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Skeleton height={520} />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
