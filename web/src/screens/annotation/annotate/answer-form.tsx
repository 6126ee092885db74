/**
 * The study's three questions about a pair: what the attribute is, how sure the person is, why.
 * In: the class's name, the draft, actions. Out: the form. Keys are registered by answering.tsx; caps beside the controls name them.
 */
import { Box, Button, Group, Kbd, SegmentedControl, Text, Textarea } from '@mantine/core';
import { IconArrowBackUp, IconPlayerSkipForward } from '@tabler/icons-react';
import { type Ref, useId } from 'react';
import { LONGEST_TEXT } from '../../../../../src/protocol/index.js';
import { AnswerCards, KeyCap } from '../answer-cards.js';
import cards from '../answer-cards.module.css';
import classes from './answer-form.module.css';
import type { Answering } from './use-answering.js';
import { CHOICES, WorkedExamples } from './worked-examples.js';

const CONFIDENCES = ['not at all', 'slightly', 'somewhat', 'fairly', 'completely'] as const;

export function AnswerForm(props: {
  className: string;
  answering: Answering;
  /** The element whose radio buttons are the answers. */
  choicesRef: Ref<HTMLDivElement>;
  questionRef: Ref<HTMLDivElement>;
  reasonsRef: Ref<HTMLTextAreaElement>;
}) {
  const { answering, className } = props;
  return (
    <>
      <div className={classes.choices} ref={props.choicesRef}>
        <Question answering={answering} className={className} questionRef={props.questionRef} />
        <Confidence answering={answering} />
      </div>
      <Reasons answering={answering} fieldRef={props.reasonsRef} />
      <Actions answering={answering} />
    </>
  );
}

function Question(props: { answering: Answering; className: string; questionRef: Ref<HTMLDivElement> }) {
  const { answering, className, questionRef } = props;
  const { draft, change, submit, isAnswerMissing } = answering;
  return (
    <AnswerCards
      question={
        <>
          <span className={classes.long}>
            Is the highlighted attribute part of the <em>{className}</em>, a separate object, or the
            background?
          </span>
          <span className={classes.short}>What is highlighted?</span>
        </>
      }
      help={<WorkedExamples />}
      answers={CHOICES}
      chosen={draft.main}
      choose={(main) => change({ main })}
      submit={submit}
      isMissing={isAnswerMissing}
      questionRef={questionRef}
    />
  );
}

function Confidence({ answering: { draft, change } }: { answering: Answering }) {
  const id = useId();
  return (
    <div className={classes.confidence}>
      <Group justify="space-between" gap={0} wrap="nowrap" className={classes.confidenceLabel}>
        <Text component="div" size="sm" id={id}>
          <span className={classes.long}>How sure are you?</span>
          <span className={classes.short}>How sure?</span> <b>{CONFIDENCES[draft.confidence - 1]}</b>
        </Text>
        <Box component="span" className={cards.keyHint} aria-hidden>
          <Kbd size="xs">Shift</Kbd> <Kbd size="xs">1</Kbd>…<Kbd size="xs">5</Kbd>
        </Box>
      </Group>
      <SegmentedControl
        fullWidth
        size="sm"
        aria-labelledby={id}
        value={String(draft.confidence)}
        onChange={(value) => change({ confidence: Number(value) })}
        data={CONFIDENCES.map((word, place) => ({
          value: String(place + 1),
          label: (
            <>
              {place + 1}
              <span className="sr-only">, {word}</span>
            </>
          ),
        }))}
      />
    </div>
  );
}

function Reasons({ answering, fieldRef }: { answering: Answering; fieldRef: Ref<HTMLTextAreaElement> }) {
  const { draft, change, submit } = answering;
  return (
    <Textarea
      ref={fieldRef}
      className={classes.reasons}
      label={
        <Group component="span" justify="space-between" display="flex">
          <span>
            Why?{' '}
            <Text component="span" size="xs" c="var(--muted)">
              optional
            </Text>
          </span>
          <span className={cards.keyHint} aria-hidden>
            <Kbd size="xs">r</Kbd>
          </span>
        </Group>
      }
      labelProps={{ display: 'block' }}
      placeholder="In a few words"
      autosize
      minRows={1}
      maxRows={6}
      maxLength={LONGEST_TEXT}
      value={draft.reasons}
      onChange={(event) => change({ reasons: event.currentTarget.value })}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Escape') event.currentTarget.blur();
        // A new line takes shift+enter: an answer is a line, and enter goes on as everywhere on this page.
        if (event.key !== 'Enter' || event.shiftKey) return;
        event.preventDefault();
        event.currentTarget.blur();
        submit();
      }}
    />
  );
}

function Actions({ answering: { undo, skip, submit, isRevision } }: { answering: Answering }) {
  return (
    <div className={classes.actions}>
      <Button
        variant="default"
        px="sm"
        disabled={undo === null}
        onClick={() => undo?.()}
        leftSection={<IconArrowBackUp size={16} aria-hidden />}
        rightSection={<KeyCap>u</KeyCap>}
      >
        Undo
      </Button>
      <Button
        variant="default"
        px="sm"
        onClick={skip}
        leftSection={<IconPlayerSkipForward size={16} aria-hidden />}
        rightSection={<KeyCap>s</KeyCap>}
      >
        Skip
      </Button>
      <Button onClick={submit} flex={1} rightSection={<KeyCap>↵</KeyCap>}>
        {isRevision ? 'Change' : 'Submit'}
      </Button>
    </div>
  );
}
