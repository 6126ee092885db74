/** How to put another model under test. In: nothing. Out: the commands, to be copied. */
import { Code, CopyButton, Group, Stack, Text, Title, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

const WAYS = [
  {
    title: 'By its predictions',
    note: 'CSV (image,prediction or image,logit_0,…), npy or parquet; of any network, made anywhere.',
    command: 'spuriosity model add NAME --predictions FILE.csv --tag supervised',
  },
  {
    title: 'As a linear head',
    note: 'npz with W [classes, features] and b [classes], over the features of this workspace.',
    command: 'spuriosity model add NAME --head FILE.npz',
  },
];

export function AddModels() {
  return (
    <Stack gap="sm" mt="lg">
      <Title order={3} size="h6">
        Compare with other models
      </Title>
      <Text size="sm">
        With two models or more this page shows how alike their biases are, whether the class or the model
        decides the gap, and which models are more robust than their accuracy lets expect. Add them on the
        command line; they appear here at once.
      </Text>
      {WAYS.map(({ title, note, command }) => (
        <div key={title}>
          <Text size="sm" fw={600}>
            {title}
          </Text>
          <Text size="xs" c="var(--muted)" mb={4}>
            {note}
          </Text>
          <Group gap={6} wrap="nowrap">
            <Code block style={{ flex: 1, minWidth: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {command}
            </Code>
            <CopyButton value={command}>
              {({ copied, copy }) => (
                <Tooltip label={copied ? 'Copied' : 'Copy'}>
                  <UnstyledButton onClick={copy} aria-label={`Copy the command: ${title}`} p={4}>
                    {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                  </UnstyledButton>
                </Tooltip>
              )}
            </CopyButton>
          </Group>
        </div>
      ))}
    </Stack>
  );
}
