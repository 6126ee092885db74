/**
 * Setting the verdict by hand, over votes and automatic verdicts, with a reason; withdrawing that; taking either back.
 * In: the pair. Out: a decision sent to the server, and a notice with what it changed and a way to undo it.
 */
import { Button, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import {
  type JudgementResponse,
  LONGEST_TEXT,
  type PairResponse,
  type VerdictLabel,
} from '../../../../../src/protocol/index.js';
import { VERDICT_TITLES } from '../../../../../src/words/index.js';
import { send } from '../../../api.js';
import { showFailure } from '../../../parts/page/failure-alert.js';
import { useClasses } from '../../../parts/study/classes.js';
import { formatGapEffect } from '../../../parts/study/judgement-effect.js';
import { usePerson } from '../../../parts/study/person.js';
import { invalidate } from '../../../queries.js';

interface Decision {
  /** Null withdraws. */
  verdict: VerdictLabel | null;
  reason: string;
}

const NOTICE_MS = 12_000;

export function PairDecision({ pair, close }: { pair: PairResponse; close: () => void }) {
  const current = findDecision(pair);
  const [verdict, setVerdict] = useState<VerdictLabel>(pair.verdict === 'spurious' ? 'core' : 'spurious');
  const [reason, setReason] = useState('');
  const { mutate: decide, isPending } = useDecide(pair, current, close);
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        decide({ verdict, reason: reason.trim() });
      }}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <Stack gap="xs">
        <SegmentedControl
          aria-label="Verdict by hand"
          fullWidth
          value={verdict}
          onChange={(value) => setVerdict(value as VerdictLabel)}
          data={(['spurious', 'core'] as const).map((value) => ({ value, label: VERDICT_TITLES[value] }))}
        />
        <Textarea
          label="Reason"
          description="For those who look at it later"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={LONGEST_TEXT}
          autosize
          minRows={2}
          data-autofocus
          autoFocus
        />
        <Text size="xs" c="var(--muted)">
          A decision by hand goes before votes and automatic verdicts; rankings and gaps follow at once.
        </Text>
        <Group gap="xs">
          <Button type="submit" size="xs" loading={isPending}>
            Decide
          </Button>
          {current.verdict === null ? null : (
            <Button
              size="xs"
              variant="default"
              loading={isPending}
              onClick={() => decide({ verdict: null, reason: reason.trim() })}
            >
              Withdraw the decision
            </Button>
          )}
          <Button size="xs" variant="subtle" color="gray" onClick={close}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The decision that holds now; one that withdraws where there is none. */
function findDecision({ adjudications }: PairResponse): Decision {
  const { verdict, reason } = adjudications.find(({ isCurrent }) => isCurrent) ?? {
    verdict: null,
    reason: '',
  };
  return { verdict, reason };
}

/** Sends a decision, unless nobody says who decides. */
function useDecide({ classIndex, feature }: PairResponse, former: Decision, close: () => void) {
  const { ask } = usePerson();
  const { toLabel } = useClasses();
  return useMutation({
    mutationFn: async (decision: Decision) => {
      const decidedBy = await ask();
      if (decidedBy === null) return;
      const post = (wanted: Decision) =>
        send('POST /api/annotation/adjudications', {}, { classIndex, feature, decidedBy, ...wanted });
      const response = await post(decision);
      invalidate(['judgements']);
      showOutcome(decision, response, toLabel(classIndex), async () => {
        await post({ ...former, reason: former.reason || 'Undone.' });
        invalidate(['judgements']);
      });
      close();
    },
    onError: (error) => showFailure('The decision was not kept', error),
  });
}

function showOutcome(
  { verdict }: Decision,
  response: JudgementResponse,
  className: string,
  undo: () => Promise<void>,
): void {
  const id = notifications.show({
    title: verdict === null ? 'Decision withdrawn' : `Decided: ${verdict}`,
    autoClose: NOTICE_MS,
    message: (
      <Text span size="sm" c="var(--ink)">
        {formatGapEffect(response, className)}{' '}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            undo().catch((error: unknown) => showFailure('The decision could not be undone', error));
          }}
        >
          Undo
        </Button>
      </Text>
    ),
  });
}
