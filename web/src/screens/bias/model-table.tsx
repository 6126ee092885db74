/**
 * Every model with its accuracies, gap and effective robustness; ticked ones are compared class by class further down.
 * In: the response, which models to list. Out: a sorted table. Measures nothing.
 */
import { Badge, Checkbox, Group, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { ModelNumbers, ModelsResponse } from '../../../../src/protocol/index.js';
import { createColumns, DataTable, type SortingState } from '../../parts/data-table.js';
import { Explain } from '../../parts/explain.js';
import { formatPercent, formatPoints } from '../../parts/format.js';
import { Quantity } from '../../parts/quantity.js';

const columns = createColumns<ModelNumbers>();

interface ModelTableProps {
  response: ModelsResponse;
  /** Places in the response. */
  places: readonly number[];
  compared: readonly string[];
  onCompare: (model: string) => void;
  sorting: SortingState;
  onSort: (sorting: SortingState) => void;
  /** What the numbers rest on. */
  facts: Record<string, string | number>;
}

export function ModelTable(props: ModelTableProps) {
  const { response, places, compared, onCompare, facts } = props;
  const rows = useMemo(() => places.map((place) => response.models[place]!), [response, places]);
  const shown = useMemo(() => buildColumns(compared, onCompare, facts), [compared, onCompare, facts]);
  return (
    <DataTable
      label="Models"
      rows={rows}
      columns={shown}
      sorting={props.sorting}
      onSort={props.onSort}
      toRowId={({ model }) => model}
      maxHeight="24rem"
    />
  );
}

function buildColumns(
  compared: readonly string[],
  onCompare: (model: string) => void,
  facts: Record<string, string | number>,
) {
  const number = { sortFn: 'basic', sortDescFirst: true, meta: { isNumber: true } } as const;
  return columns.columns([
    columns.accessor('model', {
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
          <Text size="sm" fw={500} style={{ whiteSpace: 'nowrap' }}>
            {original.model}
          </Text>
          {original.tags.map((tag) => (
            <Badge key={tag} size="xs" variant="default" tt="none" miw="max-content">
              {tag}
            </Badge>
          ))}
        </Group>
      ),
    }),
    columns.accessor((row) => row.accuracy ?? undefined, {
      ...number,
      id: 'accuracy',
      header: 'Accuracy',
      cell: ({ getValue }) => formatPercent(getValue(), 1),
    }),
    columns.accessor((row) => row.spuriousGap ?? undefined, {
      ...number,
      id: 'gap',
      header: 'Gap',
      cell: ({ getValue, row: { original } }) => (
        <Explain
          metric="modelGap"
          facts={facts}
          label={`Gap of ${original.model}: ${formatPoints(getValue())}`}
        >
          {formatPoints(getValue())}
        </Explain>
      ),
    }),
    columns.accessor((row) => row.accuracyTop ?? undefined, {
      ...number,
      id: 'top',
      header: 'Most spurious',
      meta: {
        isNumber: true,
        isSecondary: true,
        hint: 'Accuracy on the k most spurious images of each class',
      },
      cell: ({ getValue }) => formatPercent(getValue()),
    }),
    columns.accessor((row) => row.accuracyBottom ?? undefined, {
      ...number,
      id: 'bottom',
      header: 'Least spurious',
      meta: {
        isNumber: true,
        isSecondary: true,
        hint: 'Accuracy on the k least spurious images of each class',
      },
      cell: ({ getValue }) => formatPercent(getValue()),
    }),
    columns.accessor((row) => row.effectiveRobustness ?? undefined, {
      ...number,
      id: 'robustness',
      header: 'Effective robustness',
      meta: { isNumber: true, isSecondary: true, hint: 'Effective robustness: see the figure below' },
      cell: ({ getValue }) => (
        <Quantity
          text={formatPoints(getValue(), 1)}
          reason="It is measured against the other models; there is none."
        />
      ),
    }),
  ]);
}
