/** What the last run found: numbers, figures, classes, trials, settings. In: a run, the page's state. Out: panels. */
import { Alert, DataList, Grid, SegmentedControl, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { WorkspaceResponse } from '../../../../src/protocol/index.js';
import { formatSplit } from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { ClassChanges } from './class-changes.js';
import type { MitigationRun } from './method-means.js';
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
/** Text of the library's yellow is too pale to read. */
const CAUTION = {
  root: { background: 'var(--caution-soft)' },
  title: { color: 'var(--caution)' },
  icon: { color: 'var(--caution)' },
};

export function Results({ run, split, search, change }: ResultsProps) {
  const splitName = formatSplit(split ?? 'val');
  return (
    <Stack gap="md">
      {run.isOutdated && (
        <Alert
          color="yellow"
          styles={CAUTION}
          icon={<IconAlertTriangle aria-hidden />}
          title="Verdicts have changed since this run"
        >
          It tuned for other spurious cues than there are now. Tune the head again to see what holds.
        </Alert>
      )}
      <Outcome run={run} split={splitName} />
      <Grid gap="md">
        <Grid.Col span={HALF}>
          <TradeoffPanel run={run} split={splitName} />
        </Grid.Col>
        <Grid.Col span={HALF}>
          <Panel
            title="Accuracy along the rankings"
            description="Mean over the classes with a spurious feature; level means no bias."
            fills
          >
            <RankFigure curves={run.curves} trials={run.trials} />
          </Panel>
        </Grid.Col>
        <Grid.Col span={HALF}>
          <TuningPanel run={run} search={search} change={change} />
        </Grid.Col>
        <Grid.Col span={HALF}>
          <Panel title="Class by class" description="A name leads to the ranking." fills>
            <ClassChanges
              classes={run.classes}
              split={split}
              sorting={[{ id: search.sort ?? 'before', desc: search.order !== 'asc' }]}
              onSort={([column]) => change({ sort: column?.id, order: column?.desc ? undefined : 'asc' })}
            />
          </Panel>
        </Grid.Col>
      </Grid>
      <Panel title="Trials" description="Gap and accuracy after tuning.">
        <TrialTable trials={run.trials} />
      </Panel>
      <Panel title="Settings of this run">
        <Settings settings={run.settings} />
      </Panel>
    </Stack>
  );
}

function TradeoffPanel({ run, split }: { run: MitigationRun; split: string }) {
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
      <TuningFigure trials={run.trials} targetGap={run.targetGap} quantity={quantity} />
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
