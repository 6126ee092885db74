/** The job that runs now, small, in the header; a link to all jobs. Nothing while nothing runs. */
import { Progress, Stack, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { formatCount, formatDuration, formatPercent } from '../../../src/words/index.js';
import { IS_STATIC } from '../api.js';
import { useRead } from '../queries.js';

export function JobsIndicator() {
  const { data } = useRead('GET /api/jobs', {}, { enabled: !IS_STATIC });
  const job = data?.jobs.find(({ state }) => state === 'running');
  if (job === undefined) return null;
  const { progress } = job;
  const share = progress?.total ? progress.done / progress.total : null;
  const left = progress?.secondsLeft == null ? '' : `, ${formatDuration(progress.secondsLeft)} left`;
  const detail = progress
    ? `${progress.task}: ${formatCount(progress.done)}${progress.total === null ? '' : ` of ${formatCount(progress.total)}`} ${progress.unit}${left}`
    : 'Starting …';
  return (
    <Tooltip label={`${job.title} – ${detail}`} multiline maw={320}>
      <UnstyledButton component={Link} to="/jobs" w={{ base: 48, sm: 170 }}>
        <Stack gap={3}>
          <Text size="xs" truncate visibleFrom="sm">
            {job.title}
          </Text>
          <Progress
            value={share === null ? 100 : share * 100}
            animated={share === null}
            size="sm"
            aria-label={`${job.title}: ${share === null ? 'running' : formatPercent(share)}`}
          />
        </Stack>
      </UnstyledButton>
    </Tooltip>
  );
}
