/** What stands in the place of a study where nobody can judge: in a copy for reading, and before a person has a name. In: why. Out: words. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { EmptyState } from '../../parts/page/empty-state.js';

export function JudgingNeedsServer() {
  return <EmptyState title="Judging needs the server">This is a copy for reading.</EmptyState>;
}

export function NameWanted({ ask, children }: { ask: () => unknown; children: ReactNode }) {
  return (
    <EmptyState title="Who is judging?" actions={<Button onClick={() => void ask()}>Say your name</Button>}>
      {children}
    </EmptyState>
  );
}
