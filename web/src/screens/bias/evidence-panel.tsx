/**
 * Whether the cue is the reason for a gap: the finding on the first model in sentences, the witnesses of every model in a table.
 * In: the response of the models route; reads the evidence itself. Out: a panel; why there is none where it was not measured.
 */
import { Stack, Table, Text } from '@mantine/core';
import type {
  EvidenceResponse,
  GapEstimate,
  ModelNumbers,
  ModelsResponse,
} from '../../../../src/protocol/index.js';
import {
  describeFinding,
  formatFinding,
  formatP,
  formatPercent,
  formatPlainPoints,
} from '../../../../src/words/index.js';
import { GapNumber } from '../../parts/figures/gap-bar.js';
import { Panel } from '../../parts/page/panel.js';
import { WaitingPanel } from '../../parts/page/waiting-panel.js';
import { useClasses } from '../../parts/study/classes.js';
import { listSentences, toStatement } from '../../parts/study/evidence.js';
import { useRead } from '../../queries.js';

const NUMBER_COLUMNS = ['Gap', 'Mean |gap|', 'Largest |gap|', 'Adjusted', 'Strict', 'Cue weakened'];

const TITLE = 'Is the cue the reason?';

export function EvidencePanel({ response }: { response: ModelsResponse }) {
  const evidence = useRead('GET /api/evidence', {});
  const { data } = evidence;
  const { toLabel } = useClasses();
  const [first] = response.models;
  if (first === undefined) return null;
  if (data === undefined) return <WaitingPanel title={TITLE} query={evidence} />;
  const statement = toStatement(first, data, toLabel);
  if (statement === null) return null;
  return (
    <Panel
      title={TITLE}
      description={
        data.reason ??
        'Adjusted: the gap at equal core evidence; strict: with the rest of the logit equal too. The truth tends to lie between the two. Below every number its 95% interval.'
      }
    >
      <Stack gap="xs">
        <Text fw={600}>{describeFinding(statement)}</Text>
        {listSentences(first, statement, data, toLabel).map((sentence) => (
          <Text key={sentence} size="sm">
            {sentence}
          </Text>
        ))}
        <Table.ScrollContainer
          minWidth={720}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': 'Evidence of each model' } }}
        >
          <Table className="numbers" fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Model</Table.Th>
                {NUMBER_COLUMNS.map((title) => (
                  <Table.Th key={title} ta="right">
                    {title}
                  </Table.Th>
                ))}
                <Table.Th>Finding</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {response.models.map((model) => (
                <EvidenceRow
                  key={model.model}
                  model={model}
                  evidence={data.evidence?.models.find((one) => one.model === model.model)}
                  toLabel={toLabel}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Stack>
    </Panel>
  );
}

type ModelEvidence = NonNullable<EvidenceResponse['evidence']>['models'][number];

function EvidenceRow({
  model: { model, spuriousGap, interval, meanAbsoluteGap, worstClass },
  evidence,
  toLabel,
}: {
  model: ModelNumbers;
  evidence: ModelEvidence | undefined;
  toLabel: (classIndex: number) => string;
}) {
  const { adjusted = null, strict = null, intervention = null } = evidence ?? {};
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td>{model}</Table.Td>
      <EstimateCell
        estimate={spuriousGap === null || interval === null ? null : { gap: spuriousGap, interval }}
      />
      <Table.Td ta="right">{formatPlainPoints(meanAbsoluteGap)}</Table.Td>
      <EstimateCell
        estimate={worstClass}
        note={worstClass === null ? undefined : toLabel(worstClass.classIndex)}
      />
      <EstimateCell
        estimate={adjusted && toEstimate(adjusted.gap, adjusted)}
        note={adjusted && formatP(adjusted.pValue)}
      />
      <EstimateCell
        estimate={strict && toEstimate(strict.gap, strict)}
        note={strict && formatP(strict.pValue)}
      />
      <EstimateCell
        estimate={intervention && toEstimate(intervention.effect, intervention)}
        note={intervention?.overlap == null ? undefined : `overlap ${formatPercent(intervention.overlap)}`}
      />
      <Table.Td>{formatFinding(evidence?.finding)}</Table.Td>
    </Table.Tr>
  );
}

function toEstimate(gap: number, { low, high }: { low: number; high: number }): GapEstimate {
  return { gap, interval: { low, high } };
}

/** A number, its interval, and what else belongs to it. */
function EstimateCell({ estimate, note }: { estimate: GapEstimate | null; note?: string | null }) {
  return (
    <Table.Td ta="right">
      <GapNumber gap={estimate?.gap ?? null} interval={estimate?.interval ?? null} />
      {note ? (
        <Text size="xs" c="var(--muted)">
          {note}
        </Text>
      ) : null}
    </Table.Td>
  );
}
