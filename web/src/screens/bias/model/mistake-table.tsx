/** Every mistake that occurs, the most frequent first. In: the model's counts, the search for a class. Out: a table of links to the images. */
import { useMemo, useState } from 'react';
import { estimateShare } from '../../../../../src/figures/index.js';
import type { ConfusionPlace } from '../../../../../src/figures/plots/index.js';
import type { ModelResponse } from '../../../../../src/protocol/index.js';
import { formatCount } from '../../../../../src/words/index.js';
import { IS_STATIC } from '../../../api.js';
import { createColumns, DataTable, NUMBER, type SortingState } from '../../../parts/page/data-table.js';
import { PageLink } from '../../../parts/page/page-link.js';
import { useClasses } from '../../../parts/study/classes.js';
import { IMAGES_ID } from '../images/model-images.js';
import type { ModelSearch } from './model-search.js';
import { ShareNumber } from './share-number.js';

interface Row {
  label: number;
  predicted: number;
  labelName: string;
  predictedName: string;
  imageCount: number;
  estimate: ReturnType<typeof estimateShare>;
}

const columns = createColumns<Row>();

export function MistakeTable({
  response,
  toSearch,
}: {
  response: ModelResponse;
  /** What a row's link asks for. */
  toSearch: (place: ConfusionPlace) => ModelSearch;
}) {
  const { toLabel } = useClasses();
  const [sorting, setSorting] = useState<SortingState>([{ id: 'imageCount', desc: true }]);
  const { model, confusion } = response;
  const rows = useMemo(
    () =>
      confusion.mistakes.map((mistake) => ({
        ...mistake,
        labelName: toLabel(mistake.label),
        predictedName: toLabel(mistake.predicted),
        estimate: estimateShare(mistake.imageCount, confusion.labelledCounts[mistake.label]!),
      })),
    [confusion, toLabel],
  );
  const shown = useMemo(() => buildColumns(model, toSearch), [model, toSearch]);
  return (
    <DataTable
      label="Mistakes"
      rows={rows}
      columns={shown}
      sorting={sorting}
      onSort={setSorting}
      toRowId={({ label, predicted }) => `${label} ${predicted}`}
      linesPerRow={2}
      maxHeight="28rem"
      empty="The model makes no mistake on this split."
    />
  );
}

function buildColumns(model: string, toSearch: (place: ConfusionPlace) => ModelSearch) {
  return columns.columns([
    columns.accessor('labelName', {
      header: 'Labelled',
      sortFn: 'alphanumeric',
      cell: ({ getValue }) => getValue(),
    }),
    columns.accessor('predictedName', {
      header: 'Taken for',
      sortFn: 'alphanumeric',
      cell: ({ getValue }) => getValue(),
    }),
    columns.accessor('imageCount', {
      ...NUMBER,
      header: 'Images',
      cell: ({ row: { original } }) =>
        IS_STATIC ? (
          formatCount(original.imageCount)
        ) : (
          <PageLink
            size="sm"
            to="/models/$model"
            params={{ model }}
            search={toSearch(original)}
            hash={IMAGES_ID}
            aria-label={`Images of ${original.labelName} taken for ${original.predictedName}: ${formatCount(original.imageCount)}`}
          >
            {formatCount(original.imageCount)}
          </PageLink>
        ),
    }),
    columns.accessor(({ estimate }) => estimate.share ?? undefined, {
      ...NUMBER,
      id: 'share',
      header: 'Of the class',
      meta: { isNumber: true, hint: 'Share of the images with the label, with its 95% interval' },
      cell: ({ row: { original } }) => <ShareNumber estimate={original.estimate} />,
    }),
  ]);
}
