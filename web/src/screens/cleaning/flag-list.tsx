/**
 * The flagged images, one below the other; only those in sight are drawn.
 * In: flags, the one looked at. Out: a list that scrolls; what was chosen.
 */
import { Text, UnstyledButton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { type NoiseFlag, PICTURES } from '../../../../src/protocol/index.js';
import { Picture } from '../../parts/images/picture.js';
import { DecisionBadge } from '../../parts/marks/decision-badge.js';
import classes from './flag-list.module.css';

const ROW_HEIGHT = 76;

interface FlagListProps {
  flags: readonly NoiseFlag[];
  /** Place of the flag that is looked at. */
  current: number;
  onChoose: (place: number) => void;
  toLabel: (classIndex: number) => string;
  hasPictures: boolean;
}

export function FlagList({ flags, current, onChoose, toLabel, hasPictures }: FlagListProps) {
  const box = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: flags.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (place) => flags[place]!.image,
    overscan: 6,
  });
  useEffect(() => {
    if (current >= 0) virtualizer.scrollToIndex(current, { align: 'auto' });
  }, [current, virtualizer]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
    <section ref={box} className={classes.box} aria-label="Flagged images" tabIndex={0}>
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const flag = flags[index]!;
          return (
            <UnstyledButton
              key={flag.image}
              className={classes.row}
              style={{ transform: `translateY(${start}px)` }}
              aria-current={index === current || undefined}
              onClick={() => onChoose(index)}
            >
              <Picture src={hasPictures ? PICTURES.image(flag.image) : null} alt="" size={60} />
              <span className={classes.words}>
                <Text size="sm" fw={500} truncate>
                  {toLabel(flag.classIndex)}
                </Text>
                <Text size="xs" c="var(--muted)" truncate>
                  {flag.suspectedClassIndex === null
                    ? `doubted by ${flag.flaggedBy?.decidedBy}`
                    : `perhaps ${toLabel(flag.suspectedClassIndex)}`}
                </Text>
                <DecisionBadge decision={flag.decision} toLabel={toLabel} />
              </span>
            </UnstyledButton>
          );
        })}
      </div>
    </section>
  );
}
