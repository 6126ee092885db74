/** The three answers in words, and short worked examples of each behind a button. In: nothing. Out: words, a popover. */
import { Button, List, Popover, Stack, Text } from '@mantine/core';
import { IconBulb } from '@tabler/icons-react';
import type { AnswerBody } from '../../../../../src/protocol/index.js';
import type { AnswerWords } from '../answer-cards.js';

interface ChoiceWords extends AnswerWords<AnswerBody['main']> {
  examples: readonly string[];
}

/** In the order of their keys 1, 2, 3. */
export const CHOICES: readonly ChoiceWords[] = [
  {
    value: 'main_object',
    title: 'Main object',
    hint: 'A part of it, or all of it',
    examples: ['a cat’s whiskers', 'a lobster’s legs', 'the arches of a bridge'],
  },
  {
    value: 'separate_object',
    title: 'Separate object',
    hint: 'Another thing that is often there',
    examples: ['the branch under a bird', 'the baby in a bassinet', 'graffiti on a freight car'],
  },
  {
    value: 'background',
    title: 'Background',
    hint: 'The surroundings',
    examples: ['the water around a gondola', 'the grass around a grasshopper', 'the pitch under a player'],
  },
];

export function WorkedExamples() {
  return (
    <Popover width={320} withArrow shadow="md" position="left-start">
      <Popover.Target>
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconBulb size={14} aria-hidden />}
          style={{ flex: 'none' }}
        >
          Examples
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Worked examples">
        <Stack gap="xs">
          {CHOICES.map(({ value, title, examples }) => (
            <div key={value}>
              <Text size="sm" fw={600}>
                {title}
              </Text>
              <List size="sm">
                {examples.map((example) => (
                  <List.Item key={example}>{example}</List.Item>
                ))}
              </List>
            </div>
          ))}
          <Text size="sm">
            The heatmap covers two things, the bird and its branch? See which of them grows in “Made
            stronger”. Still both: answer for what is highlighted in most of the five, and be less sure.
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
