/**
 * Label noise: images that may be mislabelled or show several objects, one decision each, by keys alone if wanted.
 * In: the noise route. Out: decisions. No label of the data set is changed: exports carry them out.
 */
import { Button, Grid, Group, Skeleton, Stack } from '@mantine/core';
import { IconDownload, IconTagOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import {
  FILE_ROUTES,
  type LabelDecisionKind,
  type NoiseFlag,
  type NoiseResponse,
} from '../../../../src/protocol/index.js';
import { IS_STATIC } from '../../api.js';
import { useClasses } from '../../parts/classes.js';
import { EmptyState } from '../../parts/empty-state.js';
import { useKeys } from '../../parts/keys.js';
import { Loaded } from '../../parts/loaded.js';
import { PageButton } from '../../parts/page-link.js';
import { PageTitle } from '../../parts/page-title.js';
import { Panel } from '../../parts/panel.js';
import { useRead } from '../../queries.js';
import { CollisionTable } from './collision-table.js';
import { FlagDecisions } from './flag-decisions.js';
import { FlagDetail } from './flag-detail.js';
import { FlagList } from './flag-list.js';
import { filterFlags, findNextOpen } from './flag-queue.js';
import { type LabelDecisions, useLabelDecisions } from './label-decisions.js';
import type { NoiseSearch } from './noise-search.js';
import { NoiseToolbar } from './noise-toolbar.js';
import { OtherDecisions } from './other-decisions.js';

const route = getRouteApi('/noise');

export default function NoiseScreen() {
  const noise = useRead('GET /api/noise', {});
  const decisions = useLabelDecisions();
  const { toLabel } = useClasses();
  return (
    <>
      <PageTitle
        title="Label noise"
        description="Images of classes with a negative gap that show the cue strongly and that the model takes for another class: perhaps mislabelled, perhaps of several objects."
        actions={noise.data && hasDecisions(noise.data) && <Exports />}
      />
      <Loaded query={noise} skeleton={<Skeleton height={520} />}>
        {(response) => (
          <Stack gap="md">
            {response.flags.length === 0 ? (
              <NoFlags reason={response.reason} />
            ) : (
              <Flags flags={response.flags} decisions={decisions} toLabel={toLabel} />
            )}
            {response.otherDecisions.length > 0 && (
              <Panel
                title="Other decisions"
                description="Their images are not flagged any more; the exports still follow them."
              >
                <OtherDecisions
                  entries={response.otherDecisions}
                  toLabel={toLabel}
                  takeBack={(image) => void decisions.decide(image, { decision: null, newClassIndex: null })}
                />
              </Panel>
            )}
            {response.collisions.length > 0 && (
              <Panel
                title="Collisions"
                description="The same feature is a cue for one class and the object of another: a frequent reason for wrong and double labels."
              >
                <CollisionTable collisions={response.collisions} toLabel={toLabel} />
              </Panel>
            )}
          </Stack>
        )}
      </Loaded>
    </>
  );
}

interface FlagsProps {
  flags: readonly NoiseFlag[];
  decisions: LabelDecisions;
  toLabel: (classIndex: number) => string;
}

function Flags({ flags, decisions, toLabel }: FlagsProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: Partial<NoiseSearch>) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const { data: workspace } = useRead('GET /api/workspace', {});
  const hasPictures = workspace?.hasPictures ?? true;
  const listed = useMemo(
    () => filterFlags(flags, search.show ?? 'all', search.class ?? null),
    [flags, search.show, search.class],
  );
  const place = Math.max(
    0,
    listed.findIndex(({ image }) => image === search.image),
  );
  const flag = listed[place];
  const [chosen, setChosen] = useState<{ image: number; classIndex: number } | null>(null);
  const newClassIndex =
    chosen?.image === flag?.image && chosen !== null
      ? chosen.classIndex
      : (flag?.decision?.newClassIndex ?? flag?.suspectedClassIndex ?? 0);

  const goTo = (next: number) => change({ image: listed[next]?.image });
  const decide = async (decision: LabelDecisionKind | null) => {
    if (flag === undefined) return;
    const next = listed[findNextOpen(listed, place)]?.image;
    const isTaken = await decisions.decide(flag.image, {
      decision,
      newClassIndex: decision === 'relabel' ? newClassIndex : null,
    });
    if (isTaken && decision !== null) change({ image: next });
  };
  const undo = () => {
    const image = decisions.undo();
    if (image !== null) change({ image, show: undefined, class: undefined });
  };
  useKeys(
    'Label noise',
    [
      { keys: 'k', does: 'Keep the label', run: () => void decide('keep') },
      { keys: 'r', does: 'Relabel', run: () => void decide('relabel') },
      { keys: 'e', does: 'Exclude', run: () => void decide('exclude') },
      { keys: 'u', does: 'Undo the last decision', run: undo },
      { keys: 'n', does: 'Next undecided image', run: () => goTo(findNextOpen(listed, place)) },
      { keys: 'ArrowDown', does: 'Next image', run: () => goTo(Math.min(place + 1, listed.length - 1)) },
      { keys: 'ArrowUp', does: 'Previous image', run: () => goTo(Math.max(place - 1, 0)) },
    ],
    { isActive: !IS_STATIC },
  );
  return (
    <div>
      <NoiseToolbar flags={flags} search={search} change={change} toLabel={toLabel} />
      {flag === undefined ? (
        <EmptyState
          title={search.show === 'open' ? 'Everything is decided' : 'No flag like this'}
          size="sm"
          actions={
            <Button variant="default" size="xs" onClick={() => change({ show: undefined, class: undefined })}>
              Show all
            </Button>
          }
        />
      ) : (
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 8 }} order={{ base: 1, md: 2 }}>
            <FlagDetail flag={flag} hasPictures={hasPictures} toLabel={toLabel} />
            {!IS_STATIC && (
              <FlagDecisions
                decision={flag.decision}
                toLabel={toLabel}
                newClassIndex={newClassIndex}
                onNewClass={(classIndex) => setChosen({ image: flag.image, classIndex })}
                decide={(decision) => void decide(decision)}
                undo={undo}
                canUndo={decisions.canUndo}
              />
            )}
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 4 }} order={{ base: 2, md: 1 }}>
            <FlagList
              flags={listed}
              current={place}
              onChoose={goTo}
              toLabel={toLabel}
              hasPictures={hasPictures}
            />
          </Grid.Col>
        </Grid>
      )}
    </div>
  );
}

function NoFlags({ reason }: { reason: string | null }) {
  return (
    <EmptyState
      title="No image is flagged"
      icon={<IconTagOff aria-hidden />}
      actions={
        <Group gap="xs">
          <PageButton to="/models" variant="default">
            See the gaps
          </PageButton>
          <PageButton to="/annotate" variant="default">
            Judge pairs
          </PageButton>
        </Group>
      }
    >
      {reason ?? 'No class has a negative gap.'} Where a class is recognised <em>worse</em> with its cue than
      without, its most spurious images are looked at: those that the model takes for another class are
      flagged here.
    </EmptyState>
  );
}

function Exports() {
  return (
    <>
      {[
        { path: FILE_ROUTES.decisions, title: 'Decisions' },
        { path: FILE_ROUTES.cleanedManifest, title: 'Cleaned manifest' },
      ].map(({ path, title }) => (
        <Button
          key={path}
          component="a"
          href={path.slice(1)}
          download
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {title} (CSV)
        </Button>
      ))}
    </>
  );
}

function hasDecisions({ flags, otherDecisions }: NoiseResponse): boolean {
  return otherDecisions.length > 0 || flags.some(({ decision }) => decision !== null);
}
