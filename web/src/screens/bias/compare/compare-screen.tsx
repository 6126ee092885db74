/**
 * Two models image by image: how often each is right, by spuriosity, in which classes they part, and the images themselves. A head before
 * and after a repair are two models, too.
 * In: both from the address. Out: the page. Compares no gaps; the page Models does.
 */
import { Group, Select, Skeleton, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { tabulateParts } from '../../../../../src/figures/index.js';
import { type ComparisonResponse, REPAIRED } from '../../../../../src/protocol/index.js';
import { formatSplit } from '../../../../../src/words/index.js';
import { TableButton } from '../../../parts/figures/table-button.js';
import { EmptyState } from '../../../parts/page/empty-state.js';
import { Loaded } from '../../../parts/page/loaded.js';
import { PageButton } from '../../../parts/page/page-link.js';
import { PageTitle } from '../../../parts/page/page-title.js';
import { Panel } from '../../../parts/page/panel.js';
import { ProvisionalMark } from '../../../parts/study/provisional.js';
import { useRead } from '../../../queries.js';
import { type ModelChoice, useModelChoices } from '../model-choices.js';
import type { CompareSearch } from './compare-search.js';
import { OutcomeImages } from './outcome-images.js';
import { PartTable } from './part-table.js';
import { PartingClasses } from './parting-classes.js';

const route = getRouteApi('/compare');

export default function CompareScreen() {
  const models = useRead('GET /api/models', {});
  const choices = useModelChoices();
  return (
    <>
      <PageTitle
        title="Two models, image by image"
        description="Who is right where: on images with the cue, without it, and on which ones exactly."
      />
      <Loaded query={models} skeleton={<CompareSkeleton />}>
        {() => (choices === undefined ? <CompareSkeleton /> : <Choices choices={choices} />)}
      </Loaded>
    </>
  );
}

function Choices({ choices }: { choices: readonly ModelChoice[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: Partial<CompareSearch>) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const first = choices.find(({ value }) => value === search.first) ?? choices[0];
  const others = choices.filter((choice) => choice !== first);
  const second = others.find(({ value }) => value === search.second) ?? others[0];
  if (first === undefined || second === undefined) return <NeedsTwo />;
  return (
    <Stack gap="md">
      <Group gap="xs" grow maw={620}>
        <Select
          size="xs"
          label="First model"
          data={[...choices]}
          value={first.value}
          onChange={(value) =>
            change({
              first: value ?? undefined,
              second: value === second.value ? first.value : second.value,
              image: undefined,
            })
          }
          searchable
          allowDeselect={false}
        />
        <Select
          size="xs"
          label="Second model"
          data={others}
          value={second.value}
          onChange={(value) => change({ first: first.value, second: value ?? undefined, image: undefined })}
          searchable
          allowDeselect={false}
        />
      </Group>
      <Compared first={first} second={second} search={search} change={change} />
    </Stack>
  );
}

interface ComparedProps {
  first: ModelChoice;
  second: ModelChoice;
  search: CompareSearch;
  change: (part: Partial<CompareSearch>) => void;
}

function Compared({ first, second, search, change }: ComparedProps) {
  const comparison = useRead('GET /api/comparisons/:model/:other', {
    model: first.value,
    other: second.value,
  });
  const titles = useMemo((): [string, string] => [first.label, second.label], [first.label, second.label]);
  return (
    <Loaded query={comparison} skeleton={<CompareSkeleton />}>
      {(response) => (
        <Stack gap="md">
          <PartPanel response={response} titles={titles} />
          <OutcomeImages {...{ response, titles, search, change }} />
          <Panel
            title="Where they part"
            description="Classes with images that only one of the two gets right; a number leads to them."
          >
            <PartingClasses {...{ response, titles, search }} />
          </Panel>
        </Stack>
      )}
    </Loaded>
  );
}

function PartPanel({ response, titles }: { response: ComparisonResponse; titles: [string, string] }) {
  const { data: evidence } = useRead('GET /api/evidence', {});
  const isRanked = response.parts.some(({ part }) => part !== null);
  const isProvisional = isRanked && (evidence?.provisionalClasses.length ?? 0) > 0;
  const isRepaired = response.models.some((name) => name.startsWith(REPAIRED));
  return (
    <Panel
      title="Who is right where"
      description={
        <>
          {`Accuracy on the ${formatSplit(response.split)} images that both have a prediction of. Difference: the second minus the first, over images; p: McNemar’s exact test. `}
          {isRanked
            ? 'Thirds of each class’s ranking by spuriosity, all classes together. '
            : 'No class has a spurious cue yet, so that there are no rankings to look along. '}
          {isRepaired
            ? 'Among these images are those that stopped the tuning; the page Mitigation measures on others. '
            : ''}
          {isProvisional ? <ProvisionalMark /> : null}
        </>
      }
      actions={
        <TableButton
          file="image-comparison.csv"
          title="Who is right where"
          tabulate={() => tabulateParts(response)}
        />
      }
    >
      <PartTable response={response} titles={titles} />
    </Panel>
  );
}

function NeedsTwo() {
  return (
    <EmptyState
      title="There are no two models to compare"
      actions={
        <>
          <PageButton to="/models">Models</PageButton>
          <PageButton to="/mitigation" variant="default">
            Repair the head
          </PageButton>
        </>
      }
    >
      This page sets two models side by side, image by image. Add another model, or repair the head: before
      and after are two models.
    </EmptyState>
  );
}

function CompareSkeleton() {
  return (
    <Stack gap="md" aria-busy="true">
      <Skeleton height={56} maw={620} />
      <Skeleton height={220} />
      <Skeleton height={360} />
    </Stack>
  );
}
