/** What a job said, as it says it. In: the job's number. Out: lines with their times; the newest is kept in sight. */
import { Box, ScrollArea, Skeleton, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { JobLogLine } from '../../../../src/protocol/index.js';
import { useRead } from '../../queries.js';
import { Loaded } from '../page/loaded.js';

const COLOURS: Record<JobLogLine['level'], string> = {
  info: 'var(--ink)',
  warn: 'var(--caution)',
};

const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

export function JobLog({ id, maxHeight = 260 }: { id: number; maxHeight?: number }) {
  const job = useRead('GET /api/jobs/:id', { id });
  return (
    <Loaded query={job} skeleton={<Skeleton height={80} />}>
      {({ log }) => <Lines lines={log} maxHeight={maxHeight} />}
    </Loaded>
  );
}

function Lines({ lines, maxHeight }: { lines: readonly JobLogLine[]; maxHeight: number }) {
  const viewport = useRef<HTMLDivElement>(null);
  useEffect(() => {
    viewport.current?.scrollTo({ top: viewport.current.scrollHeight });
  }, [lines.length]);
  if (lines.length === 0) {
    return (
      <Text size="sm" c="var(--muted)">
        Nothing was logged.
      </Text>
    );
  }
  return (
    <ScrollArea.Autosize
      mah={maxHeight}
      viewportRef={viewport}
      viewportProps={{ tabIndex: 0, role: 'log', 'aria-label': 'Log of the job' }}
      bg="var(--muted-soft)"
      p="xs"
      style={{ borderRadius: 'var(--mantine-radius-sm)' }}
    >
      {lines.map(({ at, level, text }, place) => (
        <Text
          key={place}
          size="xs"
          c={COLOURS[level]}
          className="numbers"
          style={{ overflowWrap: 'anywhere' }}
        >
          <Box component="span" c="var(--muted)" mr="xs">
            {TIME.format(new Date(at))}
          </Box>
          {level === 'info' ? '' : `${level === 'warn' ? 'Warning' : 'Error'}: `}
          {text}
        </Text>
      ))}
    </ScrollArea.Autosize>
  );
}
