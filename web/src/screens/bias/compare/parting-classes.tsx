/** The classes in which one of two models is right and the other is not. In: the comparison. Out: a sorted table; a class filters the images. */
import { useMemo, useState } from 'react';
import type { ComparisonResponse, JointOutcome } from '../../../../../src/protocol/index.js';
import { formatCount } from '../../../../../src/words/index.js';
import { createColumns, DataTable, NUMBER, type SortingState } from '../../../parts/page/data-table.js';
import { PageLink } from '../../../parts/page/page-link.js';
import { useClasses } from '../../../parts/study/classes.js';
import { IMAGES_ID } from '../images/model-images.js';
import { type CompareSearch, DEFAULT_OUTCOME } from './compare-search.js';

type Row = ComparisonResponse['classes'][number] & { name: string };

const columns = createColumns<Row>();

interface PartingClassesProps {
  response: ComparisonResponse;
  titles: readonly [string, string];
  search: CompareSearch;
}

export function PartingClasses({ response, titles, search }: PartingClassesProps) {
  const { toLabel } = useClasses();
  const [sorting, setSorting] = useState<SortingState>([{ id: 'only-first', desc: true }]);
  const rows = useMemo(
    () => response.classes.map((entry) => ({ ...entry, name: toLabel(entry.classIndex) })),
    [response, toLabel],
  );
  const shown = useMemo(() => buildColumns(titles, search), [titles, search]);
  return (
    <DataTable
      label="Classes in which the models part"
      rows={rows}
      columns={shown}
      sorting={sorting}
      onSort={setSorting}
      toRowId={({ classIndex }) => String(classIndex)}
      maxHeight="24rem"
      empty="Both are right and wrong about the same images."
    />
  );
}

function buildColumns(titles: readonly [string, string], search: CompareSearch) {
  const buildCount = (outcome: JointOutcome, title: string) =>
    columns.accessor(({ counts }) => counts[outcome], {
      ...NUMBER,
      id: outcome,
      header: title,
      cell: ({ row: { original } }) => (
        <PageLink
          size="sm"
          to="/compare"
          search={{
            ...search,
            outcome: outcome === DEFAULT_OUTCOME ? undefined : outcome,
            class: original.classIndex,
            image: undefined,
          }}
          hash={IMAGES_ID}
          aria-label={`${title}, ${original.name}: ${formatCount(original.counts[outcome])}`}
        >
          {formatCount(original.counts[outcome])}
        </PageLink>
      ),
    });
  return columns.columns([
    columns.accessor('name', { header: 'Class', sortFn: 'alphanumeric', cell: ({ getValue }) => getValue() }),
    columns.accessor('imageCount', {
      ...NUMBER,
      header: 'Images',
      cell: ({ getValue }) => formatCount(getValue()),
    }),
    buildCount('only-first', `Only ${titles[0]} right`),
    buildCount('only-second', `Only ${titles[1]} right`),
  ]);
}
