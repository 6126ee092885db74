/** The head of the pair page: which pair, how it stands, where to go from here. In: the pair and its neighbours. Out: links and keys. */
import { ActionIcon, Badge, Button, Tooltip } from '@mantine/core';
import {
  IconArrowsSort,
  IconChevronLeft,
  IconChevronRight,
  IconEyeOff,
  IconPencil,
} from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PairResponse, PairRow } from '../../../../../src/protocol/index.js';
import { IS_STATIC } from '../../../api.js';
import { useKeys } from '../../../parts/keys/keys.js';
import { PageButton, PageLink } from '../../../parts/page/page-link.js';
import { PageTitle } from '../../../parts/page/page-title.js';
import { useClasses } from '../../../parts/study/classes.js';
import { VerdictBadge } from '../../../parts/study/verdict-badge.js';
import type { PairNeighbours } from './pair-neighbours.js';

export function PairHead(props: { pair: PairResponse; neighbours: PairNeighbours; isBlind: boolean }) {
  const { pair, neighbours, isBlind } = props;
  const { classIndex, feature } = pair;
  const { entries, toLabel } = useClasses();
  const name = toLabel(classIndex);
  const entry = entries.find(({ index }) => index === classIndex);
  const goTo = useNeighbourKeys(neighbours);
  const about = [entry?.superCategory, entry?.gloss].filter(Boolean).join(': ');
  return (
    <PageTitle
      title={`${name}, feature ${feature}`}
      aside={
        isBlind && pair.verdict === null ? (
          <Badge variant="default" tt="none" leftSection={<IconEyeOff size={12} aria-hidden />}>
            Hidden until you judge
          </Badge>
        ) : (
          <VerdictBadge standing={pair} withMarks />
        )
      }
      description={
        <>
          {describeRank(pair)}{' '}
          <PageLink to="/rankings" search={{ class: classIndex }} size="sm" underline="always">
            {name}
          </PageLink>
          .{about ? ` ${about}.` : ''}
        </>
      }
      actions={
        <>
          {IS_STATIC ? null : (
            <PageButton
              to="/annotate"
              search={{ pair: `${classIndex}-${feature}` }}
              size="xs"
              leftSection={<IconPencil size={14} aria-hidden />}
            >
              Judge
            </PageButton>
          )}
          {canRank(pair) ? (
            <PageButton
              to="/rankings"
              search={{ class: classIndex, feature, cue: feature }}
              size="xs"
              variant="default"
              leftSection={<IconArrowsSort size={14} aria-hidden />}
            >
              Rank by it
            </PageButton>
          ) : null}
          <Button.Group>
            <Step to={neighbours.previous} title="Previous pair (←)" goTo={goTo}>
              <IconChevronLeft size={18} aria-hidden />
            </Step>
            <Step to={neighbours.next} title="Next pair (→)" goTo={goTo}>
              <IconChevronRight size={18} aria-hidden />
            </Step>
          </Button.Group>
        </>
      }
    />
  );
}

function describeRank({ rank, importance }: PairResponse): string {
  if (rank > 0) return `No. ${rank} of the features that matter for`;
  return importance === null ? 'Judged for' : 'Not among the important features of';
}

/** Rankings need features; a static copy holds those by spurious cues alone. */
function canRank({ histogram, verdict }: PairResponse): boolean {
  return histogram !== null && (!IS_STATIC || verdict === 'spurious');
}

function useNeighbourKeys({ previous, next }: PairNeighbours): (pair: PairRow | null) => void {
  const router = useRouter();
  const goTo = (pair: PairRow | null) => {
    if (pair === null) return;
    const params = { classIndex: String(pair.classIndex), feature: String(pair.feature) };
    void router.navigate({ to: '/pairs/$classIndex/$feature', params });
  };
  useKeys('Pair', [
    { keys: 'ArrowLeft', does: 'Previous pair', run: () => goTo(previous) },
    { keys: '[', run: () => goTo(previous) },
    { keys: 'ArrowRight', does: 'Next pair', run: () => goTo(next) },
    { keys: ']', run: () => goTo(next) },
  ]);
  return goTo;
}

function Step(props: {
  to: PairRow | null;
  title: string;
  goTo: (pair: PairRow | null) => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={props.title}>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={props.title}
        disabled={props.to === null}
        onClick={() => props.goTo(props.to)}
      >
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}
