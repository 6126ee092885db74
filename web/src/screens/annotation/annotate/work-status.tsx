/**
 * Judgements that the server does not have yet: waiting ones, refused ones with a way out, and answers to pairs that the person has answered
 * elsewhere. In: the outbox. Out: alerts, or nothing.
 */
import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { formatQuantity } from '../../../../../src/words/index.js';
import { CautionAlert } from '../../../parts/page/caution-alert.js';
import { useClasses } from '../../../parts/study/classes.js';
import type { Outbox, OutboxEntry } from './outbox.js';
import { useOutbox } from './use-outbox.js';
import { CHOICES } from './worked-examples.js';

export function WorkStatus({ workspaceName }: { workspaceName: string }) {
  const outbox = useOutbox(workspaceName);
  const { entries, trouble } = outbox;
  const isSecond = ({ refusalCode }: OutboxEntry) => refusalCode === 'answered-already';
  const refusals = entries.filter(({ refusal }) => refusal !== null);
  const waiting = entries.length - refusals.length;
  const refused = refusals.filter((entry) => !isSecond(entry));
  return (
    <>
      {trouble !== null && waiting > 0 ? (
        <CautionAlert icon={<IconCloudOff aria-hidden />} py="xs" role="status">
          <Group justify="space-between" gap="xs">
            <Text size="sm">
              {formatQuantity(waiting, 'judgement')} kept in this browser, to be sent when the server answers
              again. Go on: nothing is lost.
            </Text>
            <Button size="compact-sm" variant="default" onClick={outbox.retry}>
              Send now
            </Button>
          </Group>
        </CautionAlert>
      ) : null}
      {refusals.filter(isSecond).map((entry) => (
        <SecondAnswer key={entry.id} entry={entry} outbox={outbox} />
      ))}
      {refused.length > 0 ? (
        <Alert color="red" variant="light" title="The server refused this" role="alert">
          <List size="sm" spacing={4} listStyleType="none">
            {refused.map((entry) => (
              <List.Item key={entry.id}>
                <RefusedEntry entry={entry} />
                <Group gap="xs" mt={4}>
                  <Button size="compact-xs" variant="default" onClick={outbox.retry}>
                    Send again
                  </Button>
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="red"
                    onClick={() => outbox.discard(entry.id)}
                  >
                    Throw away
                  </Button>
                </Group>
              </List.Item>
            ))}
          </List>
        </Alert>
      ) : null}
    </>
  );
}

/** The answer in this window is another one than the person gave in another; neither takes the other's place unseen. */
function SecondAnswer({ entry, outbox }: { entry: OutboxEntry; outbox: Outbox }) {
  const chosen = CHOICES.find(({ value }) => 'main' in entry.body && value === entry.body.main);
  return (
    <CautionAlert py="xs" role="alert" title="Answered already">
      <Group justify="space-between" gap="xs">
        <RefusedEntry entry={entry} />
        <Group gap="xs">
          <Button size="compact-sm" variant="default" onClick={() => outbox.discard(entry.id)}>
            Keep that
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => outbox.change(entry.id)}>
            Change it to {chosen?.title.toLowerCase()}
          </Button>
        </Group>
      </Group>
    </CautionAlert>
  );
}

function RefusedEntry({ entry: { body, refusal } }: { entry: OutboxEntry }) {
  const { toLabel } = useClasses();
  return (
    <Text size="sm">
      <b>
        {toLabel(body.classIndex)}, feature {body.feature}
      </b>
      : {refusal}
    </Text>
  );
}
