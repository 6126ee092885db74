/** How far the judging is and who did it. In: the progress of the annotation. Out: a ring, counts, people. */
import { Group, RingProgress, Stack, Table, Text } from '@mantine/core';
import { toFigureColour } from '../../../../src/figures/index.js';
import type { AnnotationProgress } from '../../../../src/protocol/index.js';
import { formatCount, formatDuration, formatPercent, formatQuantity } from '../../../../src/words/index.js';
import { IS_STATIC } from '../../api.js';
import { PageLink } from '../../parts/page/page-link.js';
import { Panel } from '../../parts/page/panel.js';
import styles from './overview.module.css';

const MOST_PEOPLE = 4;

export function AnnotationSummary({ progress }: { progress: AnnotationProgress }) {
  const { pairs, reviewedPairs, spuriousPairs, unreviewedSpuriousPairs, workers } = progress;
  const spurious = spuriousPairs - unreviewedSpuriousPairs;
  const parts = [
    { name: 'Reviewed, core', count: reviewedPairs - spurious, color: toFigureColour('core') },
    { name: 'Reviewed, spurious', count: spurious, color: toFigureColour('spurious') },
    { name: 'Not reviewed', count: pairs - reviewedPairs, color: toFigureColour('rule') },
  ];
  const busiest = workers.toSorted((a, b) => b.answers - a.answers).slice(0, MOST_PEOPLE);
  return (
    <Panel
      title="Annotation"
      description={describeAnswers(progress)}
      actions={
        IS_STATIC ? null : (
          <PageLink to="/annotate" size="sm">
            Annotate
          </PageLink>
        )
      }
    >
      <Group gap="lg" wrap="nowrap" align="center">
        <ReviewRing parts={parts} pairs={pairs} reviewedPairs={reviewedPairs} />
        <Table verticalSpacing={3} horizontalSpacing={0} withRowBorders={false} fz="sm">
          <Table.Tbody>
            {parts.map(({ name, count, color }) => (
              <Table.Tr key={name}>
                <Table.Td>
                  <span className={styles.swatch} style={{ background: color }} aria-hidden />
                  {name}
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatCount(count)}
                </Table.Td>
              </Table.Tr>
            ))}
            {progress.blind ? null : (
              <Table.Tr>
                <Table.Td>
                  <PageLink to="/pairs" search={{ show: ['disputed'] }} size="sm">
                    Disputed
                  </PageLink>
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatCount(progress.disputedPairs)}
                </Table.Td>
              </Table.Tr>
            )}
          </Table.Tbody>
        </Table>
      </Group>
      {busiest.length === 0 ? null : <People people={busiest} others={workers.length - busiest.length} />}
    </Panel>
  );
}

function ReviewRing(props: {
  parts: readonly { count: number; color: string }[];
  pairs: number;
  reviewedPairs: number;
}) {
  const { parts, pairs, reviewedPairs } = props;
  const share = pairs === 0 ? 0 : reviewedPairs / pairs;
  return (
    <RingProgress
      size={112}
      thickness={11}
      aria-label={`${formatPercent(share)} of the pairs reviewed`}
      role="img"
      sections={parts.map(({ count, color }) => ({
        value: pairs === 0 ? 0 : (100 * count) / pairs,
        color,
      }))}
      label={
        <Stack gap={0} align="center">
          <Text fw={650} className="numbers">
            {formatPercent(share)}
          </Text>
          <Text size="xs" c="dimmed">
            reviewed
          </Text>
        </Stack>
      }
    />
  );
}

function People(props: { people: AnnotationProgress['workers']; others: number }) {
  return (
    <>
      <Table verticalSpacing={3} horizontalSpacing={0} fz="sm" mt="sm" className="numbers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Person</Table.Th>
            <Table.Th ta="right">Answers</Table.Th>
            <Table.Th ta="right">Median time</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.people.map(({ workerId, answers, medianSeconds }) => (
            <Table.Tr key={workerId}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{workerId}</Table.Td>
              <Table.Td ta="right">{formatCount(answers)}</Table.Td>
              <Table.Td ta="right">{formatDuration(medianSeconds)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {props.others > 0 ? (
        <Text size="xs" c="dimmed" mt={4}>
          and {formatQuantity(props.others, 'other')}
        </Text>
      ) : null}
    </>
  );
}

/** "31 answers of 2 people, 2 wanted a pair". */
function describeAnswers({ blind, answers, workers, answersPerPair }: AnnotationProgress): string {
  if (blind)
    return `${formatQuantity(answers, 'answer')} of yours, ${formatCount(answersPerPair)} wanted a pair`;
  const given =
    answers === 0
      ? 'No answers yet'
      : `${formatQuantity(answers, 'answer')} of ${formatQuantity(workers.length, 'person', 'people')}`;
  return `${given}, ${formatCount(answersPerPair)} wanted a pair`;
}
