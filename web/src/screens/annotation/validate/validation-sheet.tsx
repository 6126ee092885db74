/**
 * Three panels of five images with their heatmaps, and the question about them. Pressing an image marks it as differing.
 * In: a task, state and actions. Out: panels, form, keys.
 */
import { Button, Group, Text } from '@mantine/core';
import { useRovingIndex } from '@mantine/hooks';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useRef } from 'react';
import type { ValidationBody } from '../../../../../src/protocol/index.js';
import { PICTURES, type ValidationTask } from '../../../../../src/protocol/index.js';
import { useDrawnPictures } from '../../../parts/images/drawn-pictures.js';
import { useKeys } from '../../../parts/keys/keys.js';
import { AnswerCards, type AnswerWords, KeyCap, onEnter } from '../answer-cards.js';
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

/** In the order of their keys 1, 2, 3. */
const JUDGEMENTS: readonly AnswerWords<ValidationBody['judgement']>[] = [
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
    ...JUDGEMENTS.map(({ value, title }, place) => ({
      keys: `${place + 1}`,
      does: title,
      run: () => choose(value),
    })),
    { keys: 'ArrowDown', does: 'To the images; arrows go on from there', run: enterBoard },
    { keys: 'ArrowRight', run: enterBoard },
    { keys: 'x', does: 'Mark the image as differing (also space)', run: () => toggle(roving.focusedIndex) },
    { keys: 'enter', does: 'Submit and go on', run: submit },
    { keys: 'u', does: 'Back to the panels before', run: () => undo?.() },
  ]);
  return (
    <>
      <Text size="sm">
        Mark the images whose red area shows <b>something else than at least three others of their panel</b>.
        None is a good answer, too.
      </Text>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: listens for enter on the buttons inside. */}
      <div className={classes.board} ref={board} onKeyDown={onEnter(submit)}>
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
                    isReady={isDrawn(PICTURES.heatmap(example.image, task.feature, 'paper'))}
                    isMarked={draft.different.includes(place)}
                    itemProps={roving.getItemProps({ index: place, onClick: () => toggle(place) })}
                  />
                );
              })}
            </div>
          </section>
        ))}
      </div>
      <ValidationForm validating={validating} />
    </>
  );
}

function ValidationForm({ validating }: { validating: Validating }) {
  const { draft, choose, submit, undo, isAnswerMissing, isRevision } = validating;
  return (
    <div className={classes.form}>
      <AnswerCards
        question="Do the three panels show the same attribute?"
        answers={JUDGEMENTS}
        chosen={draft.judgement}
        choose={choose}
        submit={submit}
        isMissing={isAnswerMissing}
        isRow
      />
      <Group gap={6} wrap="nowrap">
        <Button
          variant="default"
          disabled={undo === null}
          onClick={() => undo?.()}
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          rightSection={<KeyCap>u</KeyCap>}
        >
          Back
        </Button>
        <Button onClick={submit} flex={1} rightSection={<KeyCap>↵</KeyCap>}>
          {isRevision ? 'Change' : 'Submit'}
        </Button>
      </Group>
    </div>
  );
}

function listHeatmaps({ feature, panels }: ValidationTask): string[] {
  return panels.flatMap(({ images }) => images.map(({ image }) => PICTURES.heatmap(image, feature, 'paper')));
}
