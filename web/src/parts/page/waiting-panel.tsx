/** A panel whose numbers are on their way. In: its title. Out: the title over a skeleton, so that nothing moves far when they come. */
import { Skeleton } from '@mantine/core';
import { Panel } from './panel.js';

export function WaitingPanel({ title }: { title: string }) {
  return (
    <Panel title={title}>
      <div aria-busy="true">
        <Skeleton height={140} />
      </div>
    </Panel>
  );
}
