/**
 * Models under test: accuracy at both ends of the rankings, gaps over classes and models, comparison, classes side by side.
 * In: the models route. Out: the page; its state (ticked models, sorting, search) lives in the address. `add/` brings models.
 */
import { Badge, Button, Grid, Group, Select, Skeleton, Stack } from '@mantine/core';
import { IconChartDots, IconPlus, IconTag } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { SensitivityPoint } from '../../../../src/figures/index.js';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { formatQuantity, formatSplit } from '../../../../src/words/index.js';
import { IS_STATIC } from '../../api.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { Loaded } from '../../parts/page/loaded.js';
import { usePageAddress } from '../../parts/page/page-address.js';
import { PageButton } from '../../parts/page/page-link.js';
import { PageTitle } from '../../parts/page/page-title.js';
import { Panel } from '../../parts/page/panel.js';
import { useClasses } from '../../parts/study/classes.js';
import { EVEN_WEIGHTS } from '../../parts/study/explain.js';
import { useRead } from '../../queries.js';
import { AddModel } from './add/add-model.js';
import { buildClassGapRows, listModelPlaces, listTags } from './class-gaps.js';
import { ClassPanel } from './class-panel.js';
import { Comparison } from './comparison.js';
import { EndsFigure } from './ends-figure.js';
import { EvidencePanel } from './evidence-panel.js';
import { ModelFacts } from './model-facts.js';
import { ModelTable } from './model-table.js';
import type { ModelsSearch } from './models-search.js';
import { SensitivityPanel } from './sensitivity-panel.js';

const route = getRouteApi('/models');
/** Ticked where the address names none. */
const FIRST_COMPARED = 2;

export default function ModelsScreen() {
  const models = useRead('GET /api/models', {});
  return (
    <>
      <PageTitle
        title="Models"
        aside={models.data && <Badge variant="default">{models.data.models.length}</Badge>}
        description={models.data && describePage(models.data)}
      />
      <Loaded query={models} skeleton={<ModelsSkeleton />}>
        {(response) =>
          response.split === null || response.models.length === 0 ? (
            <NoModels response={response} />
          ) : (
            <Models response={response} />
          )
        }
      </Loaded>
    </>
  );
}

function Models({ response }: { response: ModelsResponse }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const toHref = usePageAddress();
  const rows = useClassGapRows(response);
  const places = useMemo(() => listModelPlaces(response, search.tag ?? null), [response, search.tag]);
  const compared = useMemo(
    () => search.compare ?? response.models.slice(0, FIRST_COMPARED).map(({ model }) => model),
    [search.compare, response],
  );
  const change = useCallback(
    (part: Partial<ModelsSearch>) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const toggle = useCallback(
    (model: string) => change({ compare: toggleIn(compared, model) }),
    [change, compared],
  );
  const toModelAddress = useCallback(
    (model: string) => toHref({ to: '/models', search: { ...search, compare: toggleIn(compared, model) } }),
    [toHref, search, compared],
  );
  const toClassAddress = useCallback(
    (classIndex: number) =>
      toHref({ to: '/rankings', search: { class: classIndex, split: response.split ?? undefined } }),
    [toHref, response.split],
  );
  const toPairAddress = useCallback(
    ({ classIndex, feature }: SensitivityPoint) =>
      toHref({
        to: '/pairs/$classIndex/$feature',
        params: { classIndex: String(classIndex), feature: String(feature) },
      }),
    [toHref],
  );
  const facts = useMemo(() => toFacts(response), [response]);
  const isAdding = response.models.length === 1 || search.add === true;
  return (
    <Stack gap="md">
      <ModelFacts response={response} facts={facts} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Panel
            title="Both ends of the rankings"
            description="Below the diagonal, a model does worse without the cue. A click ticks the model."
            fills
          >
            <EndsFigure response={response} tag={search.tag} toAddress={toModelAddress} />
          </Panel>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Panel
            title="All models"
            description="A name leads to what the model takes for what. Ticked models are compared class by class below."
            actions={<TagSelect response={response} tag={search.tag} onChange={(tag) => change({ tag })} />}
            fills
          >
            <ModelTable
              response={response}
              places={places}
              compared={compared}
              onCompare={toggle}
              facts={facts}
              sorting={[{ id: search.modelSort ?? 'gap', desc: search.modelOrder !== 'asc' }]}
              onSort={([column]) =>
                change({ modelSort: column?.id, modelOrder: column?.desc ? undefined : 'asc' })
              }
            />
            {!IS_STATIC && (isAdding ? <AddModel /> : <AddButton add={() => change({ add: true })} />)}
          </Panel>
        </Grid.Col>
      </Grid>
      <EvidencePanel response={response} />
      {response.classes.length > 0 && <Comparison {...{ response, search, change, toClassAddress }} />}
      {response.classes.length > 0 && <SensitivityPanel {...{ search, change, toPairAddress }} />}
      <ClassPanel response={response} rows={rows} compared={compared} search={search} change={change} />
    </Stack>
  );
}

function useClassGapRows(response: ModelsResponse) {
  const { data: evidence } = useRead('GET /api/evidence', {});
  const { toLabel } = useClasses();
  return useMemo(
    () => buildClassGapRows(response, toLabel, evidence?.provisionalClasses ?? []),
    [response, toLabel, evidence],
  );
}

function AddButton({ add }: { add: () => void }) {
  return (
    <Button
      variant="default"
      size="xs"
      mt="md"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={add}
    >
      Add a model
    </Button>
  );
}

function TagSelect(props: { response: ModelsResponse; tag?: string; onChange: (tag?: string) => void }) {
  const tags = listTags(props.response);
  if (tags.length === 0) return null;
  return (
    <Select
      size="xs"
      w={170}
      aria-label="Models with the tag"
      placeholder="Any tag"
      leftSection={<IconTag size={14} aria-hidden />}
      data={tags}
      value={props.tag ?? null}
      onChange={(tag) => props.onChange(tag ?? undefined)}
      clearable
    />
  );
}

function NoModels({ response }: { response: ModelsResponse }) {
  return (
    <Stack gap="md">
      <EmptyState
        title="No model can be measured yet"
        icon={<IconChartDots aria-hidden />}
        actions={
          <Group gap="xs">
            <PageButton to="/jobs" search={{ start: 'discover' }}>
              Start discovery
            </PageButton>
            <PageButton to="/annotate" variant="default">
              Judge pairs
            </PageButton>
          </Group>
        }
      >
        {response.reason}
      </EmptyState>
      {!IS_STATIC && response.split !== null && <AddModel />}
    </Stack>
  );
}

function ModelsSkeleton() {
  return (
    <Stack gap="md">
      <Skeleton height={92} />
      <Grid>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Skeleton height={460} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Skeleton height={460} />
        </Grid.Col>
      </Grid>
      <Skeleton height={320} />
    </Stack>
  );
}

function describePage({ split, k, classes, models }: ModelsResponse): string {
  if (split === null || models.length === 0)
    return 'How accurate each model is with and without spurious cues.';
  return `Accuracy on the ${k} most against the ${k} least spurious ${formatSplit(split)} images of ${formatQuantity(classes.length, 'class', 'classes')} with a spurious feature.`;
}

/** What the numbers of this page rest on. */
function toFacts({ split, k, classes, models }: ModelsResponse): Record<string, string | number> {
  return {
    Split: split === null ? 'none' : formatSplit(split),
    k,
    ...EVEN_WEIGHTS,
    n: `${formatQuantity(classes.length, 'class', 'classes')}, ${formatQuantity(models.length, 'model')}`,
  };
}

function toggleIn(models: readonly string[], model: string): string[] {
  return models.includes(model) ? models.filter((other) => other !== model) : [...models, model];
}
