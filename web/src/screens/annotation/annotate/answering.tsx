/**
 * The study's form, one pair after the other: evidence on the left, class and questions on the right, keys for everything.
 * In: who is judging, what the address asks for. Out: the form, or what to do when nothing is left.
 */
import { Anchor, Button, Group, Skeleton, Stack } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { listSynonyms, type WorkspaceResponse } from '../../../../../src/protocol/index.js';
import { Evidence } from '../../../parts/images/evidence.js';
import { useKeys } from '../../../parts/keys/keys.js';
import { EmptyState } from '../../../parts/page/empty-state.js';
import { FailureAlert } from '../../../parts/page/failure-alert.js';
import { useRead } from '../../../queries.js';
import { refreshTasks } from '../use-tasks.js';
import { AnswerForm } from './answer-form.js';
import classes from './answering.module.css';
import { ClassCard, ClassSamples } from './class-card.js';
import { ClassFilter } from './class-filter.js';
import { JudgementNote } from './judgement-note.js';
import { formatPair, type Pair, parsePair } from './pair-key.js';
import { usePreloadedImages } from './preloaded-images.js';
import { QueueOrderSelect, useQueueOrder } from './queue-order.js';
import { type Answering, useAnswering } from './use-answering.js';
import { toWorkspaceName } from './use-outbox.js';
import { WorkBar } from './work-bar.js';
import { WorkStatus } from './work-status.js';
import { CHOICES } from './worked-examples.js';
import { WorthLine } from './worth-line.js';

const route = getRouteApi('/annotate');

export function AnsweringPanel({ workspace, workerId }: { workspace: WorkspaceResponse; workerId: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const workspaceName = toWorkspaceName(workspace);
  const [order, setOrder] = useQueueOrder(workspaceName, workerId);
  const toPairSearch = (pair: Pair | null) => ({ ...search, pair: pair ? formatPair(pair) : undefined });
  const showNext = () => void navigate({ search: toPairSearch(null) });
  const answering = useAnswering({
    workspaceName,
    workerId,
    classIndex: search.class ?? null,
    withSkipped: search.skipped ?? false,
    order,
    pair: parsePair(search.pair) ?? null,
    show: (pair) => void navigate({ search: toPairSearch(pair), resetScroll: false }),
  });
  const { task } = answering;
  const shown = task && formatPair(task);
  // The pair is part of the address, so that reload and the back button know it.
  useEffect(() => {
    if (shown !== null && search.pair === undefined) {
      void navigate({ search: (now) => ({ ...now, pair: shown }), replace: true, resetScroll: false });
    }
  }, [shown, search.pair, navigate]);
  usePreloadedImages(answering.upcoming);

  const entry = task && workspace.classes[task.classIndex];
  return (
    <Stack gap="sm">
      <WorkBar
        classIndex={task?.classIndex ?? null}
        className={entry ? listSynonyms(entry.displayName)[0] : ''}
        done={answering.done}
        left={answering.left}
        log={answering.log.entries}
      >
        <Group gap="xs">
          <QueueOrderSelect order={order} choose={setOrder} />
          <ClassFilter />
        </Group>
      </WorkBar>
      <WorthLine worth={answering.queue?.worth ?? null} />
      <WorkStatus workspaceName={workspaceName} />
      {task !== null && entry ? (
        <Sheet answering={answering} task={task} entry={entry} workspace={workspace} />
      ) : answering.error ? (
        <>
          <FailureAlert
            error={answering.error}
            retry={answering.retry}
            title="This pair could not be loaded"
          />
          <NextButton show={showNext} />
        </>
      ) : answering.isLoading ? (
        <SheetSkeleton />
      ) : (
        <Finished answering={answering} workerId={workerId} />
      )}
    </Stack>
  );
}

function Sheet(props: {
  answering: Answering;
  task: NonNullable<Answering['task']>;
  entry: WorkspaceResponse['classes'][number];
  workspace: WorkspaceResponse;
}) {
  const { answering, task, entry, workspace } = props;
  const choices = useRef<HTMLDivElement>(null);
  const reasons = useRef<HTMLTextAreaElement>(null);
  const question = useQuestionFocus(formatPair(task));
  const { change, submit, skip } = answering;
  // The focus follows, so that enter goes on wherever it was before, and screen readers say what is chosen.
  const choose = (place: number) => {
    change({ main: CHOICES[place]!.value });
    choices.current?.querySelectorAll<HTMLElement>('[role=radio]')[place]?.focus();
  };
  const name = listSynonyms(entry.displayName)[0];
  useUndoKey(answering);
  useKeys('Judge a pair', [
    ...CHOICES.map(({ title }, place) => ({ keys: `${place + 1}`, does: title, run: () => choose(place) })),
    ...[1, 2, 3, 4, 5].map((confidence) => ({
      keys: `shift+${confidence}`,
      does: confidence === 1 ? 'How sure you are, Shift 1 to Shift 5' : undefined,
      run: () => change({ confidence }),
    })),
    { keys: 'r', does: 'Write reasons (Esc leaves)', run: () => reasons.current?.focus() },
    { keys: 'enter', does: 'Submit and go on', run: submit },
    { keys: 's', does: 'Skip', run: skip },
  ]);
  return (
    <div className={classes.sheet}>
      <span className="sr-only" role="status">
        {name}, feature {task.feature}
      </span>
      <Evidence source={task} next={answering.upcoming} hasEncoder={workspace.hasEncoder} />
      <aside className={classes.side} aria-label={`Question about ${name}`}>
        <ClassCard entry={entry} />
        <ClassSamples entry={entry} samples={task.samples} />
        <AnswerForm
          className={name}
          answering={answering}
          choicesRef={choices}
          questionRef={question}
          reasonsRef={reasons}
        />
        <div className={classes.note}>
          <JudgementNote note={answering.note} />
        </div>
      </aside>
    </div>
  );
}

/** Every new pair begins at its question: no ring stays on what was chosen for the one before. */
function useQuestionFocus(pair: string) {
  const question = useRef<HTMLDivElement>(null);
  const shown = useRef(pair);
  useEffect(() => {
    if (shown.current === pair) return;
    shown.current = pair;
    question.current?.focus({ preventScroll: true });
  }, [pair]);
  return question;
}

/** Away from a pair that cannot be shown. */
export function NextButton({ show }: { show: () => void }) {
  return (
    <div>
      <Button onClick={show}>Go to the next pair</Button>
    </div>
  );
}

function useUndoKey({ undo }: Answering): void {
  useKeys('Judge a pair', [{ keys: 'u', does: 'Undo', run: () => undo?.() }]);
}

function Finished({ answering, workerId }: { answering: Answering; workerId: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const progress = useRead('GET /api/annotation/progress', {});
  const skips = progress.data?.workers.find((worker) => worker.workerId === workerId)?.skips ?? 0;
  useUndoKey(answering);
  const showSkipped = () => {
    answering.log.removeSkips();
    void navigate({ search: { ...search, skipped: true, pair: undefined } });
  };
  return (
    <>
      <EmptyState
        title={search.class === undefined ? 'Nothing left for you' : 'Nothing left in this class'}
        icon={<IconChecks aria-hidden />}
        actions={
          <>
            {search.class === undefined ? null : (
              <Button
                onClick={() => void navigate({ search: { ...search, class: undefined, pair: undefined } })}
              >
                All classes
              </Button>
            )}
            {skips > 0 && !search.skipped ? (
              <Button variant="default" onClick={showSkipped}>
                Show the {skips} you skipped
              </Button>
            ) : null}
            <Button variant="default" onClick={refreshTasks}>
              Look again
            </Button>
            {answering.undo ? (
              <Button variant="default" onClick={answering.undo}>
                Undo the last one
              </Button>
            ) : null}
          </>
        }
      >
        Every other pair has as many answers as are wanted, or is in front of somebody else now. See{' '}
        <Anchor size="sm" underline="always" renderRoot={(link) => <Link to="/pairs" {...link} />}>
          what came out
        </Anchor>
        , or{' '}
        <Anchor
          size="sm"
          underline="always"
          renderRoot={(link) => <Link to="/annotate" search={{ tab: 'progress' }} {...link} />}
        >
          ask for more answers a pair
        </Anchor>
        .
      </EmptyState>
      <JudgementNote note={answering.note} />
    </>
  );
}

export function SheetSkeleton() {
  return (
    <div className={classes.sheet} aria-busy="true">
      <Skeleton className={classes.evidenceSkeleton} />
      <Stack gap="sm">
        <Skeleton height={28} width="60%" />
        <Skeleton height={56} />
        <Skeleton height={190} />
        <Skeleton height={40} />
        <Skeleton height={72} />
        <Skeleton height={36} />
      </Stack>
    </div>
  );
}
