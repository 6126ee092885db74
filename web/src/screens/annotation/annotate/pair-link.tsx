/** A pair by name, leading to its page. In: a pair. Out: a link, underlined as it stands in sentences. */
import { Anchor, type MantineSize } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useClasses } from '../../../parts/study/classes.js';
import type { Pair } from './pair-key.js';

export function PairLink({ pair, size }: { pair: Pair; size: MantineSize }) {
  const { toLabel } = useClasses();
  const { classIndex, feature } = pair;
  return (
    <Anchor
      size={size}
      underline="always"
      renderRoot={(props) => (
        <Link
          to="/pairs/$classIndex/$feature"
          params={{ classIndex: String(classIndex), feature: String(feature) }}
          {...props}
        />
      )}
    >
      {toLabel(classIndex)}, feature {feature}
    </Anchor>
  );
}
