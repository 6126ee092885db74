/**
 * How a (class, feature) pair stands, as a badge in words and colour; hovering says what the verdict rests on.
 * In: a standing of the protocol. Out: badges. Changes nothing.
 */
import { Group, Tooltip } from '@mantine/core';
import {
  IconArrowsCross,
  IconCircleDashed,
  IconCircleFilled,
  IconCircleHalf2,
  IconScale,
} from '@tabler/icons-react';
import type { ComponentProps, ReactNode } from 'react';
import { VERDICT_TITLES } from '../../../../src/words/index.js';
import { formatStanding, isUnreviewed, type Standing } from './standing.js';
import styles from './verdict-badge.module.css';

interface BadgeProps {
  standing: Standing;
  size?: 'sm' | 'md';
}

/** Core, spurious or open; with marks for disputes and collisions where asked. */
export function VerdictBadge({
  standing,
  size = 'md',
  withMarks = false,
}: BadgeProps & { withMarks?: boolean }) {
  const badge = (
    <Tooltip label={formatStanding(standing)} multiline maw={280}>
      <PlainVerdictBadge standing={standing} size={size} />
    </Tooltip>
  );
  if (!withMarks || !(standing.isDisputed || standing.isCollision)) return badge;
  return (
    <Group gap={4} component="span">
      {badge}
      {standing.isDisputed ? (
        <Mark icon={<IconScale size={12} aria-hidden />} word="Disputed" size={size}>
          One answer more or less would decide otherwise.
        </Mark>
      ) : null}
      {standing.isCollision ? (
        <Mark icon={<IconArrowsCross size={12} aria-hidden />} word="Collision" size={size}>
          The feature is spurious for one class and core for another.
        </Mark>
      ) : null}
    </Group>
  );
}

/** The badge without an explanation, for where many are drawn at once. */
export function PlainVerdictBadge({
  standing,
  size = 'md',
  className,
  ...rest
}: BadgeProps & ComponentProps<'span'>) {
  const { verdict } = standing;
  const word = verdict === null ? 'Open' : VERDICT_TITLES[verdict];
  const proposed = verdict !== null && isUnreviewed(standing);
  const Icon = verdict === null ? IconCircleDashed : proposed ? IconCircleHalf2 : IconCircleFilled;
  const classNames = [styles.badge, styles[verdict ?? 'open']];
  if (proposed) classNames.push(styles.proposed);
  if (size === 'sm') classNames.push(styles.small);
  // A tooltip around the badge gives it a class of its own.
  if (className) classNames.push(className);
  return (
    <span className={classNames.join(' ')} {...rest}>
      {size === 'sm' ? null : <Icon size={11} aria-hidden />}
      {word}
      {proposed ? <span className="sr-only"> (unreviewed)</span> : null}
    </span>
  );
}

function Mark(props: { icon: ReactNode; word: string; size: 'sm' | 'md'; children: string }) {
  return (
    <Tooltip label={props.children} multiline maw={260}>
      <span
        className={`${styles.badge} ${styles.caution} ${props.size === 'sm' ? styles.small : ''}`}
        aria-label={`${props.word}: ${props.children}`}
        role="img"
      >
        {props.icon}
        {props.size === 'md' ? props.word : null}
      </span>
    </Tooltip>
  );
}
