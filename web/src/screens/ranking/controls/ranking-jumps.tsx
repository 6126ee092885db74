/** Ways to a percentile of the ranking: five buttons, and any other by number. In: nothing. Out: the percentile. */
import { Button, Group, NumberInput } from '@mantine/core';
import { memo } from 'react';
import classes from './ranking-jumps.module.css';

const TARGETS = [
  { percent: 0, title: 'Least' },
  { percent: 25, title: '25%' },
  { percent: 50, title: 'Median' },
  { percent: 75, title: '75%' },
  { percent: 100, title: 'Most' },
];

/** Keep `onJump` stable: scrolling would draw the buttons anew, else. */
export const RankingJumps = memo(function RankingJumps(props: { onJump: (percent: number) => void }) {
  const { onJump } = props;
  return (
    <Group gap={6} visibleFrom="sm">
      <Button.Group>
        {TARGETS.map(({ percent, title }) => (
          <Button key={percent} size="compact-xs" variant="default" onClick={() => onJump(percent)}>
            {title}
          </Button>
        ))}
      </Button.Group>
      <NumberInput
        aria-label="Jump to percentile"
        placeholder="go to %"
        size="xs"
        w={92}
        min={0}
        max={100}
        suffix="%"
        hideControls
        classNames={{ input: classes.percent }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          const percent = Number.parseFloat(event.currentTarget.value);
          if (Number.isFinite(percent)) onJump(Math.max(0, Math.min(100, percent)));
        }}
      />
    </Group>
  );
});
