/**
 * A table of many rows: sorted by its heads, only the rows in sight are drawn.
 * In: rows, columns of TanStack Table made with `createColumns`, the sorting (its owner keeps it, mostly in the address).
 * Out: a table in a box of its own that scrolls. Filters nothing.
 */
import { Table, Text, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import {
  type ColumnDef,
  createColumnHelper,
  createSortedRowModel,
  metaHelper,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';
import classes from './data-table.module.css';

/** How a column looks. */
interface ColumnLook {
  isNumber?: boolean;
  /** Left out on phones. */
  isSecondary?: boolean;
  /** Shown when the head is pointed at or focused. */
  hint?: string;
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic, alphanumeric: sortFn_alphanumeric },
  columnMeta: metaHelper<ColumnLook>(),
});
type Features = typeof features;

export type { SortingState };

/** Builds columns; a missing number is `undefined`, never null, so that it sorts last. */
export function createColumns<Row extends object>() {
  return createColumnHelper<Features, Row>();
}

interface DataTableProps<Row extends object> {
  label: string;
  rows: readonly Row[];
  // biome-ignore lint/suspicious/noExplicitAny: columns of different values stand in one list.
  columns: readonly ColumnDef<Features, Row, any>[];
  sorting: SortingState;
  onSort: (sorting: SortingState) => void;
  toRowId: (row: Row) => string;
  isMarked?: (row: Row) => boolean;
  /** In pixels; every row has it. */
  rowHeight?: number;
  /** CSS length; the table scrolls beyond it. */
  maxHeight?: string;
  /** Shown in place of rows. */
  empty?: ReactNode;
}

const ROW_HEIGHT = 41;

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const {
    label,
    rows,
    columns,
    sorting,
    onSort,
    toRowId,
    rowHeight = ROW_HEIGHT,
    maxHeight = '32rem',
  } = props;
  const box = useRef<HTMLDivElement>(null);
  const table = useTable({
    features,
    data: rows as Row[],
    columns: columns as ColumnDef<Features, Row>[],
    getRowId: toRowId,
    state: { sorting },
    onSortingChange: (change) => onSort(typeof change === 'function' ? change(sorting) : change),
    enableMultiSort: false,
    enableSortingRemoval: false,
    defaultColumn: { sortUndefined: 'last' },
  });
  const sorted = table.getRowModel().rows;
  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (place) => sorted[place]!.id,
    overscan: 8,
  });
  const inSight = virtualizer.getVirtualItems();
  const before = inSight[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (inSight.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
    <section ref={box} className={classes.box} style={{ maxHeight }} tabIndex={0} aria-label={label}>
      <Table stickyHeader aria-rowcount={sorted.length + 1} highlightOnHover className="numbers">
        <Table.Thead className={classes.head}>
          {table.getHeaderGroups().map((group) => (
            <Table.Tr key={group.id}>
              {group.headers.map((header) => (
                <HeadCell
                  key={header.id}
                  look={header.column.columnDef.meta}
                  span={header.colSpan}
                  direction={header.column.getIsSorted()}
                  onSort={header.column.getCanSort() ? header.column.getToggleSortingHandler() : undefined}
                >
                  {header.isPlaceholder ? null : <table.FlexRender header={header} />}
                </HeadCell>
              ))}
            </Table.Tr>
          ))}
        </Table.Thead>
        <Table.Tbody>
          {before > 0 && <Table.Tr aria-hidden style={{ height: before }} />}
          {inSight.map(({ index }) => {
            const row = sorted[index]!;
            return (
              <Table.Tr
                key={row.id}
                aria-rowindex={index + 2}
                data-marked={props.isMarked?.(row.original) || undefined}
                className={classes.row}
                style={{ height: rowHeight }}
              >
                {row.getAllCells().map((cell) => (
                  <Table.Td key={cell.id} className={toClassNames(cell.column.columnDef.meta)}>
                    <table.FlexRender cell={cell} />
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
          {after > 0 && <Table.Tr aria-hidden style={{ height: after }} />}
        </Table.Tbody>
      </Table>
      {sorted.length === 0 && (
        <Text c="dimmed" p="md" size="sm">
          {props.empty ?? 'Nothing to show.'}
        </Text>
      )}
    </section>
  );
}

interface HeadCellProps {
  look: ColumnLook | undefined;
  span: number;
  direction: false | 'asc' | 'desc';
  onSort: ((event: unknown) => void) | undefined;
  children: ReactNode;
}

function HeadCell({ look, span, direction, onSort, children }: HeadCellProps) {
  const Arrow = direction === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <Table.Th
      colSpan={span}
      scope={span > 1 ? 'colgroup' : 'col'}
      title={look?.hint}
      className={toClassNames(look)}
      aria-sort={direction === false ? undefined : direction === 'asc' ? 'ascending' : 'descending'}
    >
      {onSort === undefined ? (
        children
      ) : (
        <UnstyledButton className={classes.sort} onClick={onSort}>
          {children}
          {direction !== false && <Arrow size={14} aria-hidden style={{ flex: 'none' }} />}
        </UnstyledButton>
      )}
    </Table.Th>
  );
}

function toClassNames(look: ColumnLook | undefined): string {
  return [look?.isNumber && classes.number, look?.isSecondary && classes.secondary].filter(Boolean).join(' ');
}
