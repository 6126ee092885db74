/**
 * What a page shows of an answer of the server while it loads, when it fails, and when it is there.
 * In: a query of queries.ts and a skeleton of the page's own layout. Out: one of the three.
 */
import { Box } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FailureAlert } from './failure-alert.js';

export function Loaded<T>(props: {
  query: UseQueryResult<T>;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = props.query;
  // An answer that could not be renewed is still worth more than an error.
  if (data !== undefined) return props.children(data);
  if (error) return <FailureAlert error={error} retry={refetch} />;
  return (
    <Box aria-busy="true">
      <span className="sr-only" role="status">
        Loading…
      </span>
      {props.skeleton}
    </Box>
  );
}
