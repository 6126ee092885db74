/**
 * Label noise: images that may be mislabelled or show several objects, one decision each, by keys alone if wanted.
 * In: the noise route. Out: decisions. No label of the data set is changed: exports carry them out.
 */
import { Button, Grid, Group, Skeleton, Stack } from '@mantine/core';
import { IconDownload, IconTagOff } from '@tabler/icons-react';
import { FILE_ROUTES, type NoiseFlag, type NoiseResponse } from '../../../../src/protocol/index.js';
import { IS_STATIC, withPerson } from '../../api.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { Loaded } from '../../parts/page/loaded.js';
import { PageButton } from '../../parts/page/page-link.js';
import { PageTitle } from '../../parts/page/page-title.js';
import { Panel } from '../../parts/page/panel.js';
import { useClasses } from '../../parts/study/classes.js';
import { useRead } from '../../queries.js';
import { CollisionTable } from './collision-table.js';
import { FlagDecisions } from './flag-decisions.js';
import { FlagDetail } from './flag-detail.js';
import { FlagList } from './flag-list.js';
import { type LabelDecisions, useLabelDecisions } from './label-decisions.js';
import { NoiseToolbar } from './noise-toolbar.js';
import { OtherDecisions } from './other-decisions.js';
import { useFlagQueue } from './use-flag-queue.js';

const EXPORTS = [
  { path: FILE_ROUTES.decisions, title: 'Decisions (CSV)' },
  { path: FILE_ROUTES.cleanedManifest, title: 'Cleaned manifest (CSV)' },
];

export default function NoiseScreen() {
  const noise = useRead('GET /api/noise', {});
  const decisions = useLabelDecisions();
  const { toLabel } = useClasses();
  return (
    <>
      <PageTitle
        title="Label noise"
        description="Images of classes whose gap is negative beyond its interval that show the cue strongly and that the model takes for another class: perhaps mislabelled, perhaps of several objects."
        actions={noise.data && hasDecisions(noise.data) && <Exports />}
      />
      <Loaded query={noise} skeleton={<Skeleton height={520} />}>
        {({ flags, reason, otherDecisions, collisions }) => (
          <Stack gap="md">
            {flags.length === 0 ? (
              <NoFlags reason={reason} />
            ) : (
              <Flags flags={flags} decisions={decisions} toLabel={toLabel} />
            )}
            {otherDecisions.length > 0 && (
              <Panel
                title="Other decisions"
                description="Their images are not flagged any more; the exports still follow them."
              >
                <OtherDecisions
                  entries={otherDecisions}
                  toLabel={toLabel}
                  takeBack={(image) => void decisions.decide(image, { choice: null, newClassIndex: null })}
                />
              </Panel>
            )}
            {collisions.length > 0 && (
              <Panel
                title="Collisions"
                description="The same feature is a cue for one class and the object of another: a frequent reason for wrong and double labels."
              >
                <CollisionTable collisions={collisions} toLabel={toLabel} />
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
  const { search, change, flag, ...queue } = useFlagQueue(flags, decisions);
  const { data: workspace } = useRead('GET /api/workspace', {});
  const hasPictures = workspace?.hasPictures ?? true;
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
                newClassIndex={queue.newClassIndex}
                onNewClass={queue.chooseNewClass}
                decide={(choice) => void queue.decide(choice)}
                undo={queue.undo}
                canUndo={decisions.canUndo}
              />
            )}
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 4 }} order={{ base: 2, md: 1 }}>
            <FlagList
              flags={queue.listed}
              current={queue.place}
              onChoose={queue.goTo}
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
  return EXPORTS.map(({ path, title }) => (
    <Button
      key={path}
      component="a"
      href={withPerson(path.slice(1))}
      download
      size="xs"
      variant="default"
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      {title}
    </Button>
  ));
}

function hasDecisions({ flags, otherDecisions }: NoiseResponse): boolean {
  return otherDecisions.length > 0 || flags.some(({ decision }) => decision !== null);
}
