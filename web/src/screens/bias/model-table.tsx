/**
 * Every model with its accuracies, gap and effective robustness; ticked ones are compared class by class further down.
 * In: the response, which models to list. Out: a sorted table. Measures nothing.
 */
import { Badge, Checkbox, Group } from '@mantine/core';
import { useMemo } from 'react';
import type { ModelNumbers, ModelsResponse } from '../../../../src/protocol/index.js';
import { formatPercent, formatSignedPoints } from '../../../../src/words/index.js';
import { GapNumber } from '../../parts/figures/gap-bar.js';
import { createColumns, DataTable, NUMBER, type SortingState } from '../../parts/page/data-table.js';
import { PageLink } from '../../parts/page/page-link.js';
import { Explain, type Facts } from '../../parts/study/explain.js';
import { Quantity } from '../../parts/study/quantity.js';

const columns = createColumns<ModelNumbers>();

/** Longer names are cut, so that the numbers stay in sight. */
const MOST_NAME = { base: 120, sm: 124 };

interface ModelTableProps {
  response: ModelsResponse;
  /** Places in the response. */
  places: readonly number[];
  compared: readonly string[];
  onCompare: (model: string) => void;
  sorting: SortingState;
  onSort: (sorting: SortingState) => void;
  /** What the numbers rest on. */
  facts: Facts;
}

export function ModelTable(props: ModelTableProps) {
  const { response, places, compared, onCompare, facts } = props;
  const rows = useMemo(() => places.map((place) => response.models[place]!), [response, places]);
  const shown = useMemo(
    () => columns.columns([buildNameColumn(compared, onCompare), ...buildNumberColumns(facts)]),
    [compared, onCompare, facts],
  );
  return (
    <DataTable
      label="Models"
      rows={rows}
      columns={shown}
      sorting={props.sorting}
      onSort={props.onSort}
      toRowId={({ model }) => model}
      linesPerRow={2}
      maxHeight="24rem"
    />
  );
}

function buildNameColumn(compared: readonly string[], onCompare: (model: string) => void) {
  return columns.accessor('model', {
    header: 'Model',
    sortFn: 'alphanumeric',
    cell: ({ row: { original } }) => (
      <Group gap="xs" wrap="nowrap">
        <Checkbox
          size="xs"
          checked={compared.includes(original.model)}
          onChange={() => onCompare(original.model)}
          aria-label={`Compare ${original.model} class by class`}
        />
        <PageLink
          size="sm"
          fw={500}
          truncate="end"
          maw={MOST_NAME}
          title={original.model}
          to="/models/$model"
          params={{ model: original.model }}
        >
          {original.model}
        </PageLink>
        {original.tags.map((tag) => (
          <Badge key={tag} size="xs" variant="default" tt="none" miw="max-content" visibleFrom="sm">
            {tag}
          </Badge>
        ))}
      </Group>
    ),
  });
}

function buildNumberColumns(facts: Facts) {
  return columns.columns([
    columns.accessor((row) => row.accuracy ?? undefined, {
      ...NUMBER,
      id: 'accuracy',
      header: 'Accuracy',
      cell: ({ getValue }) => formatPercent(getValue(), 1),
    }),
    columns.accessor((row) => row.spuriousGap ?? undefined, {
      ...NUMBER,
      id: 'gap',
      header: 'Gap, 95%',
      cell: ({ getValue, row: { original } }) => (
        <Explain term="modelGap" facts={facts}>
          <GapNumber gap={getValue() ?? null} interval={original.interval} />
        </Explain>
      ),
    }),
    buildEndColumn('top', 'Most spurious', ({ accuracyTop }) => accuracyTop),
    buildEndColumn('bottom', 'Least spurious', ({ accuracyBottom }) => accuracyBottom),
    columns.accessor((row) => row.effectiveRobustness ?? undefined, {
      ...NUMBER,
      id: 'robustness',
      header: 'Effective robustness, points',
      meta: { isNumber: true, isSecondary: true, hint: 'See the figure below' },
      cell: ({ getValue }) => <Robustness points={getValue()} />,
    }),
  ]);
}

function Robustness({ points }: { points: number | undefined }) {
  const number = (
    <Quantity
      text={formatSignedPoints(points, 1)}
      reason="It is measured against the other models; there is none."
    />
  );
  return points === undefined ? number : <Explain term="effectiveRobustness">{number}</Explain>;
}

function buildEndColumn(id: string, header: string, pick: (row: ModelNumbers) => number | null) {
  return columns.accessor((row) => pick(row) ?? undefined, {
    ...NUMBER,
    id,
    header,
    meta: { isNumber: true, isSecondary: true, hint: 'Accuracy on the k images of each class at this end' },
    cell: ({ getValue }) => formatPercent(getValue()),
  });
}
