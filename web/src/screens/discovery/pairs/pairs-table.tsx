/**
 * The table of classes with their pairs; only the rows in sight are drawn, the page itself scrolls.
 * In: rows in the order to show, the keys' cursor. Out: a table. Filters and sorts nothing.
 */
import { Table, Text } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { memo, useRef } from 'react';
import { ABSENT, formatCount, formatPercent } from '../../../../../src/words/index.js';
import { GapNumber, GapScale } from '../../../parts/figures/gap-bar.js';
import { PageLink } from '../../../parts/page/page-link.js';
import { Explain } from '../../../parts/study/explain.js';
import { ProvisionalMark } from '../../../parts/study/provisional.js';
import { Quantity } from '../../../parts/study/quantity.js';
import { PairThumbnail } from '../pair/pair-thumbnail.js';
import { usePairsKeys } from './pairs-keys.js';
import { usePairLinks } from './pairs-links.js';
import type { PairsTableRow } from './pairs-rows.js';
import styles from './pairs-table.module.css';
import { usePairsVirtualizer } from './pairs-virtualizer.js';

export type Shown = 'heatmaps' | 'images' | 'none';

interface PairsTableProps {
  rows: readonly PairsTableRow[];
  shows: Shown;
  /** In words: "validation". Null where nothing is measured. */
  split: string | null;
}

export function PairsTable({ rows, shows, split }: PairsTableProps) {
  const table = useRef<HTMLTableElement>(null);
  const virtualizer = usePairsVirtualizer(rows, shows !== 'none', table);
  const { cursor, follow } = usePairsKeys(rows, virtualizer, table);
  const links = usePairLinks();
  const inSight = virtualizer.getVirtualItems();
  const { scrollMargin } = virtualizer.options;
  const before = (inSight[0]?.start ?? scrollMargin) - scrollMargin;
  const after = virtualizer.getTotalSize() - ((inSight.at(-1)?.end ?? scrollMargin) - scrollMargin);
  return (
    <Table
      ref={table}
      className={styles.table}
      aria-label="Classes and their pairs"
      aria-rowcount={rows.length + 1}
      onClick={links.follow}
      onMouseOver={links.prepare}
      onMouseOut={links.forget}
      onFocus={follow}
      verticalSpacing={10}
    >
      <Table.Thead className={styles.head}>
        <Table.Tr>
          <Table.Th className={styles.classColumn}>Class</Table.Th>
          <Table.Th className={styles.gapColumn} ta="right">
            Spurious gap, 95%
          </Table.Th>
          <Table.Th>Features by importance</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {before > 0 ? <SpacerRow height={before} /> : null}
        {inSight.map(({ index }) => (
          <ClassRow
            key={rows[index]!.classIndex}
            row={rows[index]!}
            place={index}
            measure={virtualizer.measureElement}
            shows={shows}
            split={split}
            tabStop={cursor === null ? 0 : cursor.row === index ? cursor.column : -1}
          />
        ))}
        {after > 0 ? <SpacerRow height={after} /> : null}
      </Table.Tbody>
    </Table>
  );
}

function SpacerRow({ height }: { height: number }) {
  return (
    <tr aria-hidden className={styles.spacer}>
      <td colSpan={3} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

interface ClassRowProps {
  row: PairsTableRow;
  place: number;
  measure: (element: Element | null) => void;
  shows: Shown;
  split: string | null;
  tabStop: number;
}

const ClassRow = memo(function ClassRow({ row, place, measure, shows, split, tabStop }: ClassRowProps) {
  const router = useRouter();
  const { classIndex, label, entry, pairs } = row;
  return (
    <Table.Tr ref={measure} data-index={place} className={styles.row} aria-rowindex={place + 2}>
      <Table.Td>
        <PageLink to="/rankings" search={{ class: classIndex }} fw={600} size="sm" preload={false}>
          {label}
        </PageLink>
        <Text size="xs" c="dimmed" className="numbers" lineClamp={2}>
          {[`class ${classIndex}`, entry && entry.name !== label ? entry.name : null, entry?.superCategory]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td ta="right" fz="sm">
        <ClassGap row={row} split={split} />
      </Table.Td>
      <Table.Td>
        <div className={styles.thumbnails}>
          {pairs.map((pair, column) => (
            <PairThumbnail
              key={pair.feature}
              pair={pair}
              classLabel={label}
              address={router.history.createHref(`/pairs/${pair.classIndex}/${pair.feature}`)}
              column={column}
              isTabStop={column === tabStop}
              shows={shows}
            />
          ))}
          {pairs.length === 0 ? (
            <Text size="sm" c="dimmed" style={{ gridColumn: '1 / -1' }}>
              No important features.
            </Text>
          ) : null}
        </div>
      </Table.Td>
    </Table.Tr>
  );
});

function ClassGap({ row, split }: { row: PairsTableRow; split: string | null }) {
  const { gap, label, pairs, isProvisional } = row;
  if (gap === null) {
    const isSpurious = pairs.some(({ verdict }) => verdict === 'spurious');
    return (
      <Quantity
        text={ABSENT}
        reason={isSpurious ? 'No model has predictions here.' : 'The class has no spurious feature.'}
      />
    );
  }
  const { model, k, reducedK, imageCount, accuracyTop, accuracyBottom } = gap;
  return (
    <span className={styles.gap}>
      <Explain
        term="gap"
        facts={{
          Class: label,
          Model: model,
          Split: split,
          'Most spurious': `${formatPercent(accuracyTop)} right`,
          'Least spurious': `${formatPercent(accuracyBottom)} right`,
          k: reducedK ? `${k}, as there are few images` : k,
          n: `${formatCount(imageCount)} images`,
        }}
      >
        <GapNumber gap={gap.gap} interval={gap.interval} />
      </Explain>
      {isProvisional ? <ProvisionalMark /> : null}
      <GapScale gap={gap.gap} interval={gap.interval} width={120} />
    </span>
  );
}
