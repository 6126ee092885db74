/**
 * What is decided about one image or many at once: doubt the label, exclude, relabel, tag. Stands in a dialog, with keys of its own.
 * In: image indices. Out: acts. What is shown of them is what holds.
 */
import { Autocomplete, Button, Group, Stack, Text } from '@mantine/core';
import { IconBan, IconFlag, IconTag, IconX } from '@tabler/icons-react';
import { type FormEvent, useRef, useState } from 'react';
import { isTag, type LabelChoice, LONGEST_TAG } from '../../../../src/protocol/index.js';
import { formatCount } from '../../../../src/words/index.js';
import { useKeys } from '../keys/keys.js';
import { ClassSelect } from '../study/class-select.js';
import { useClasses } from '../study/classes.js';
import { ImageHistory } from './image-history.js';
import type { Marks } from './marks.js';
import { useImageActs } from './use-image-acts.js';
import { useMarks } from './use-marks.js';

const TITLES = { flag: 'Label doubted', exclude: 'Excluded', null: 'Decision withdrawn' } as const;

export function ImageMarks({ images }: { images: readonly number[] }) {
  const marks = useMarks();
  const { act, undo } = useImageActs();
  const { toLabel } = useClasses();
  const frame = useRef<HTMLDivElement>(null);
  const all = [...images];
  const choices = all.map((image) => marks.toDecision(image));
  const count = (choice: LabelChoice) => choices.filter((one) => one?.choice === choice).length;
  const isAll = (choice: LabelChoice) => count(choice) === all.length;
  const decide = (choice: 'flag' | 'exclude') => {
    const next = isAll(choice) ? null : choice;
    return act([{ kind: 'decide', images: all, choice: next, newClassIndex: null }], TITLES[`${next}`]);
  };
  const relabel = (newClassIndex: number) =>
    act(
      [{ kind: 'decide', images: all, choice: 'relabel', newClassIndex }],
      `Relabelled as ${toLabel(newClassIndex)}`,
    );
  const tag = (text: string, isSet: boolean) =>
    act(
      [{ kind: 'tag', images: all, tag: text, isSet }],
      `${isSet ? 'Tagged' : 'No longer tagged'} “${text}”`,
    );
  const focus = (name: string) =>
    frame.current?.querySelector<HTMLInputElement>(`[data-part="${name}"] input`)?.focus();
  useKeys(
    'Images',
    [
      { keys: 'f', does: 'Doubt the label, or no longer', run: () => void decide('flag') },
      { keys: 'e', does: 'Exclude, or no longer', run: () => void decide('exclude') },
      { keys: 'r', does: 'Relabel', run: () => focus('class') },
      { keys: 't', does: 'Tag', run: () => focus('tag') },
      { keys: 'u', does: 'Undo', run: () => void undo() },
    ],
    { inDialog: true },
  );
  const newClass = choices.every((one) => one?.newClassIndex === choices[0]?.newClassIndex)
    ? (choices[0]?.newClassIndex ?? null)
    : null;
  const toggle = (choice: 'flag' | 'exclude', title: string, icon: React.ReactNode) => (
    <Button
      size="compact-sm"
      variant={isAll(choice) ? 'filled' : 'default'}
      aria-pressed={isAll(choice)}
      leftSection={icon}
      onClick={() => void decide(choice)}
    >
      {title}
      {count(choice) > 0 && !isAll(choice) ? ` · ${formatCount(count(choice))}` : ''}
    </Button>
  );
  return (
    <Stack gap={8} ref={frame} role="group" aria-label="Decide about the image">
      <Group gap={6}>
        {toggle('flag', 'Doubt the label (f)', <IconFlag size={14} aria-hidden />)}
        {toggle('exclude', 'Exclude (e)', <IconBan size={14} aria-hidden />)}
        <div data-part="class">
          <ClassSelect
            label="Relabel (r)"
            placeholder="Relabel (r) …"
            isLabelHidden
            size="xs"
            width={170}
            value={newClass}
            onChange={(classIndex) => void relabel(classIndex)}
          />
        </div>
      </Group>
      <Tags {...{ images, marks }} change={(text, isSet) => void tag(text, isSet)} />
      {all.length === 1 ? <ImageHistory image={all[0]!} /> : null}
    </Stack>
  );
}

function Tags(props: {
  images: readonly number[];
  marks: Marks;
  change: (tag: string, isSet: boolean) => void;
}) {
  const { images, marks, change } = props;
  const [text, setText] = useState('');
  const counts = new Map<string, number>();
  for (const image of images) {
    for (const tag of marks.toTags(image)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  const add = (tag: string) => {
    if (!isTag(tag)) return;
    setText('');
    change(tag, true);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add(text.trim());
  };
  const isWrong = text.trim() !== '' && !isTag(text.trim());
  return (
    <Group gap={6} align="flex-start">
      <form onSubmit={submit} data-part="tag">
        <Autocomplete
          aria-label="Tag (t)"
          placeholder="Tag (t) …"
          size="xs"
          w={170}
          leftSection={<IconTag size={14} aria-hidden />}
          maxLength={LONGEST_TAG}
          data={marks.tags.map(({ tag }) => tag)}
          value={text}
          onChange={setText}
          onOptionSubmit={(tag) => {
            add(tag);
            // The field takes the option's text after this.
            queueMicrotask(() => setText(''));
          }}
          error={isWrong ? 'Without a semicolon.' : null}
        />
      </form>
      {[...counts].map(([tag, ofTag]) => (
        <Button
          key={tag}
          size="compact-sm"
          variant="light"
          aria-label={`Take “${tag}” off`}
          rightSection={<IconX size={12} aria-hidden />}
          onClick={() => change(tag, false)}
        >
          {tag}
          {ofTag < images.length ? ` · ${formatCount(ofTag)}` : ''}
        </Button>
      ))}
      <Text size="xs" c="var(--muted)" w="100%">
        Everybody sees tags; whoever judges blind sees only their own.
      </Text>
    </Group>
  );
}
