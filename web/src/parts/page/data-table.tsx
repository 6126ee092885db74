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

/** A column of numbers: the largest first. */
export const NUMBER = { sortFn: 'basic', sortDescFirst: true, meta: { isNumber: true } } as const;

interface DataTableProps<Row extends object> {
  label: string;
  rows: readonly Row[];
  // biome-ignore lint/suspicious/noExplicitAny: columns of different values stand in one list.
  columns: readonly ColumnDef<Features, Row, any>[];
  sorting: SortingState;
  onSort: (sorting: SortingState) => void;
  toRowId: (row: Row) => string;
  /** Most lines of a cell, such as a gap and its interval; every row is as high as they need. */
  linesPerRow?: keyof typeof ROW_HEIGHTS;
  /** CSS length; the table scrolls beyond it. */
  maxHeight?: string;
  /** Shown in place of rows. */
  empty?: ReactNode;
}

/** Heights of rows by their lines, in pixels. */
const ROW_HEIGHTS = { 1: 41, 2: 52, 3: 70 } as const;

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, linesPerRow = 1, maxHeight = '32rem', empty = 'Nothing to show.' } = props;
  const rowHeight = ROW_HEIGHTS[linesPerRow];
  const box = useRef<HTMLDivElement>(null);
  const table = useSortedTable(props);
  const { rows } = table.getRowModel();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (place) => rows[place]!.id,
    overscan: 8,
  });
  const inSight = virtualizer.getVirtualItems();
  const before = inSight[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (inSight.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
    <section ref={box} className={classes.box} style={{ maxHeight }} tabIndex={0} aria-label={label}>
      <Table stickyHeader aria-rowcount={rows.length + 1} highlightOnHover className="numbers">
        <Table.Thead className={classes.head}>
          <Table.Tr>
            {table.getFlatHeaders().map((header) => (
              <HeadCell
                key={header.id}
                look={header.column.columnDef.meta}
                direction={header.column.getIsSorted()}
                onSort={header.column.getCanSort() ? header.column.getToggleSortingHandler() : undefined}
              >
                <table.FlexRender header={header} />
              </HeadCell>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {before > 0 && <Table.Tr aria-hidden style={{ height: before }} />}
          {inSight.map(({ index }) => (
            <Table.Tr key={rows[index]!.id} aria-rowindex={index + 2} style={{ height: rowHeight }}>
              {rows[index]!.getAllCells().map((cell) => (
                <Table.Td key={cell.id} className={toClassNames(cell.column.columnDef.meta)}>
                  <table.FlexRender cell={cell} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
          {after > 0 && <Table.Tr aria-hidden style={{ height: after }} />}
        </Table.Tbody>
      </Table>
      {rows.length === 0 && (
        <Text c="dimmed" p="md" size="sm">
          {empty}
        </Text>
      )}
    </section>
  );
}

/** One column sorts at a time, and always one does. */
function useSortedTable<Row extends object>({
  rows,
  columns,
  toRowId,
  sorting,
  onSort,
}: DataTableProps<Row>) {
  return useTable({
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
}

interface HeadCellProps {
  look: ColumnLook | undefined;
  direction: false | 'asc' | 'desc';
  onSort: ((event: unknown) => void) | undefined;
  children: ReactNode;
}

function HeadCell({ look, direction, onSort, children }: HeadCellProps) {
  const Arrow = direction === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <Table.Th
      scope="col"
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
