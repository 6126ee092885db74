/**
 * The front page: what the data set is, how far the work is, how biased the models are, what to do next.
 * In: the workspace's answer. Out: figures and ways on. Computes nothing that the server knows.
 */
import { Badge, Grid, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { WorkspaceResponse } from '../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../src/words/index.js';
import { IS_STATIC } from '../../api.js';
import { useLastJob } from '../../parts/jobs/running-job.js';
import { Loaded } from '../../parts/page/loaded.js';
import { PageTitle } from '../../parts/page/page-title.js';
import { TourOffer } from '../../parts/tour/tour-offer.js';
import { useRead } from '../../queries.js';
import { AnnotationSummary } from './annotation-summary.js';
import { BiasedClasses } from './biased-classes.js';
import { DataFacts } from './data-facts.js';
import { FindingPanel } from './finding-panel.js';
import { KeyFigures } from './key-figures.js';
import { ModelGaps } from './model-gaps.js';
import { NextSteps } from './next-steps.js';
import { RunPanel } from './run-panel.js';
import { SkippedDrawer } from './skipped-drawer.js';

const route = getRouteApi('/');

export default function OverviewScreen() {
  const workspace = useRead('GET /api/workspace', {});
  return (
    <>
      <PageTitle
        title="Overview"
        description={workspace.data ? describe(workspace.data) : undefined}
        aside={
          workspace.data?.synthetic ? (
            <Badge variant="default" tt="none" fw={500} hiddenFrom="xs">
              synthetic images
            </Badge>
          ) : null
        }
      />
      <Loaded query={workspace} skeleton={<OverviewSkeleton />}>
        {(data) => <Overview workspace={data} />}
      </Loaded>
    </>
  );
}

function Overview({ workspace }: { workspace: WorkspaceResponse }) {
  const { skipped } = route.useSearch();
  const { active } = useLastJob('run');
  const navigate = route.useNavigate();
  const showSkipped = (isShown: boolean) =>
    void navigate({ search: { skipped: isShown || undefined }, resetScroll: false });
  return (
    <Stack gap="sm">
      {workspace.synthetic && !IS_STATIC ? <TourOffer /> : null}
      <RunPanel />
      <FindingPanel workspace={workspace} />
      <KeyFigures workspace={workspace} />
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="sm">
            {IS_STATIC || active !== undefined ? null : <NextSteps steps={workspace.nextSteps} />}
            <BiasedClasses workspace={workspace} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="sm">
            <AnnotationSummary progress={workspace.annotation} />
            <ModelGaps workspace={workspace} />
            <DataFacts workspace={workspace} openSkipped={() => showSkipped(true)} />
          </Stack>
        </Grid.Col>
      </Grid>
      <SkippedDrawer isOpen={skipped === true} close={() => showSkipped(false)} />
    </Stack>
  );
}

/** "1,375 images of 5 classes, seen through Tiny robust CNN." */
function describe({ splits, classes, encoder }: WorkspaceResponse): string {
  const imageCount = splits.reduce((sum, split) => sum + split.imageCount, 0);
  const classCount = formatQuantity(classes.length, 'class', 'classes');
  if (imageCount === 0) return `${classCount}, without images.`;
  const through = encoder === null ? '' : `, seen through ${encoder.title}`;
  return `${formatQuantity(imageCount, 'image')} of ${classCount}${through}.`;
}

const FIGURES = ['gap', 'ends', 'pairs', 'agreement'];

function OverviewSkeleton() {
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        {FIGURES.map((figure) => (
          <Skeleton key={figure} height={100} />
        ))}
      </SimpleGrid>
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Skeleton height={420} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Skeleton height={420} />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
