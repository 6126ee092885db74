/**
 * How often each of two models is right, over all images and by where they stand in the rankings. In: the comparison. Out: a table; the
 * difference with its interval and p, set off only where the interval excludes 0.
 */
import { Table } from '@mantine/core';
import { type FigureTable, toAccuracies } from '../../../../../src/figures/index.js';
import type { ComparisonResponse, PairedAccuracy } from '../../../../../src/protocol/index.js';
import { formatCount, formatP, formatPercent } from '../../../../../src/words/index.js';
import { GapNumber } from '../../../parts/figures/gap-bar.js';

const PART_TITLES = { least: 'Least spurious third', middle: 'Middle third', most: 'Most spurious third' };

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
          {listParts(response).map(({ title, paired }) => (
            <PartRow key={title} title={title} paired={paired} />
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

function listParts({ all, parts }: ComparisonResponse) {
  // Without any ranking the one part is all there is.
  const own = parts.filter(({ part }) => part !== null || parts.length > 1);
  return [
    { title: 'All images', paired: all },
    ...own.map(({ part, paired }) => ({
      title: part === null ? 'Classes without a ranking' : PART_TITLES[part],
      paired,
    })),
  ];
}

/** What the table shows, for a file. */
export function tabulateParts(response: ComparisonResponse): FigureTable {
  const [first, second] = response.models;
  return {
    columns: [
      ...['first_model', 'second_model', 'part', 'images', 'both', 'only_first', 'only_second', 'neither'],
      ...['difference', 'difference_low', 'difference_high', 'p_value'],
    ],
    rows: listParts(response).map(({ title, paired: { imageCount, counts, ...paired } }) => [
      ...[first, second, title, imageCount, counts.both, counts['only-first'], counts['only-second']],
      ...[counts.neither, paired.difference, paired.low, paired.high, paired.pValue],
    ]),
  };
}
