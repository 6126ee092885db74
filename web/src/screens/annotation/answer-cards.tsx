/**
 * The answers to a question of the studies as large radio buttons, each with its key; enter goes on from any of them.
 * In: a question, its answers, which is chosen. Out: buttons. Keys of the page are registered by its sheet.
 */
import { Group, Kbd, Radio, Text } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, type Ref, useId } from 'react';
import classes from './answer-cards.module.css';

/** An answer in words; its key is its place, from 1. */
export interface AnswerWords<Value extends string> {
  value: Value;
  title: string;
  hint: string;
}

interface AnswerCardsProps<Value extends string> {
  question: ReactNode;
  /** Beside the question. */
  help?: ReactNode;
  answers: readonly AnswerWords<Value>[];
  chosen: Value | null;
  choose: (value: Value) => void;
  submit: () => void;
  /** True after an attempt to submit without an answer. */
  isMissing: boolean;
  /** Side by side also where there is room for one below the other. */
  isRow?: boolean;
  /** Where the focus goes with every new question. */
  questionRef?: Ref<HTMLDivElement>;
}

export function AnswerCards<Value extends string>(props: AnswerCardsProps<Value>) {
  const { question, help, answers, chosen, choose, submit, isMissing, isRow = false } = props;
  const id = useId();
  return (
    <Radio.Group
      value={chosen}
      onChange={(text) => choose(answers.find(({ value }) => value === text)!.value)}
      aria-labelledby={id}
      error={isMissing ? 'Choose one of the three first.' : undefined}
    >
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start" mb={6}>
        <Text
          component="div"
          size="sm"
          fw={600}
          id={id}
          lh={1.35}
          ref={props.questionRef}
          tabIndex={-1}
          className={classes.question}
        >
          {question}
        </Text>
        {help}
      </Group>
      <div className={`${classes.cards} ${isRow ? classes.row : ''}`}>
        {answers.map(({ value, title, hint }, place) => (
          <Radio.Card key={value} value={value} className={classes.card} onKeyDown={onEnter(submit)}>
            <Kbd className={classes.key} aria-hidden>
              {place + 1}
            </Kbd>
            <span>
              <Text component="span" size="sm" fw={600} className={classes.title}>
                {title}
              </Text>
              <Text component="span" size="xs" c="var(--muted)" className={classes.hint}>
                {hint}
              </Text>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}

/** Space marks and chooses, enter goes on, as everywhere in the studies: what enter does on buttons. */
export function onEnter(submit: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    submit();
  };
}

/** The key of a button, where there are keys. */
export function KeyCap({ children }: { children: string }) {
  return (
    <Kbd size="xs" className={classes.keyHint} aria-hidden>
      {children}
    </Kbd>
  );
}
