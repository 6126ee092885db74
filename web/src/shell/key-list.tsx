/** The list of shortcuts that hold on the page from which it was opened. */
import { Group, Kbd, Modal, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { Fragment } from 'react';
import { formatSteps } from '../parts/keys/key-steps.js';
import { listKeyGroups } from '../parts/keys/keys.js';

/** Their keyboards name some keys differently. */
const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function KeyList({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  return (
    <Modal opened={isOpen} onClose={close} title="Keyboard shortcuts" size="xl">
      {isOpen ? (
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
          {listKeyGroups().map(({ title, keys }) => (
            <Stack key={title} gap={6}>
              <Title order={3} size="h6">
                {title}
              </Title>
              <Table verticalSpacing={4} horizontalSpacing={0} withRowBorders={false}>
                <Table.Tbody>
                  {keys.map((key) => (
                    <Table.Tr key={key.keys}>
                      <Table.Td>{key.does}</Table.Td>
                      <Table.Td ta="right">
                        <Steps keys={key.keys} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Stack>
          ))}
        </SimpleGrid>
      ) : null}
    </Modal>
  );
}

function Steps({ keys }: { keys: string }) {
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap" component="span">
      {formatSteps(keys, IS_APPLE).map((caps, place) => (
        <Fragment key={caps.join('+')}>
          {place > 0 ? (
            <Text component="span" size="xs" c="dimmed">
              then
            </Text>
          ) : null}
          {caps.map((cap) => (
            <Kbd key={cap} size="xs">
              {cap}
            </Kbd>
          ))}
        </Fragment>
      ))}
    </Group>
  );
}
