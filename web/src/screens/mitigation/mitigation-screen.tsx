/**
 * Mitigation: tune the last layer on the least spurious images, watch it, compare with the baselines, take the result away.
 * In: the mitigation route, jobs. Out: the page; the next run's settings live in the address.
 */
import { Alert, Grid, Skeleton, Stack } from '@mantine/core';
import { IconAlertTriangle, IconScale } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { JobEntry, MitigationResponse } from '../../../../src/protocol/index.js';
import { IS_STATIC } from '../../api.js';
import { useJobControl } from '../../parts/jobs/job-control.js';
import { JobLogLink, RunningJob, useLastJob } from '../../parts/jobs/running-job.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { Loaded } from '../../parts/page/loaded.js';
import { PageTitle } from '../../parts/page/page-title.js';
import { Panel } from '../../parts/page/panel.js';
import { Withheld } from '../../parts/page/withheld.js';
import { useRead } from '../../queries.js';
import { Downloads } from './downloads.js';
import { type MitigationSearch, toJobOptions } from './mitigation-search.js';
import { Results } from './results.js';
import { RunForm } from './run-form.js';

const route = getRouteApi('/mitigation');

export default function MitigationScreen() {
  const mitigation = useRead('GET /api/mitigation', {});
  return (
    <>
      <PageTitle
        title="Mitigation"
        description="Tunes only the last layer, on images that show their class without its cue, until the gap closes. All other layers stay as they are."
      />
      <Loaded query={mitigation} skeleton={<Skeleton height={600} />}>
        {(response) =>
          response.withheld === null ? (
            <Mitigation response={response} />
          ) : (
            <Withheld reason={response.withheld} />
          )
        }
      </Loaded>
    </>
  );
}

function Mitigation({ response }: { response: MitigationResponse }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: Partial<MitigationSearch>) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const { data: workspace } = useRead('GET /api/workspace', {});
  const { start, isSending } = useJobControl();
  const { last, active } = useLastJob('mitigate');
  const isFirst = response.result === null;
  return (
    <Stack gap="md">
      {last?.state === 'failed' && <FailedRun job={last} />}
      {response.damage !== null && (
        <Alert
          color="red"
          icon={<IconAlertTriangle aria-hidden />}
          title="The last run’s result cannot be read"
        >
          {response.damage}
        </Alert>
      )}
      <Grid gap="md">
        {!IS_STATIC && (
          <Grid.Col span={{ base: 12, lg: 3.5 }} order={{ base: isFirst ? 1 : 2, lg: 1 }}>
            <Stack gap="md">
              <Panel title="New run">
                <RunForm
                  response={response}
                  search={search}
                  change={change}
                  isSending={isSending}
                  status={active ? <RunningJob job={active} /> : null}
                  start={() => void start('mitigate', toJobOptions(search))}
                />
              </Panel>
              {response.downloads.length > 0 && (
                <Downloads
                  downloads={response.downloads}
                  method={response.offeredMethod}
                  model={response.result?.model ?? null}
                  recommendation={response.result?.recommendation ?? null}
                />
              )}
            </Stack>
          </Grid.Col>
        )}
        <Grid.Col span={{ base: 12, lg: IS_STATIC ? 12 : 8.5 }} order={{ base: isFirst ? 2 : 1, lg: 2 }}>
          {response.result === null ? (
            <EmptyState title="No head has been tuned yet" icon={<IconScale aria-hidden />}>
              Here stand, after a run, accuracy and gap before and after it, on images that the repair never
              saw, and the repaired network to take along. “Tune the head” starts one. A run takes seconds to
              minutes: it works on the features that are there already, and computes those of an added network
              once. It needs at least one class with a spurious feature, or groups that are known.
            </EmptyState>
          ) : (
            <Results
              run={response.result}
              split={workspace?.measuredSplit ?? null}
              isProvisional={(workspace?.annotation.verdictSources.provisional ?? 0) > 0}
              search={search}
              change={change}
            />
          )}
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

function FailedRun({ job }: { job: JobEntry }) {
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title="The last run failed">
      {job.error ?? 'It gave no reason.'} <JobLogLink job={job}>See its log</JobLogLink>
    </Alert>
  );
}
