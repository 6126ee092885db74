/**
 * Precision and recall of each class with their intervals. In: the model's counts, the page's state. Out: a panel with a sorted table,
 * the class that is recognised worst first.
 */
import { Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import { type ClassShares, listClassShares, tabulateClassShares } from '../../../../../src/figures/index.js';
import type { ConfusionPlace } from '../../../../../src/figures/plots/index.js';
import type { ModelResponse } from '../../../../../src/protocol/index.js';
import { formatCount, formatQuantity } from '../../../../../src/words/index.js';
import { IS_STATIC } from '../../../api.js';
import { TableButton } from '../../../parts/figures/table-button.js';
import { createColumns, DataTable, NUMBER } from '../../../parts/page/data-table.js';
import { PageLink } from '../../../parts/page/page-link.js';
import { Panel } from '../../../parts/page/panel.js';
import { useClasses } from '../../../parts/study/classes.js';
import { IMAGES_ID } from '../images/model-images.js';
import type { ModelSearch } from './model-search.js';
import { ShareNumber } from './share-number.js';

type Row = ClassShares & { name: string };

const columns = createColumns<Row>();

interface ClassSharesPanelProps {
  response: ModelResponse;
  search: ModelSearch;
  change: (part: Partial<ModelSearch>) => void;
  toSearch: (place: ConfusionPlace) => ModelSearch;
}

export function ClassSharesPanel({ response, search, change, toSearch }: ClassSharesPanelProps) {
  const { model, confusion } = response;
  const { toLabel } = useClasses();
  const rows = useMemo(
    () => listClassShares(confusion).map((shares) => ({ ...shares, name: toLabel(shares.classIndex) })),
    [confusion, toLabel],
  );
  const found = useMemo(() => filterRows(rows, search.find), [rows, search.find]);
  const shown = useMemo(() => buildColumns(model, toLabel, toSearch), [model, toLabel, toSearch]);
  return (
    <Panel
      title="Precision and recall"
      description={`${formatQuantity(found.length, 'class', 'classes')}, with 95% intervals. Recall: of the images with the label, how many the model gives it. Precision: of the images that it gives the class, how many have the label.`}
      actions={
        <>
          <TextInput
            size="xs"
            w={180}
            placeholder="Name or index"
            aria-label="Search classes"
            data-page-search
            leftSection={<IconSearch size={14} aria-hidden />}
            value={search.find ?? ''}
            onChange={(event) => change({ find: event.currentTarget.value || undefined })}
          />
          <TableButton
            file="class-accuracy.csv"
            title="Precision and recall"
            tabulate={() => tabulateClassShares(model, rows, toLabel)}
          />
        </>
      }
    >
      <DataTable
        label="Precision and recall of each class"
        rows={found}
        columns={shown}
        sorting={[{ id: search.sort ?? 'recall', desc: search.direction === 'desc' }]}
        onSort={([column]) => change({ sort: column?.id, direction: column?.desc ? 'desc' : undefined })}
        toRowId={({ classIndex }) => String(classIndex)}
        linesPerRow={2}
        maxHeight="36rem"
        empty="No class has this in its name."
      />
    </Panel>
  );
}

function filterRows(rows: readonly Row[], find: string | undefined): readonly Row[] {
  const text = find?.trim().toLowerCase();
  if (!text) return rows;
  return rows.filter(
    ({ name, classIndex }) => name.toLowerCase().includes(text) || String(classIndex) === text,
  );
}

function buildColumns(
  model: string,
  toLabel: (classIndex: number) => string,
  toSearch: (place: ConfusionPlace) => ModelSearch,
) {
  const toLink = (text: string, place: ConfusionPlace, label?: string) =>
    IS_STATIC ? (
      text
    ) : (
      <PageLink
        size="sm"
        to="/models/$model"
        params={{ model }}
        search={toSearch(place)}
        hash={IMAGES_ID}
        aria-label={label}
      >
        {text}
      </PageLink>
    );
  return columns.columns([
    columns.accessor('name', {
      header: 'Class',
      sortFn: 'alphanumeric',
      cell: ({ row: { original } }) => toLink(original.name, { label: original.classIndex }),
    }),
    columns.accessor(({ recall }) => recall.imageCount, {
      ...NUMBER,
      id: 'images',
      header: 'Images',
      meta: { isNumber: true, isSecondary: true, hint: 'Images with the label and a prediction' },
      cell: ({ getValue }) => formatCount(getValue()),
    }),
    columns.accessor(({ recall }) => recall.share ?? undefined, {
      ...NUMBER,
      id: 'recall',
      header: 'Recall',
      cell: ({ row: { original } }) => (
        <ShareNumber estimate={original.recall} reason="No image of this split has the label." />
      ),
    }),
    columns.accessor(({ precision }) => precision.imageCount, {
      ...NUMBER,
      id: 'predicted',
      header: 'Predicted',
      meta: { isNumber: true, isSecondary: true, hint: 'Images that the model gives the class' },
      cell: ({ row: { original } }) =>
        toLink(
          formatCount(original.precision.imageCount),
          { predicted: original.classIndex },
          `Images taken for ${original.name}: ${formatCount(original.precision.imageCount)}`,
        ),
    }),
    columns.accessor(({ precision }) => precision.share ?? undefined, {
      ...NUMBER,
      id: 'precision',
      header: 'Precision',
      cell: ({ row: { original } }) => (
        <ShareNumber estimate={original.precision} reason="The model gives no image this class." />
      ),
    }),
    columns.accessor(({ worst }) => worst?.imageCount, {
      ...NUMBER,
      id: 'worst',
      header: 'Most often taken for',
      meta: { isNumber: true, isSecondary: true },
      cell: ({ row: { original } }) =>
        original.worst === null ? (
          <Text size="sm" c="var(--muted)">
            nothing else
          </Text>
        ) : (
          toLink(
            `${toLabel(original.worst.predicted)}, ${formatCount(original.worst.imageCount)}`,
            original.worst,
          )
        ),
    }),
  ]);
}
