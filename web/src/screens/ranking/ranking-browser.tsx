/**
 * The rankings page once class, split and model are settled: its head, the choice of the ranking, and the ranking itself.
 * In: the place and the address. Out: changes of the address, a table of what is shown.
 */
import { Button, Skeleton } from '@mantine/core';
import { IconChecks, IconDownload } from '@tabler/icons-react';
import type { PairsResponse, RankingResponse, WorkspaceResponse } from '../../../../src/protocol/index.js';
import { formatQuantity, formatSplit } from '../../../../src/words/index.js';
import { saveTextFile } from '../../parts/figures/saved-file.js';
import { Loaded } from '../../parts/page/loaded.js';
import { PageTitle } from '../../parts/page/page-title.js';
import { addToSelection } from '../../parts/selection/selection.js';
import { formatSelectionCsv } from '../../parts/selection/selection-files.js';
import { useClasses } from '../../parts/study/classes.js';
import { RankingToolbar } from './controls/ranking-toolbar.js';
import { toSelectedImage } from './images/ranked-images.js';
import { RankingView } from './ranking-view.js';
import { RankingWithoutCue } from './ranking-without-cue.js';
import { findClassPairs, isLeftOut, type RankingPlace, useRanking } from './use-ranking.js';
import { useRankingAddress } from './use-ranking-address.js';
import { useClassKeys } from './use-ranking-keys.js';

export function RankingBrowser(props: {
  workspace: WorkspaceResponse;
  pairs: PairsResponse;
  place: RankingPlace;
}) {
  const { workspace, pairs, place } = props;
  const { search, change } = useRankingAddress();
  const { toLabel } = useClasses();
  const ownPairs = findClassPairs(pairs, place.classIndex).pairs;
  const isAbsent = isLeftOut(search, ownPairs);
  const state = useRanking(search, place, !isAbsent);
  const { query, shown } = state;
  const name = toLabel(place.classIndex);
  useClassKeys(place, workspace.classes.length, change);
  const score = search.feature === undefined ? 'spuriosity' : `activation of feature ${search.feature}`;

  const toSelected = (ranking: RankingResponse) => shown.map((row) => toSelectedImage(row, ranking));
  const saveTable = (ranking: RankingResponse) =>
    saveTextFile(
      `${name} ${place.split} ${score}.csv`.replaceAll(/[^\w.-]+/g, '-'),
      formatSelectionCsv(toSelected(ranking), toLabel, state.marks),
    );
  return (
    <>
      <PageTitle
        title={`Ranking of ${name}`}
        description={query.data ? describeRanking(query.data, score) : '\u00a0'}
        actions={
          query.data && shown.length > 0 ? (
            <>
              <Button
                variant="default"
                size="xs"
                leftSection={<IconChecks size={14} aria-hidden />}
                onClick={() => addToSelection(toSelected(query.data))}
              >
                Select all shown
              </Button>
              <Button
                variant="default"
                size="xs"
                leftSection={<IconDownload size={14} aria-hidden />}
                onClick={() => saveTable(query.data)}
              >
                CSV
              </Button>
            </>
          ) : null
        }
      />
      <RankingToolbar {...{ workspace, pairs, place, change }} feature={search.feature} />
      {isAbsent ? (
        <RankingWithoutCue {...{ name, change, place }} pairs={ownPairs} hasCue={false} />
      ) : (
        <Loaded query={query} skeleton={<Skeleton height={520} />}>
          {(ranking) =>
            ranking.images.length === 0 ? (
              <RankingWithoutCue
                {...{ name, change, place }}
                pairs={ownPairs}
                hasCue={ranking.features.length > 0}
              />
            ) : (
              <RankingView {...{ workspace, place, ranking, ownPairs, search, change, state }} />
            )
          }
        </Loaded>
      )}
    </>
  );
}

function describeRanking({ features, images, split }: RankingResponse, score: string): string {
  if (features.length === 0) return 'Not ranked by spuriosity yet.';
  if (images.length === 0) return 'Nothing to rank.';
  return `${formatQuantity(images.length, `${formatSplit(split)} image`)}, from least to most by ${score}.`;
}
