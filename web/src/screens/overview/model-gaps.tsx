/** The gap of each model and what the evidence finds of it. In: the models' numbers. Out: a short table, the largest gap first. */
import { Table, Text } from '@mantine/core';
import type { WorkspaceResponse } from '../../../../src/protocol/index.js';
import { FINDING_MARKS, formatPercent, formatQuantity, formatSplit } from '../../../../src/words/index.js';
import { GapBar } from '../../parts/figures/gap-bar.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { PageLink } from '../../parts/page/page-link.js';
import { Panel } from '../../parts/page/panel.js';
import { Explain } from '../../parts/study/explain.js';
import { useRead } from '../../queries.js';

const MOST_MODELS = 6;

export function ModelGaps({ workspace }: { workspace: WorkspaceResponse }) {
  const { models, measuredSplit, k, annotation } = workspace;
  const { data } = useRead('GET /api/evidence', {});
  const findingOf = (name: string) => {
    const finding = data?.evidence?.models.find(({ model }) => model === name)?.finding;
    return finding === undefined ? null : FINDING_MARKS[finding];
  };
  if (models.length === 0) {
    return (
      <Panel title="Models">
        <EmptyState title="No model yet" size="sm">
          Discovery makes one; the page Models takes a network or a table of predictions of yours.
        </EmptyState>
      </Panel>
    );
  }
  const shown = models
    .toSorted((a, b) => (b.spuriousGap ?? -2) - (a.spuriousGap ?? -2))
    .slice(0, MOST_MODELS);
  const facts = {
    Split: measuredSplit && formatSplit(measuredSplit),
    k,
    n: formatQuantity(annotation.classesWithSpurious, 'class', 'classes'),
  };
  return (
    <Panel
      title="Models"
      actions={
        <PageLink to="/models" size="sm">
          {models.length > shown.length ? `All ${models.length}` : 'Compare'}
        </PageLink>
      }
    >
      <Table verticalSpacing={6} horizontalSpacing={0} fz="sm" className="numbers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Model</Table.Th>
            <Table.Th ta="right">Accuracy</Table.Th>
            <Table.Th ta="right">Spurious gap, 95%</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((model) => (
            <Table.Tr key={model.model}>
              <Table.Td>
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {model.model}
                </Text>
                <Text size="xs" c="dimmed">
                  {findingOf(model.model)}
                </Text>
              </Table.Td>
              <Table.Td ta="right">{formatPercent(model.accuracy)}</Table.Td>
              <Table.Td ta="right">
                <Explain term="modelGap" facts={{ Model: model.model, ...facts }}>
                  <GapBar gap={model.spuriousGap} interval={model.interval} />
                </Explain>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
