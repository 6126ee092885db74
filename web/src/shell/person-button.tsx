/** Who is judging, in the header; pressing it changes the name. */
import { Button, Text } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { usePerson } from '../parts/study/person.js';

export function PersonButton() {
  const { name, ask } = usePerson();
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-md"
      px={8}
      leftSection={<IconUser size={16} aria-hidden />}
      title={name === null ? 'Say who you are' : 'Change your name'}
      onClick={() => void ask(true)}
    >
      <Text size="sm" truncate maw={{ base: 64, sm: 160 }}>
        {name ?? 'Name'}
      </Text>
    </Button>
  );
}
