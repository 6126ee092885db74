/** What the last run found: numbers, figures, classes, trials, settings. In: a run, the page's state. Out: panels. */
import { Alert, DataList, Grid, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconScale } from '@tabler/icons-react';
import { hasMeasuredGap } from '../../../../src/figures/index.js';
import { type SplitName, toRepairedName, type WorkspaceResponse } from '../../../../src/protocol/index.js';
import { METHOD_TITLES } from '../../../../src/words/index.js';
import { CautionAlert } from '../../parts/page/caution-alert.js';
import { PageButton } from '../../parts/page/page-link.js';
import { Panel } from '../../parts/page/panel.js';
import { ClassChanges } from './class-changes.js';
import type { MitigationRun } from './mitigation-run.js';
import type { MitigationSearch } from './mitigation-search.js';
import { Outcome } from './outcome.js';
import { RankFigure } from './rank-figure.js';
import { TradeoffFigure } from './tradeoff-figure.js';
import { TrialTable } from './trial-table.js';
import { TuningFigure } from './tuning-figure.js';

interface ResultsProps {
  run: MitigationRun;
  /** Where gaps and accuracies are measured. */
  split: WorkspaceResponse['measuredSplit'];
  search: MitigationSearch;
  change: (part: Partial<MitigationSearch>) => void;
}

const HALF = { base: 12, md: 6 };

export function Results(props: ResultsProps & { isProvisional: boolean }) {
  const { run, split, search, change, isProvisional } = props;
  return (
    <Stack gap="md">
      {run.isOutdated && (
        <CautionAlert icon={<IconAlertTriangle aria-hidden />} title="Verdicts have changed since this run">
          It tuned for other spurious cues than there are now. Tune the head again to see what holds.
        </CautionAlert>
      )}
      <Advice run={run} />
      <Outcome run={run} isProvisional={isProvisional} />
      <BeforeAndAfter run={run} />
      {hasMeasuredGap(run.trials) && <Figures run={run} split={split} search={search} change={change} />}
      <Panel
        title="Trials"
        description="After tuning, on the images that measure; gaps in points, 95% intervals below their numbers."
      >
        <TrialTable trials={run.trials} />
      </Panel>
      <Panel title="Settings of this run">
        <Settings settings={run.settings} />
      </Panel>
    </Stack>
  );
}

/** The way to the images that the repair got right, and to those that it cost. */
function BeforeAndAfter({ run: { model, methods, recommendation } }: { run: MitigationRun }) {
  const repaired = methods.filter(({ state }) => state === 'repaired').map(({ method }) => method);
  const shown = repaired.find((method) => method === recommendation.method) ?? repaired[0];
  if (shown === undefined) return null;
  return (
    <Group gap="xs">
      <PageButton
        size="xs"
        variant="default"
        to="/compare"
        search={{ first: model, second: toRepairedName(shown), outcome: 'only-second' }}
      >
        Before and after, image by image
      </PageButton>
      <PageButton size="xs" variant="default" to="/models/$model" params={{ model: toRepairedName(shown) }}>
        What the repaired head takes for what
      </PageButton>
    </Group>
  );
}

/** Gap, rankings, curves and classes: all but the first rest on rankings. */
function Figures({ run, split, search, change }: ResultsProps) {
  return (
    <Grid gap="md">
      <Grid.Col span={HALF}>
        <TradeoffPanel run={run} split={split ?? 'val'} />
      </Grid.Col>
      <Grid.Col span={HALF}>
        <Panel
          title="Accuracy along the rankings"
          description="Mean over the classes with a spurious feature; level means no bias."
          fills
        >
          {run.curves.some(({ bins }) => bins.some(({ accuracy }) => accuracy !== null)) ? (
            <RankFigure curves={run.curves} />
          ) : (
            <Text size="sm" c="var(--muted)">
              No image of a ranked class was measured, so that there is nothing to draw along the rankings.
            </Text>
          )}
        </Panel>
      </Grid.Col>
      <Grid.Col span={12}>
        <TuningPanel run={run} search={search} change={change} />
      </Grid.Col>
      <Grid.Col span={12}>
        <Panel
          title="Class by class"
          description="Gaps in points with 95% intervals, of all validation images, also those that stopped the tuning. A name leads to the ranking."
        >
          <ClassChanges
            classes={run.classes}
            split={split}
            sorting={[{ id: search.sort ?? 'before', desc: search.order !== 'asc' }]}
            onSort={([column]) => change({ sort: column?.id, order: column?.desc ? undefined : 'asc' })}
          />
        </Panel>
      </Grid.Col>
    </Grid>
  );
}

/** What the run recommends, and what speaks against it. */
function Advice({ run: { recommendation, methods } }: { run: MitigationRun }) {
  const { method, isBorneOut, sentences } = recommendation;
  const others = methods.filter(({ state }) => state !== 'repaired');
  const title = toTitle(method, isBorneOut);
  const text = [...sentences, ...others.map((own) => `${METHOD_TITLES[own.method]}: ${own.note}.`)].join(' ');
  return isBorneOut ? (
    <Alert color="teal" icon={<IconScale aria-hidden />} title={title}>
      {text}
    </Alert>
  ) : (
    <CautionAlert icon={<IconAlertTriangle aria-hidden />} title={title}>
      {text}
    </CautionAlert>
  );
}

function toTitle(method: MitigationRun['recommendation']['method'], isBorneOut: boolean): string {
  if (method === null) return 'Keep the head';
  return isBorneOut
    ? `Recommended: ${METHOD_TITLES[method]}`
    : `${METHOD_TITLES[method]} came out best, but did not hold: not recommended`;
}

function TradeoffPanel({ run, split }: { run: MitigationRun; split: SplitName }) {
  return (
    <Panel
      title="Gap against accuracy"
      description="Down: less bias. Right: more is right. An arrow is the mean, a point a trial."
      fills
    >
      <TradeoffFigure trials={run.trials} split={split} />
    </Panel>
  );
}

function TuningPanel({ run, search, change }: Omit<ResultsProps, 'split'>) {
  const quantity = search.curve ?? 'gap';
  return (
    <Panel
      title="While tuning"
      description="Measured at the end of each epoch; a line is a trial."
      actions={
        <SegmentedControl
          size="xs"
          aria-label="What the curve shows"
          data={[
            { value: 'gap', label: 'Gap' },
            { value: 'accuracy', label: 'Accuracy' },
          ]}
          value={quantity}
          onChange={(curve) => change({ curve: curve === 'accuracy' ? curve : undefined })}
        />
      }
      fills
    >
      {run.trials.some(({ curve }) => curve.length > 0) ? (
        <TuningFigure trials={run.trials} targetGap={run.targetGap} quantity={quantity} />
      ) : (
        <Text size="sm" c="var(--muted)">
          No method of this run takes steps from the head: there are no epochs to follow.
        </Text>
      )}
    </Panel>
  );
}

function Settings({ settings }: Pick<MitigationRun, 'settings'>) {
  return (
    <DataList labelWidth="min(14rem, 40%)">
      {settings.map(({ name, value }) => (
        <DataList.Item key={name}>
          <DataList.ItemLabel>{name}</DataList.ItemLabel>
          <DataList.ItemValue className="numbers" style={{ overflowWrap: 'anywhere' }}>
            {value}
          </DataList.ItemValue>
        </DataList.Item>
      ))}
    </DataList>
  );
}
