/**
 * The classes with a spurious feature and their gaps, a column for each of the models that are compared side by side.
 * In: rows of class-gaps.ts, the compared models. Out: a sorted table of links to the rankings. Measures nothing.
 */
import { Badge, Group, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { createColumns, DataTable, type SortingState } from '../../parts/data-table.js';
import { formatCount, formatPercent, formatPoints } from '../../parts/format.js';
import { GapBar } from '../../parts/gap-bar.js';
import { PageLink } from '../../parts/page-link.js';
import { Quantity } from '../../parts/quantity.js';
import type { ClassGapRow } from './class-gaps.js';

const columns = createColumns<ClassGapRow>();
const NUMBER = { sortFn: 'basic', sortDescFirst: true } as const;
/** A cell has a gap and, below, the two accuracies. */
const ROW_HEIGHT = 54;

interface ClassTableProps {
  response: ModelsResponse;
  rows: readonly ClassGapRow[];
  /** Places of the compared models in the response. */
  compared: readonly number[];
  sorting: SortingState;
  onSort: (sorting: SortingState) => void;
}

export function ClassTable({ response, rows, compared, sorting, onSort }: ClassTableProps) {
  const shown = useMemo(() => buildColumns(response, compared), [response, compared]);
  return (
    <DataTable
      label="Gap of each class"
      rows={rows}
      columns={shown}
      sorting={sorting}
      onSort={onSort}
      toRowId={({ classIndex }) => String(classIndex)}
      rowHeight={ROW_HEIGHT}
      maxHeight="36rem"
      empty="No class has this in its name."
    />
  );
}

/** Column of a model, as sorting names it. */
export function toModelColumn(model: string): string {
  return `gap of ${model}`;
}

function buildColumns(response: ModelsResponse, compared: readonly number[]) {
  const hasSeveral = response.models.length > 1;
  return columns.columns([
    columns.accessor('name', {
      header: 'Class',
      sortFn: 'alphanumeric',
      cell: ({ row: { original } }) => <ClassCell row={original} response={response} />,
    }),
    columns.accessor('imageCount', {
      ...NUMBER,
      id: 'images',
      header: 'Images',
      meta: { isNumber: true, isSecondary: true, hint: 'Images of the class in the split that is measured' },
      cell: ({ getValue }) => formatCount(getValue()),
    }),
    ...(hasSeveral ? buildSummaryColumns() : []),
    ...compared.map((place) => buildModelColumn(response.models[place]!.model, place)),
  ]);
}

function ClassCell({ row, response }: { row: ClassGapRow; response: ModelsResponse }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <PageLink
        size="sm"
        to="/rankings"
        search={{ class: row.classIndex, split: response.split ?? undefined }}
      >
        {row.name}
      </PageLink>
      <Text size="xs" c="var(--muted)">
        {row.classIndex}
      </Text>
      {row.reducedK && (
        <Badge
          size="xs"
          variant="default"
          tt="none"
          miw="max-content"
          title={`Fewer than ${2 * response.k} images: measured on half of them at either end.`}
        >
          smaller k
        </Badge>
      )}
    </Group>
  );
}

/** Over all models, compared or not. */
function buildSummaryColumns() {
  return columns.columns([
    columns.accessor((row) => row.meanGap ?? undefined, {
      ...NUMBER,
      id: 'mean',
      header: 'Mean gap',
      meta: { isNumber: true, isSecondary: true, hint: 'Mean over all models' },
      cell: ({ getValue }) => formatPoints(getValue()),
    }),
    columns.accessor((row) => row.spread ?? undefined, {
      ...NUMBER,
      id: 'spread',
      header: 'Spread',
      meta: { isNumber: true, isSecondary: true, hint: 'Largest minus smallest gap of the models' },
      cell: ({ getValue }) => <Quantity text={formatPoints(getValue()).replace('+', '')} />,
    }),
  ]);
}

function buildModelColumn(model: string, place: number) {
  return columns.accessor((row) => row.gaps[place] ?? undefined, {
    ...NUMBER,
    id: toModelColumn(model),
    header: model,
    meta: {
      isNumber: true,
      hint: `Gap of ${model}; below it, accuracy on the most and on the least spurious images`,
    },
    cell: ({ getValue, row: { original } }) => (
      <Stack gap={0} align="flex-end">
        <GapBar gap={getValue() ?? null} reason="The model has no predictions for this class." />
        <Text size="xs" c="var(--muted)">
          {formatPercent(original.accuracyTop[place])} most, {formatPercent(original.accuracyBottom[place])}{' '}
          least
        </Text>
      </Stack>
    ),
  });
}
