/**
 * The classes with a spurious feature and their gaps, a column for each of the models that are compared side by side.
 * In: rows of class-gaps.ts, the compared models. Out: a sorted table of links to the rankings. Measures nothing.
 */
import { Badge, Group, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import { findStudyGap } from '../../../../src/figures/index.js';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { formatCount, formatPercent, formatPlainPoints } from '../../../../src/words/index.js';
import { GapBar, GapNumber } from '../../parts/figures/gap-bar.js';
import { createColumns, DataTable, NUMBER, type SortingState } from '../../parts/page/data-table.js';
import { PageLink } from '../../parts/page/page-link.js';
import { ProvisionalMark } from '../../parts/study/provisional.js';
import { Quantity } from '../../parts/study/quantity.js';
import type { ClassGapRow } from './class-gaps.js';

const columns = createColumns<ClassGapRow>();

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
      linesPerRow={3}
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
    ...compared.map((place) => buildModelColumn(response, place)),
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
      {row.isProvisional && <ProvisionalMark />}
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
    columns.accessor((row) => row.mean?.gap, {
      ...NUMBER,
      id: 'mean',
      header: 'Mean gap',
      meta: {
        isNumber: true,
        isSecondary: true,
        hint: 'Mean over all models, and the 95% interval of their mean accuracies: they share their images',
      },
      cell: ({ row: { original } }) => (
        <GapNumber gap={original.mean?.gap ?? null} interval={original.mean?.interval ?? null} />
      ),
    }),
    columns.accessor((row) => row.spread ?? undefined, {
      ...NUMBER,
      id: 'spread',
      header: 'Spread',
      meta: { isNumber: true, isSecondary: true, hint: 'Largest minus smallest gap of the models' },
      cell: ({ getValue }) => <Quantity text={formatPlainPoints(getValue())} />,
    }),
  ]);
}

function buildModelColumn(response: ModelsResponse, place: number) {
  const { model } = response.models[place]!;
  return columns.accessor((row) => row.gaps[place] ?? undefined, {
    ...NUMBER,
    id: toModelColumn(model),
    header: model,
    meta: {
      isNumber: true,
      hint: `Gap of ${model} with its 95% interval; below, accuracy on the k most and the k least spurious images`,
    },
    cell: ({ getValue, row: { original } }) => (
      <Stack gap={0} align="flex-end">
        <GapBar
          gap={getValue() ?? null}
          interval={findStudyGap(response, place, original.place)?.interval ?? null}
          reason="The model has no predictions for this class."
        />
        <Text size="xs" c="var(--muted)">
          {formatEnds(response, place, original.place)}
        </Text>
      </Stack>
    ),
  });
}

/** "98% most, 12% least, k = 10"; empty without predictions. */
function formatEnds(
  { ks, accuracyTop, accuracyBottom }: ModelsResponse,
  model: number,
  place: number,
): string {
  const k = ks[model]?.[place] ?? null;
  if (k === null) return '';
  const [top, bottom] = [accuracyTop, accuracyBottom].map((accuracies) => accuracies[model]?.[place]);
  return `${formatPercent(top)} most, ${formatPercent(bottom)} least, k = ${k}`;
}
