/**
 * How far a job is: a bar, and in words what it does, how fast, how long it will still take.
 * In: a job. Out: a bar with a line below. Ended jobs have no bar.
 */
import { Group, Progress, Stack, Text } from '@mantine/core';
import type { JobEntry, JobProgress as Report } from '../../../../src/protocol/index.js';
import { formatCount, formatDecimal, formatDuration, formatPercent } from '../../../../src/words/index.js';

export function JobProgress({ job }: { job: JobEntry }) {
  if (job.state === 'queued') {
    return (
      <Text size="sm" c="var(--muted)">
        Waits for the job before it.
      </Text>
    );
  }
  const share = job.progress?.total ? job.progress.done / job.progress.total : null;
  return (
    <Stack gap={4}>
      <Progress
        value={share === null ? 100 : share * 100}
        animated={share === null}
        striped={share === null}
        aria-label={`${job.title}: ${share === null ? 'running' : formatPercent(share)}`}
      />
      <Group justify="space-between" gap="xs">
        <Text size="xs">{job.progress === null ? 'Starting …' : describeDone(job.progress)}</Text>
        <Text size="xs" c="var(--muted)" className="numbers">
          {job.progress === null ? '' : describePace(job.progress)}
        </Text>
      </Group>
    </Stack>
  );
}

/** "tuning the head: 3 of 7 runs". */
function describeDone({ task, done, total, unit }: Report): string {
  const whole = total === null ? '' : ` of ${formatCount(total)}`;
  return `${task}: ${formatCount(done)}${whole} ${unit}`;
}

/** "0.5 runs/s, 8 s left"; empty while neither is known. */
function describePace({ rate, secondsLeft, unit }: Report): string {
  const parts = [
    rate === null ? null : `${rate < 10 ? formatDecimal(rate, 1) : formatCount(Math.round(rate))} ${unit}/s`,
    secondsLeft === null ? null : `${formatDuration(secondsLeft)} left`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
