/**
 * How often each of two models is right, over all images and by where they stand in the rankings. In: the comparison. Out: a table; the
 * difference with its interval and p, set off only where the interval excludes 0.
 */
import { Table } from '@mantine/core';
import { listComparedParts, toAccuracies } from '../../../../../src/figures/index.js';
import type { ComparisonResponse, PairedAccuracy } from '../../../../../src/protocol/index.js';
import { formatCount, formatP, formatPercent, PART_TITLES } from '../../../../../src/words/index.js';
import { GapNumber } from '../../../parts/figures/gap-bar.js';

interface PartTableProps {
  response: ComparisonResponse;
  /** Of the two models. */
  titles: readonly [string, string];
}

export function PartTable({ response, titles }: PartTableProps) {
  return (
    <Table.ScrollContainer
      minWidth={620}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': 'Accuracy of both models' } }}
    >
      <Table className="numbers" fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Images</Table.Th>
            {['n', ...titles, 'Only the first', 'Only the second', 'Difference, 95%', 'p'].map(
              (title, place) => (
                <Table.Th key={`${place} ${title}`} ta="right">
                  {title}
                </Table.Th>
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {listComparedParts(response).map(({ part, paired }) => (
            <PartRow key={part} title={PART_TITLES[part]} paired={paired} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function PartRow({ title, paired }: { title: string; paired: PairedAccuracy }) {
  const { imageCount, counts, difference, low, high, pValue } = paired;
  const accuracies = toAccuracies(paired);
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td>{title}</Table.Td>
      <Table.Td ta="right">{formatCount(imageCount)}</Table.Td>
      <Table.Td ta="right">{formatPercent(accuracies[0], 1)}</Table.Td>
      <Table.Td ta="right">{formatPercent(accuracies[1], 1)}</Table.Td>
      <Table.Td ta="right">{formatCount(counts['only-first'])}</Table.Td>
      <Table.Td ta="right">{formatCount(counts['only-second'])}</Table.Td>
      <Table.Td ta="right">
        <GapNumber gap={difference} interval={{ low, high }} />
      </Table.Td>
      <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
        {formatP(pValue)}
      </Table.Td>
    </Table.Tr>
  );
}
