/**
 * The table of classes with its search and the choice of models that stand side by side.
 * In: the response, rows per class, the page's state. Out: a panel. The state is the page's.
 */
import { MultiSelect, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../src/words/index.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { Panel } from '../../parts/page/panel.js';
import type { ClassGapRow } from './class-gaps.js';
import { ClassTable, toModelColumn } from './class-table.js';
import type { ModelsSearch } from './models-search.js';

interface ClassPanelProps {
  response: ModelsResponse;
  rows: readonly ClassGapRow[];
  /** Names of the ticked models. */
  compared: readonly string[];
  search: ModelsSearch;
  change: (part: Partial<ModelsSearch>) => void;
}

export function ClassPanel({ response, rows, compared, search, change }: ClassPanelProps) {
  const names = useMemo(() => response.models.map(({ model }) => model), [response]);
  const places = useMemo(
    () => compared.map((model) => names.indexOf(model)).filter((place) => place >= 0),
    [compared, names],
  );
  const found = useMemo(() => filterRows(rows, search.find), [rows, search.find]);
  const firstModel = names[places[0] ?? 0]!;
  return (
    <Panel
      title="Class by class"
      description={`${formatQuantity(found.length, 'class', 'classes')} with a spurious feature; a name leads to the ranking.`}
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
          {names.length > 1 && (
            <MultiSelect
              size="xs"
              w={300}
              aria-label="Models side by side"
              placeholder={compared.length === 0 ? 'Choose models' : undefined}
              data={names}
              value={[...compared]}
              onChange={(compare) => change({ compare })}
              searchable
            />
          )}
        </>
      }
    >
      {rows.length === 0 ? (
        <EmptyState title="No class has a spurious feature yet" size="sm">
          Gaps are measured once a pair is judged spurious.
        </EmptyState>
      ) : (
        <ClassTable
          response={response}
          rows={found}
          compared={places}
          sorting={[
            {
              id: search.sort ?? (names.length > 1 ? 'mean' : toModelColumn(firstModel)),
              desc: search.order !== 'asc',
            },
          ]}
          onSort={([column]) => change({ sort: column?.id, order: column?.desc ? undefined : 'asc' })}
        />
      )}
    </Panel>
  );
}

function filterRows(rows: readonly ClassGapRow[], find: string | undefined): readonly ClassGapRow[] {
  const text = find?.trim().toLowerCase();
  if (!text) return rows;
  return rows.filter(
    ({ name, classIndex }) => name.toLowerCase().includes(text) || String(classIndex) === text,
  );
}
