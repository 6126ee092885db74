/** How the pair stands and why; changing it by hand. In: the pair. Out: a panel. What others answered stays hidden while judging is blind. */
import { Button, Divider, Group, Progress, Stack, Table, Text } from '@mantine/core';
import { IconGavel } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { toFigureColour } from '../../../../../src/figures/index.js';
import type {
  AnnotationProgress,
  PairResponse,
  WorkspaceResponse,
} from '../../../../../src/protocol/index.js';
import { formatDecimal, formatPercent, formatQuantity } from '../../../../../src/words/index.js';
import { IS_STATIC } from '../../../api.js';
import { useKeys } from '../../../parts/keys/keys.js';
import { PageLink } from '../../../parts/page/page-link.js';
import { Panel } from '../../../parts/page/panel.js';
import { Explain, toAgreementFacts } from '../../../parts/study/explain.js';
import { Quantity } from '../../../parts/study/quantity.js';
import { formatStanding } from '../../../parts/study/standing.js';
import { VerdictBadge } from '../../../parts/study/verdict-badge.js';
import { PairBlind } from './pair-blind.js';
import { PairDecision } from './pair-decision.js';

export function PairVerdict(props: { workspace: WorkspaceResponse; pair: PairResponse; isBlind: boolean }) {
  const { workspace, pair, isBlind } = props;
  const [isDeciding, setDeciding] = useState(false);
  useKeys('Pair', [{ keys: 'd', does: 'Decide by hand', run: () => setDeciding(true) }], {
    isActive: !IS_STATIC && !isBlind,
  });
  return (
    <Panel title="Verdict" description={<Explain term="verdict">How a verdict comes about</Explain>} fills>
      <Stack gap="sm">
        {isBlind && pair.verdict === null ? null : <Standing pair={pair} annotation={workspace.annotation} />}
        {isBlind ? (
          <PairBlind pair={pair} />
        ) : IS_STATIC ? null : isDeciding ? (
          <PairDecision pair={pair} close={() => setDeciding(false)} />
        ) : (
          <Button
            variant="default"
            size="xs"
            w="fit-content"
            leftSection={<IconGavel size={14} aria-hidden />}
            onClick={() => setDeciding(true)}
          >
            Decide by hand …
          </Button>
        )}
        <Divider />
        <Validation pair={pair} isBlind={isBlind} canCompare={workspace.hasPictures && !IS_STATIC} />
        <Divider />
        <Numbers workspace={workspace} pair={pair} />
      </Stack>
    </Panel>
  );
}

function Standing({ pair, annotation }: { pair: PairResponse; annotation: AnnotationProgress }) {
  const { votesCore, votesSpurious, isDisputed, basis, score } = pair;
  const votes = votesCore + votesSpurious;
  return (
    <>
      <div>
        <Group gap="xs" mb={4}>
          <VerdictBadge standing={pair} withMarks />
        </Group>
        <Text size="sm">{formatStanding(pair)}</Text>
        {basis ? (
          <Text size="sm" c="var(--muted)" mt={4}>
            {basis}
            {score === null ? '' : ` Score ${formatDecimal(score, 2)}.`}
          </Text>
        ) : null}
      </div>
      {votes > 0 ? (
        <div>
          <Progress.Root size={10} aria-hidden>
            <Progress.Section value={(votesSpurious / votes) * 100} color={toFigureColour('spurious')} />
            <Progress.Section value={(votesCore / votes) * 100} color={toFigureColour('core')} />
          </Progress.Root>
          <Group justify="space-between" mt={4}>
            <Text size="xs" c="var(--spurious)" fw={600} className="numbers">
              {votesSpurious} spurious
            </Text>
            <Text size="xs" c="var(--muted)" className="numbers">
              {formatPercent(Math.max(votesCore, votesSpurious) / votes)} agree
            </Text>
            <Text size="xs" c="var(--core)" fw={600} className="numbers">
              {votesCore} core
            </Text>
          </Group>
          {annotation.kappa === null ? null : (
            <Text size="xs" c="var(--muted)" mt={4} className="numbers">
              Agreement over all pairs:{' '}
              <Explain term="kappa" facts={toAgreementFacts(annotation.kappaPairs)}>
                κ {formatDecimal(annotation.kappa, 2)}
              </Explain>
            </Text>
          )}
          {isDisputed ? (
            <Text size="xs" c="var(--caution)" mt={4}>
              Disputed: one answer more or less would decide otherwise.
            </Text>
          ) : null}
        </div>
      ) : null}
    </>
  );
}

function Validation(props: { pair: PairResponse; isBlind: boolean; canCompare: boolean }) {
  const { pair, isBlind, canCompare } = props;
  const { validation, classIndex, feature } = pair;
  const outcome =
    validation === null || validation.answers === 0
      ? `${isBlind ? 'You have not' : 'Nobody has'} compared its heatmaps yet.`
      : validation.isValidated === null
        ? `${formatQuantity(validation.answers, 'answer')}; the rule needs more.`
        : validation.isValidated
          ? 'Validated: the heatmaps show the same attribute throughout.'
          : 'Not validated: the heatmaps do not show one attribute.';
  return (
    <div>
      <Text size="sm" fw={600}>
        Validation of the heatmaps
      </Text>
      <Text size="sm" className="numbers">
        {outcome}
        {validation && validation.answers > 0
          ? ` Same ${validation.same}, different ${validation.different}, unclear ${validation.unclear}.`
          : ''}{' '}
        {canCompare ? (
          <PageLink to="/validate" search={{ pair: `${classIndex}-${feature}` }} size="sm" underline="always">
            Compare them
          </PageLink>
        ) : null}
      </Text>
    </div>
  );
}

function Numbers({ workspace, pair }: { workspace: WorkspaceResponse; pair: PairResponse }) {
  const trainCount = workspace.classes[pair.classIndex]?.imageCounts.train;
  const facts = { Split: 'training', Images: trainCount };
  const noFeatures = 'No features are known for this pair.';
  return (
    <Table verticalSpacing={4} horizontalSpacing={0} withRowBorders={false} fz="sm">
      <Table.Tbody>
        <NumberRow
          name={
            <Explain term="importance" facts={facts}>
              Importance
            </Explain>
          }
          text={formatDecimal(pair.importance, 3)}
          reason={noFeatures}
        />
        <NumberRow
          name={
            <Explain term="activation" facts={{ ...facts, Value: 'mean' }}>
              Mean activation
            </Explain>
          }
          text={formatDecimal(pair.meanActivation, 3)}
          reason={noFeatures}
        />
        <NumberRow
          name={<span title="Weight of the feature in the class’s logit.">Weight in the head</span>}
          text={formatDecimal(pair.headWeight, 3)}
          reason="There is no head for this class."
        />
      </Table.Tbody>
    </Table>
  );
}

function NumberRow(props: { name: ReactNode; text: string; reason: string }) {
  return (
    <Table.Tr>
      <Table.Td>{props.name}</Table.Td>
      <Table.Td ta="right">
        <Quantity text={props.text} reason={props.reason} />
      </Table.Td>
    </Table.Tr>
  );
}
