/**
 * Three panels of five images with their heatmaps, and the question about them. Pressing an image marks it as differing.
 * In: a task, state and actions. Out: panels, form, keys.
 */
import { Button, Group, Kbd, Radio, Text } from '@mantine/core';
import { useRovingIndex } from '@mantine/hooks';
import { IconArrowBackUp } from '@tabler/icons-react';
import { type KeyboardEvent, useId, useRef } from 'react';
import type { ValidationBody } from '../../../../src/protocol/index.js';
import { PICTURES, type ValidationTask } from '../../../../src/protocol/index.js';
import { useDrawnPictures } from '../../parts/drawn-pictures.js';
import { useKeys } from '../../parts/keys.js';
import form from './answer-form.module.css';
import { PanelImage } from './panel-image.js';
import type { Validating } from './use-validating.js';
import classes from './validation.module.css';

const PANEL_SIZE = 5;

const PANEL_TITLES: Record<ValidationTask['panels'][number]['name'], string> = {
  highest: 'Strongest five',
  next: 'Next five',
  lowest: 'Weakest five of the top fifth',
  random: 'Drawn at random from the rest of the top fifth',
};

const JUDGEMENTS: readonly { value: ValidationBody['panels']; title: string; hint: string }[] = [
  { value: 'same', title: 'The same', hint: 'One kind of thing is red in all' },
  { value: 'different', title: 'Different', hint: 'One panel shows another thing' },
  { value: 'unclear', title: 'Unclear', hint: 'I cannot tell' },
];

export function ValidationSheet({ validating, task }: { validating: Validating; task: ValidationTask }) {
  const isDrawn = useDrawnPictures(
    [task, validating.upcoming[0]].flatMap((one) => (one ? listHeatmaps(one) : [])),
  );
  const { draft, toggle, choose, submit, undo } = validating;
  const places = task.panels.length * PANEL_SIZE;
  const board = useRef<HTMLDivElement>(null);
  const roving = useRovingIndex({ total: places, columns: PANEL_SIZE, loop: false });
  const enterBoard = () => board.current?.querySelector<HTMLElement>('button[tabindex="0"]')?.focus();
  useKeys('Compare heatmaps', [
    { keys: '1', does: 'The same', run: () => choose('same') },
    { keys: '2', does: 'Different', run: () => choose('different') },
    { keys: '3', does: 'Unclear', run: () => choose('unclear') },
    { keys: 'ArrowDown', does: 'To the images; arrows go on from there', run: enterBoard },
    { keys: 'ArrowRight', run: enterBoard },
    { keys: 'x', does: 'Mark the image as differing (also space)', run: () => toggle(roving.focusedIndex) },
    { keys: 'enter', does: 'Submit and go on', run: submit },
    { keys: 'u', does: 'Back to the panels before', run: () => undo?.() },
  ]);
  // Space marks and chooses, enter goes on, as everywhere on this page.
  const submitOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    submit();
  };
  return (
    <>
      <Text size="sm">
        Mark the images whose red area shows <b>something else than at least three others of their panel</b>.
        None is a good answer, too.
      </Text>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: listens for enter on the buttons inside. */}
      <div className={classes.board} ref={board} onKeyDown={submitOnEnter}>
        {task.panels.map((panel, line) => (
          <section key={panel.images[0]?.image ?? line} aria-label={PANEL_TITLES[panel.name]}>
            <Text size="xs" c="var(--muted)" mb={4}>
              {String.fromCharCode(65 + line)}. {PANEL_TITLES[panel.name]}
            </Text>
            <div className={classes.panel}>
              {panel.images.map((example, column) => {
                const place = line * PANEL_SIZE + column;
                return (
                  <PanelImage
                    key={example.image}
                    example={example}
                    feature={task.feature}
                    column={column}
                    isReady={isDrawn(PICTURES.heatmap(example.image, task.feature))}
                    isMarked={draft.different.includes(place)}
                    itemProps={roving.getItemProps({ index: place, onClick: () => toggle(place) })}
                  />
                );
              })}
            </div>
          </section>
        ))}
      </div>
      <ValidationForm validating={validating} submitOnEnter={submitOnEnter} />
    </>
  );
}

function ValidationForm(props: { validating: Validating; submitOnEnter: (event: KeyboardEvent) => void }) {
  const { draft, choose, submit, undo, isAnswerMissing, isRevision } = props.validating;
  const id = useId();
  return (
    <div className={classes.form}>
      <Radio.Group
        value={draft.panels}
        onChange={(value) => choose(JUDGEMENTS.find((one) => one.value === value)!.value)}
        aria-labelledby={id}
        error={isAnswerMissing ? 'Choose one of the three first.' : undefined}
      >
        <Text size="sm" fw={600} id={id} mb={6}>
          Do the three panels show the same attribute?
        </Text>
        <div className={classes.cards}>
          {JUDGEMENTS.map(({ value, title, hint }, place) => (
            <Radio.Card key={value} value={value} className={form.card} onKeyDown={props.submitOnEnter}>
              <Kbd className={form.key} aria-hidden>
                {place + 1}
              </Kbd>
              <span>
                <Text component="span" size="sm" fw={600} display="block">
                  {title}
                </Text>
                <Text component="span" size="xs" c="var(--muted)" className={form.hint}>
                  {hint}
                </Text>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      <Group gap={6} wrap="nowrap">
        <Button
          variant="default"
          disabled={undo === null}
          onClick={() => undo?.()}
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          rightSection={
            <Kbd size="xs" className={form.keyHint} aria-hidden>
              u
            </Kbd>
          }
        >
          Back
        </Button>
        <Button
          onClick={submit}
          className={form.submit}
          rightSection={
            <Kbd size="xs" className={form.keyHint} aria-hidden>
              ↵
            </Kbd>
          }
        >
          {isRevision ? 'Change' : 'Submit'}
        </Button>
      </Group>
    </div>
  );
}

function listHeatmaps({ feature, panels }: ValidationTask): string[] {
  return panels.flatMap(({ images }) => images.map(({ image }) => PICTURES.heatmap(image, feature)));
}
