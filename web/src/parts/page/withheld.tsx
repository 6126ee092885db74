/** In the place of what rests on everybody's judgements, for whoever judges blind. In: the server's reason. Out: words. */
import { IconEyeOff } from '@tabler/icons-react';
import { EmptyState } from './empty-state.js';

export function Withheld({ reason }: { reason: string }) {
  return (
    <EmptyState title="Hidden while you judge blind" icon={<IconEyeOff aria-hidden />}>
      {reason}
    </EmptyState>
  );
}
