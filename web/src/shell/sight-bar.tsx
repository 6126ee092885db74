/** While somebody judges blind: what they see and until when, on every page, and the way to see all. In: how the judging stands. Out: a bar, or nothing. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { formatQuantity } from '../../../src/words/index.js';
import { IS_STATIC, send } from '../api.js';
import { showFailure } from '../parts/page/failure-alert.js';
import { usePerson } from '../parts/study/person.js';
import { forgetAnswers, invalidateJobs, useRead } from '../queries.js';

export function SightBar() {
  const { data } = useRead('GET /api/workspace', {});
  const { name } = usePerson();
  const [isOpen, { open, close }] = useDisclosure();
  const blind = data?.annotation.blind ?? null;
  useJobsInSight(data && blind !== null);
  if (IS_STATIC || blind === null) return null;
  return (
    <Group role="note" aria-label="Blind judging" gap="xs" mb="sm" wrap="nowrap" justify="space-between">
      <Group gap="xs" wrap="nowrap">
        <IconEyeOff size={16} aria-hidden style={{ flex: 'none' }} />
        <Text size="sm">
          {name === null
            ? 'This study is blind: what people answered is hidden from whoever may still be asked.'
            : `You judge blind: pages show your own answers and what the data say, nothing of others, until no pair is left for you (${formatQuantity(blind.openPairs, 'pair')} to go).`}
        </Text>
      </Group>
      <Button
        size="compact-sm"
        variant="default"
        style={{ flex: 'none' }}
        leftSection={<IconEye size={14} aria-hidden />}
        onClick={open}
      >
        Unblind …
      </Button>
      <Modal opened={isOpen} onClose={close} title="See what others answered?" centered>
        <Unblinding close={close} />
      </Modal>
    </Group>
  );
}

/** Whoever judges blind is shown fewer jobs: they are read again when that begins or ends. */
function useJobsInSight(isBlind: boolean | undefined): void {
  const known = useRef(isBlind);
  useEffect(() => {
    if (isBlind === undefined) return;
    if (known.current !== undefined && known.current !== isBlind) invalidateJobs();
    known.current = isBlind;
  }, [isBlind]);
}

function Unblinding({ close }: { close: () => void }) {
  const { ask } = usePerson();
  const unblind = useMutation({
    mutationFn: async () => {
      const workerId = await ask();
      if (workerId === null) return false;
      await send('POST /api/annotation/unblindings', {}, { workerId });
      return true;
    },
    onSuccess: (isDone) => {
      if (!isDone) return;
      close();
      forgetAnswers();
    },
    onError: (error) => showFailure('You are still blind', error),
  });
  return (
    <Stack gap="md">
      <Text size="sm">
        You then see everybody’s verdicts, votes and agreement on all pages. There is no way back: whatever
        you answer from then on is marked as given after a look at others’, and agreement (κ) leaves it out.
        What you answered so far stays blind.
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          Stay blind
        </Button>
        <Button loading={unblind.isPending} onClick={() => unblind.mutate()}>
          Unblind
        </Button>
      </Group>
    </Stack>
  );
}
