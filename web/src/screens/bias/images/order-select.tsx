/** Which end of the rankings comes first. In: the order. Out: the next one. */
import { SegmentedControl } from '@mantine/core';
import type { SpuriosityOrder } from './model-images.js';

export function OrderSelect({
  order,
  onChange,
}: {
  order: SpuriosityOrder;
  onChange: (order: SpuriosityOrder) => void;
}) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Order by spuriosity"
      data={[
        { value: 'least-first', label: 'Least spurious first' },
        { value: 'most-first', label: 'Most first' },
      ]}
      value={order ?? 'least-first'}
      onChange={(next) => onChange(next === 'most-first' ? next : undefined)}
    />
  );
}
