/**
 * Long work: what runs, what waits, what has ended, and the start of more.
 * In: the jobs route, kept fresh by the event stream. Out: orders to start and to cancel. One job runs at a time.
 */
import { Button, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { IconListDetails, IconPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { JOB_TITLES, type JobEntry } from '../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../src/words/index.js';
import { useJobControl } from '../../parts/jobs/job-control.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { Loaded } from '../../parts/page/loaded.js';
import { PageButton } from '../../parts/page/page-link.js';
import { PageTitle } from '../../parts/page/page-title.js';
import { Panel } from '../../parts/page/panel.js';
import { useRead } from '../../queries.js';
import { JobCard } from './job-card.js';
import { STARTABLE_KINDS, type StartableKind } from './job-offers.js';
import { isShown, type JobsSearch } from './jobs-search.js';
import { StartJob } from './start-job.js';

const route = getRouteApi('/jobs');

export default function JobsScreen() {
  const jobs = useRead('GET /api/jobs', {});
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { start, cancel, isSending } = useJobControl();
  const change = useCallback(
    (part: Partial<JobsSearch>) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  return (
    <>
      <PageTitle
        title="Jobs"
        description="Long work runs beside the app, one job at a time. This page can be closed; the work goes on."
      />
      <Stack gap="md">
        <Offers offer={(kind) => change({ start: kind })} />
        <Loaded query={jobs} skeleton={<Skeleton height={240} />}>
          {(response) => (
            <JobList
              jobs={response.jobs}
              search={search}
              change={change}
              cancel={(job) => void cancel(job)}
              startAgain={({ kind, options }) => void start(kind, options)}
              isSending={isSending}
            />
          )}
        </Loaded>
      </Stack>
      {search.start !== undefined && (
        <StartJob
          kind={search.start as StartableKind}
          isSending={isSending}
          close={() => change({ start: undefined })}
          start={(options) => {
            void start(search.start!, options).then(
              (job) => job && change({ start: undefined, log: job.id }),
            );
          }}
        />
      )}
    </>
  );
}

function Offers({ offer }: { offer: (kind: StartableKind) => void }) {
  return (
    <Panel title="Start">
      <Group gap="xs">
        {STARTABLE_KINDS.map((kind) => (
          <Button
            key={kind}
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => offer(kind)}
          >
            {JOB_TITLES[kind]}
          </Button>
        ))}
        <PageButton
          to="/mitigation"
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
        >
          Tune the head
        </PageButton>
      </Group>
    </Panel>
  );
}

interface JobListProps {
  jobs: readonly JobEntry[];
  search: JobsSearch;
  change: (part: Partial<JobsSearch>) => void;
  cancel: (job: JobEntry) => void;
  startAgain: (job: JobEntry) => void;
  isSending: boolean;
}

function JobList({ jobs, search, change, cancel, startAgain, isSending }: JobListProps) {
  const shown = jobs.filter((job) => isShown(job, search.show));
  if (jobs.length === 0) {
    return (
      <EmptyState title="No job has run yet" icon={<IconListDetails aria-hidden />}>
        Start one above. Commands of the terminal do the same work; those are not listed here.
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label="Jobs that are listed"
          data={[
            { value: 'all', label: 'All' },
            { value: 'active', label: 'Active' },
            { value: 'done', label: 'Done' },
            { value: 'ended', label: 'Not finished' },
          ]}
          value={search.show ?? 'all'}
          onChange={(show) => change({ show: show === 'all' ? undefined : (show as JobsSearch['show']) })}
        />
        <Text size="xs" c="var(--muted)">
          {formatQuantity(shown.length, 'job')}
        </Text>
      </Group>
      {shown.map((job) => (
        <JobCard
          key={job.id}
          job={job}
          isLogOpen={search.log === job.id}
          toggleLog={() => change({ log: search.log === job.id ? undefined : job.id })}
          cancel={() => cancel(job)}
          startAgain={() => startAgain(job)}
          isSending={isSending}
        />
      ))}
    </Stack>
  );
}
