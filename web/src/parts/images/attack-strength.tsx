/**
 * How much of an attack is shown: the image as it is, a third of the way, all of it (docs/method.md, M14). What lies between is the straight
 * line between the two pictures. In: what a person chooses. Out: the share.
 */
import { SegmentedControl } from '@mantine/core';
import { useKeys } from '../keys/keys.js';

const STRENGTHS = [
  { share: 0, title: 'Natural' },
  { share: 1 / 3, title: 'A third' },
  { share: 1, title: 'Full' },
] as const;
/** What a person sees first. */
export const FULL_STRENGTH = 1;

export function AttackStrengthControl(props: {
  strength: number;
  change: (strength: number) => void;
  inDialog?: boolean;
}) {
  const { strength, change, inDialog = false } = props;
  const place = STRENGTHS.findIndex(({ share }) => share === strength);
  const next = STRENGTHS[(place + 1) % STRENGTHS.length]!;
  useKeys(
    inDialog ? 'Enlarged image' : 'Pictures',
    [{ keys: 'a', does: 'Made stronger: natural, a third, full', run: () => change(next.share) }],
    { inDialog },
  );
  return (
    <SegmentedControl
      aria-label="Made stronger (a)"
      title="Made stronger (a)"
      size="xs"
      value={String(place)}
      onChange={(value) => change(STRENGTHS[Number(value)]!.share)}
      data={STRENGTHS.map(({ title }, value) => ({ value: String(value), label: title }))}
    />
  );
}
