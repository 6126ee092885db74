/** A class that cannot be ranked: no spurious cue is known, or no features, or no images. In: the class and its pairs. Out: why, and the ways on. */
import { Button, Code } from '@mantine/core';
import { IconArrowsSort } from '@tabler/icons-react';
import type { PairRow } from '../../../../src/protocol/index.js';
import { formatSplit } from '../../../../src/words/index.js';
import { IS_STATIC } from '../../api.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { PageButton } from '../../parts/page/page-link.js';
import type { RankingPlace } from './use-ranking.js';
import type { ChangeSearch } from './use-ranking-address.js';

export function RankingWithoutCue(props: {
  name: string;
  place: RankingPlace;
  pairs: readonly PairRow[];
  /** False where the class has no spurious feature; else it is the images or features that are missing. */
  hasCue: boolean;
  change: ChangeSearch;
}) {
  const { name, place, pairs, hasCue, change } = props;
  const first = pairs[0];
  if (hasCue) {
    return (
      <EmptyState
        title={`No ${formatSplit(place.split)} images of ${name} to rank`}
        icon={<IconArrowsSort aria-hidden />}
      >
        The class has no images in this split, or no features were extracted yet:{' '}
        <Code>spuriosity extract</Code>.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={`No spurious cue of ${name} is known`}
      icon={<IconArrowsSort aria-hidden />}
      actions={
        <>
          {first && !IS_STATIC ? (
            <Button variant="default" onClick={() => change({ feature: first.feature })}>
              Rank by its first feature
            </Button>
          ) : null}
          {IS_STATIC ? null : (
            <PageButton to="/annotate" search={{ class: place.classIndex }}>
              Judge its features
            </PageButton>
          )}
        </>
      }
    >
      Spuriosity is the mean over the features judged spurious for a class.{' '}
      {IS_STATIC
        ? 'Choose another class: this copy holds rankings by spurious cues.'
        : `Judge the features of ${name}, or rank its images by a single one.`}
    </EmptyState>
  );
}
