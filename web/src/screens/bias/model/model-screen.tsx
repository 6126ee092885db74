/**
 * One model: what it takes for what, precision and recall of each class, and the images behind every count.
 * In: the model from the path, the address. Out: the page; what is shown lives in the address. Compares no models.
 */
import { Grid, Select, Skeleton, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { estimateShare } from '../../../../../src/figures/index.js';
import type { ConfusionPlace } from '../../../../../src/figures/plots/index.js';
import type { ModelResponse } from '../../../../../src/protocol/index.js';
import { formatGroupAccuracy, formatQuantity, formatSplit } from '../../../../../src/words/index.js';
import { IS_STATIC } from '../../../api.js';
import { Loaded } from '../../../parts/page/loaded.js';
import { usePageAddress } from '../../../parts/page/page-address.js';
import { PageButton } from '../../../parts/page/page-link.js';
import { PageTitle } from '../../../parts/page/page-title.js';
import { Panel } from '../../../parts/page/panel.js';
import { useRead } from '../../../queries.js';
import { IMAGES_ID } from '../images/model-images.js';
import { toModelTitle, useModelChoices } from '../model-choices.js';
import { CellImages } from './cell-images.js';
import { ClassSharesPanel } from './class-shares.js';
import { ConfusionPanel } from './confusion-panel.js';
import { MistakeTable } from './mistake-table.js';
import type { ModelSearch } from './model-search.js';

const route = getRouteApi('/models/$model');

export default function ModelScreen() {
  const { model } = route.useParams();
  const response = useRead('GET /api/confusion/:model', { model });
  const choices = useModelChoices();
  const navigate = route.useNavigate();
  const title = toModelTitle(model, choices);
  const others = choices?.filter(({ value }) => value !== model) ?? [];
  return (
    <>
      <PageTitle
        title={title}
        description={response.data ? describe(response.data) : ' '}
        actions={
          others.length > 0 && (
            <>
              <Select
                size="xs"
                w={230}
                aria-label="Model"
                data={[...choices!]}
                value={model}
                onChange={(next) =>
                  next !== null && void navigate({ to: '/models/$model', params: { model: next } })
                }
                searchable
                allowDeselect={false}
              />
              {!IS_STATIC && (
                <PageButton
                  size="xs"
                  variant="default"
                  to="/compare"
                  search={{
                    first: response.data?.before ?? model,
                    second: response.data?.before ? model : undefined,
                  }}
                >
                  Compare image by image
                </PageButton>
              )}
            </>
          )
        }
      />
      <Loaded query={response} skeleton={<ModelSkeleton />}>
        {(data) => <Model response={data} title={title} />}
      </Loaded>
    </>
  );
}

function Model({ response, title }: { response: ModelResponse; title: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const toHref = usePageAddress();
  const { model } = response;
  const change = useCallback(
    (part: Partial<ModelSearch>) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const toSearch = useCallback(
    ({ label, predicted }: ConfusionPlace): ModelSearch => ({
      ...search,
      label,
      predicted,
      image: undefined,
    }),
    [search],
  );
  const toAddress = useCallback(
    (place: ConfusionPlace) =>
      toHref({ to: '/models/$model', params: { model }, search: toSearch(place), hash: IMAGES_ID }),
    [toHref, model, toSearch],
  );
  return (
    <Stack gap="md">
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <ConfusionPanel {...{ response, search, change, toAddress }} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Panel title="Most frequent mistakes" description="A number leads to its images." fills>
            <MistakeTable {...{ response, toSearch }} />
          </Panel>
        </Grid.Col>
      </Grid>
      {!IS_STATIC && <CellImages {...{ response, title, search, change }} />}
      <ClassSharesPanel {...{ response, search, change, toSearch }} />
    </Stack>
  );
}

/** "Accuracy 84.0% (78.2% to 88.5%, 200 images) on the validation split." */
function describe({ split, silentCount, confusion: { rightCount, imageCount } }: ModelResponse): string {
  const { share, interval } = estimateShare(rightCount, imageCount);
  const accuracy = formatGroupAccuracy(share, interval && { interval, imageCount }, 1);
  const silent =
    silentCount === 0 ? '' : ` It says nothing of ${formatQuantity(silentCount, 'image')} of the split.`;
  return `Accuracy ${accuracy} on the ${formatSplit(split)} split.${silent}`;
}

function ModelSkeleton() {
  return (
    <Stack gap="md">
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Skeleton height={460} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Skeleton height={460} />
        </Grid.Col>
      </Grid>
      <Skeleton height={320} />
    </Stack>
  );
}
