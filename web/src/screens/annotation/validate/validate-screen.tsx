/** The second study: do the heatmaps of a pair show one attribute throughout? In: the address. Out: panels, form, outcome. */
import { Button, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { WorkspaceResponse } from '../../../../../src/protocol/index.js';
import { IS_STATIC } from '../../../api.js';
import { EmptyState } from '../../../parts/page/empty-state.js';
import { FailureAlert } from '../../../parts/page/failure-alert.js';
import { Loaded } from '../../../parts/page/loaded.js';
import { PageTitle } from '../../../parts/page/page-title.js';
import { usePerson } from '../../../parts/study/person.js';
import { useRead } from '../../../queries.js';
import { NextButton } from '../annotate/answering.js';
import { formatPair, type Pair, parsePair } from '../annotate/pair-key.js';
import { toWorkspaceName } from '../annotate/use-outbox.js';
import { WorkBar } from '../annotate/work-bar.js';
import { WorkStatus } from '../annotate/work-status.js';
import { JudgingNeedsServer, NameWanted } from '../judging-gate.js';
import { useValidating } from './use-validating.js';
import { ValidationOutcome } from './validation-outcome.js';
import { ValidationSheet } from './validation-sheet.js';

const route = getRouteApi('/validate');

export default function ValidateScreen() {
  const { variant = 'lowest' } = route.useSearch();
  const navigate = route.useNavigate();
  const workspace = useRead('GET /api/workspace', {});
  if (IS_STATIC) {
    return <JudgingNeedsServer />;
  }
  return (
    <>
      <PageTitle
        title="Validate"
        description="Do the heatmaps of a class and feature show one attribute, from its strongest images to weaker ones?"
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Images of the panels after the first"
            value={variant}
            onChange={(value) =>
              void navigate({
                search: { pair: undefined, variant: value === 'random' ? 'random' : undefined },
              })
            }
            data={[
              { value: 'lowest', label: 'Next and weakest' },
              { value: 'random', label: 'Drawn at random' },
            ]}
          />
        }
      />
      <Loaded query={workspace} skeleton={<PanelsSkeleton />}>
        {(data) => <Person workspace={data} />}
      </Loaded>
    </>
  );
}

function Person({ workspace }: { workspace: WorkspaceResponse }) {
  const { variant = 'lowest' } = route.useSearch();
  const { name, ask } = usePerson();
  useEffect(() => {
    void ask();
  }, [ask]);
  if (!workspace.hasEncoder || !workspace.hasPictures) {
    return (
      <EmptyState title="No heatmaps to compare">
        {workspace.hasPictures
          ? 'The features of this workspace come from an unknown network, so no heatmaps can be drawn.'
          : 'This workspace has no images.'}
      </EmptyState>
    );
  }
  if (name === null) {
    return <NameWanted ask={ask}>A name keeps the answers of several people apart.</NameWanted>;
  }
  return <Validating key={`${name} ${variant}`} workspace={workspace} workerId={name} />;
}

function Validating({ workspace, workerId }: { workspace: WorkspaceResponse; workerId: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const workspaceName = toWorkspaceName(workspace);
  const show = (pair: Pair | null) =>
    void navigate({ search: { ...search, pair: pair ? formatPair(pair) : undefined }, resetScroll: false });
  const validating = useValidating({
    workspaceName,
    workerId,
    variant: search.variant ?? 'lowest',
    pair: parsePair(search.pair) ?? null,
    show,
  });
  const { task } = validating;
  const shown = task && formatPair(task);
  // The pair is part of the address, so that reload and the back button know it.
  useEffect(() => {
    if (shown !== null && search.pair === undefined) {
      void navigate({ search: (now) => ({ ...now, pair: shown }), replace: true, resetScroll: false });
    }
  }, [shown, search.pair, navigate]);
  return (
    <Stack gap="sm">
      <WorkBar done={validating.done} left={validating.left} log={validating.log.entries} />
      <WorkStatus workspaceName={workspaceName} />
      {task !== null ? (
        <ValidationSheet validating={validating} task={task} />
      ) : validating.error ? (
        <>
          <FailureAlert
            error={validating.error}
            retry={validating.retry}
            title="These panels could not be loaded"
          />
          <NextButton show={() => show(null)} />
        </>
      ) : validating.isMissing ? (
        <EmptyState
          title="No panels for this pair"
          actions={<Button onClick={() => show(null)}>Go to the next pair</Button>}
        >
          Its class has fewer than 15 training images.
        </EmptyState>
      ) : validating.isLoading ? (
        <PanelsSkeleton />
      ) : (
        <EmptyState
          title="Nothing left for you"
          icon={<IconChecks aria-hidden />}
          actions={
            validating.undo ? (
              <Button variant="default" onClick={validating.undo}>
                Back to the last one
              </Button>
            ) : undefined
          }
        >
          You have compared the panels of every pair whose class has at least 15 training images.
        </EmptyState>
      )}
      <ValidationOutcome note={validating.note} />
    </Stack>
  );
}

function PanelsSkeleton() {
  return (
    <Stack gap="md" aria-busy="true">
      {['first', 'second', 'third'].map((panel) => (
        <Skeleton key={panel} height={120} />
      ))}
      <Skeleton height={72} />
    </Stack>
  );
}
