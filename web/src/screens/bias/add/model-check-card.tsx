/** What a model was understood as, before it counts: coverage, classes, accuracy, ten examples. In: the check. Out: a yes or a no. */
import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ModelCheckResponse, PICTURES } from '../../../../../src/protocol/index.js';
import {
  formatCount,
  formatPercent,
  formatQuantity,
  formatShareInterval,
  formatSplit,
} from '../../../../../src/words/index.js';
import { send } from '../../../api.js';
import { Picture } from '../../../parts/images/picture.js';
import { CautionAlert } from '../../../parts/page/caution-alert.js';
import { FailureAlert } from '../../../parts/page/failure-alert.js';
import { useClasses } from '../../../parts/study/classes.js';
import { invalidate, useRead } from '../../../queries.js';

type Check = NonNullable<ModelCheckResponse['check']>;

/** Classes that are named among those that it never names. */
const NAMED_CLASSES = 5;

export function ModelCheckCard({ check }: { check: Check }) {
  const { toLabel } = useClasses();
  const { data: workspace } = useRead('GET /api/workspace', {});
  const decision = useDecision();
  return (
    <Card withBorder component="article" aria-label={`Check of ${check.model.name}`}>
      <Stack gap="sm">
        <Title order={4} size="h6">
          {check.model.name}, from {check.model.addedFrom}: does this look right?
        </Title>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <Fact
            name="Coverage"
            value={formatPercent(check.predictedCount / Math.max(1, check.imageCount))}
            note={`${formatCount(check.predictedCount)} of ${formatQuantity(check.imageCount, 'image')}`}
          />
          <Fact
            name="Classes named"
            value={`${formatCount(check.classCount - check.neverNamed.length)} of ${formatCount(check.classCount)}`}
            note={describeNever(check.neverNamed.map(toLabel))}
          />
          <Fact
            name="Accuracy"
            value={
              check.measured ? formatPercent(check.measured.rightCount / check.measured.imageCount, 1) : '–'
            }
            note={describeMeasured(check.measured)}
          />
        </SimpleGrid>
        {check.remarks.map(({ level, text }) =>
          level === 'warn' ? (
            <CautionAlert key={text} py="xs">
              {text}
            </CautionAlert>
          ) : (
            <Text key={text} size="xs" c="var(--muted)">
              {text}
            </Text>
          ),
        )}
        <Examples check={check} toLabel={toLabel} hasPictures={workspace?.hasPictures ?? false} />
        {decision.error !== null && <FailureAlert error={decision.error} title="That was not done" />}
        <Group justify="flex-end">
          <Button
            variant="default"
            disabled={decision.isPending}
            leftSection={<IconX size={16} aria-hidden />}
            onClick={() => decision.mutate('discard')}
          >
            Discard
          </Button>
          <Button
            loading={decision.isPending}
            leftSection={<IconCheck size={16} aria-hidden />}
            onClick={() => decision.mutate('accept')}
          >
            Add it
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}

function useDecision() {
  return useMutation({
    mutationFn: (decision: 'accept' | 'discard') => send(`POST /api/models/check/${decision}`, {}, {}),
    onSuccess: () => invalidate(['models']),
  });
}

function Fact({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div>
      <Text size="xs" c="var(--muted)">
        {name}
      </Text>
      <Text fw={650}>{value}</Text>
      <Text size="xs" c="var(--muted)">
        {note}
      </Text>
    </div>
  );
}

function describeNever(names: readonly string[]): string {
  if (names.length === 0) return 'every class of the data set';
  const more = names.length - NAMED_CLASSES;
  return `never: ${names.slice(0, NAMED_CLASSES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function describeMeasured(measured: Check['measured']): string {
  if (measured === null) return 'no validation or test image has a prediction';
  const { split, imageCount, interval } = measured;
  return `of ${formatCount(imageCount)} ${formatSplit(split)} images; 95%: ${formatShareInterval(interval, 1)}`;
}

function Examples(props: { check: Check; toLabel: (index: number) => string; hasPictures: boolean }) {
  const { check, toLabel, hasPictures } = props;
  return (
    <SimpleGrid cols={{ base: 2, xs: 3, sm: 5 }} spacing="xs">
      {check.examples.map(({ image, path, classIndex, predicted, confidence }) => (
        <figure key={image} style={{ margin: 0, minWidth: 0 }} title={path}>
          {hasPictures && <Picture src={PICTURES.image(image)} alt={path} loading="lazy" />}
          <Text component="figcaption" size="xs" style={{ overflowWrap: 'anywhere' }}>
            {predicted === classIndex ? '✓' : '✗'} says <b>{toLabel(predicted)}</b>
            {confidence === null ? '' : ` (${formatPercent(confidence)})`}
            {predicted === classIndex ? '' : `, labelled ${toLabel(classIndex)}`}
          </Text>
        </figure>
      ))}
    </SimpleGrid>
  );
}
