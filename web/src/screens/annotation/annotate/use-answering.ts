/**
 * A person at work: the task at hand, what they are about to answer, and submit, skip, undo.
 * In: who, and the page's search parameters. Out: state and actions for the form. Draws nothing.
 */
import { useEffect, useRef, useState } from 'react';
import type { AnswerBody, JudgementResponse, QueueOrder } from '../../../../../src/protocol/index.js';
import { refreshTasks, type Tasks, useTasks } from '../use-tasks.js';
import type { OutboxEntry } from './outbox.js';
import { formatPair, type Pair } from './pair-key.js';
import { keepDraft, useDraft } from './use-draft.js';
import { useOutbox } from './use-outbox.js';
import { useStopwatch } from './use-stopwatch.js';
import { findAnswer, useWorkLog, type WorkLog } from './use-work-log.js';

/** "Fairly": where every pair begins; how sure a person was of another says nothing of this one. */
const DEFAULT_CONFIDENCE = 4;

/** An answer that is being made. */
export interface Draft {
  main: AnswerBody['main'] | null;
  /** 1 to 5. */
  confidence: number;
  reasons: string;
}

/** What became of the last answer or undo. */
export interface Note extends Pair {
  kind: 'answered' | 'retracted' | 'skipped' | 'elsewhere';
  /** Null until the server has it. */
  response: JudgementResponse | null;
}

export interface Answering extends Tasks<'GET /api/annotation/queue'> {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  /** True after an attempt to submit without an answer. */
  isAnswerMissing: boolean;
  /** True where the person has answered this pair before. */
  isRevision: boolean;
  submit: () => void;
  skip: () => void;
  /** Null where there is nothing to undo. */
  undo: (() => void) | null;
  note: Note | null;
  log: WorkLog<Draft>;
}

export interface AnsweringRequest {
  workspaceName: string;
  workerId: string;
  classIndex: number | null;
  withSkipped: boolean;
  order: QueueOrder;
  pair: Pair | null;
  /** Shows another pair; null: whichever is next. */
  show: (pair: Pair | null) => void;
}

/** Answering pair after pair. Long: a list of what a person can do with a pair, a few lines each, over the same draft. */
export function useAnswering(request: AnsweringRequest): Answering {
  const { workspaceName, workerId, show } = request;
  const studyName = `annotate.${workspaceName}.${workerId}`;
  const outbox = useOutbox(workspaceName);
  const log = useWorkLog<Draft>(studyName);
  const settled = listSettled(workerId, log.entries, outbox.entries);
  const query = {
    worker: workerId,
    class: request.classIndex ?? undefined,
    order: request.order,
    skipped: request.withSkipped || undefined,
  };
  const tasks = useTasks('GET /api/annotation/queue', query, request.pair, settled);
  const { task } = tasks;
  const key = task ? formatPair(task) : null;
  const readSeconds = useStopwatch(key);
  const earlier: Draft | null = findAnswer(log.entries, key) ?? task?.mine ?? null;
  const { draft, change, clear } = useDraft(key && `${studyName}.${key}`, earlier, createDraft);
  const [missing, setMissing] = useState<string | null>(null);
  const [note, setNote] = useState<Note | null>(null);

  const report = (next: Note, sent: Promise<JudgementResponse>) => {
    setNote(next);
    const keep = (response: JudgementResponse) =>
      setNote((now) => (now === next ? { ...next, response } : now));
    // A refusal is shown with the outbox, where something can be done about it.
    sent.then(keep, () => setNote((now) => (now === next ? null : now))).finally(refreshTasks);
  };
  const goOn = () => show(tasks.upcoming[0] ?? null);
  const undone = useRef(new Set<string>());
  useAnsweredElsewhere(
    key,
    task !== null && task.mine !== null,
    (pair) => findAnswer(log.entries, pair) !== null || undone.current.has(pair),
    () => {
      clear();
      setNote({ classIndex: task!.classIndex, feature: task!.feature, kind: 'elsewhere', response: null });
      goOn();
    },
  );

  const submit = () => {
    if (task === null || key === null) return;
    const { classIndex, feature } = task;
    const { main, confidence, reasons } = draft;
    if (main === null) return setMissing(key);
    const seconds = readSeconds();
    const answer = { workerId, classIndex, feature, main, confidence, reasons: reasons.trim(), seconds };
    const body = { ...answer, isChange: earlier !== null };
    log.add({ classIndex, feature, seconds, draft });
    clear();
    report(
      { classIndex, feature, kind: 'answered', response: null },
      outbox.post('POST /api/annotation/answers', body),
    );
    goOn();
  };
  const skip = () => {
    if (task === null) return;
    const { classIndex, feature } = task;
    log.add({ classIndex, feature, seconds: readSeconds(), draft: null });
    report(
      { classIndex, feature, kind: 'skipped', response: null },
      outbox.post('POST /api/annotation/skips', { workerId, classIndex, feature }),
    );
    goOn();
  };
  const last = log.entries.at(-1);
  const undo = () => {
    if (last === undefined) return;
    const { classIndex, feature } = last;
    log.removeLast();
    if (last.draft !== null) {
      undone.current.add(formatPair(last));
      keepDraft(`${studyName}.${formatPair(last)}`, last.draft);
      report(
        { classIndex, feature, kind: 'retracted', response: null },
        outbox.post('POST /api/annotation/retractions', { workerId, classIndex, feature }),
      );
    }
    show({ classIndex, feature });
  };

  return {
    ...tasks,
    draft,
    change,
    isAnswerMissing: missing === key && draft.main === null,
    isRevision: earlier !== null,
    submit,
    skip,
    undo: last === undefined ? null : undo,
    note,
    log,
  };
}

function createDraft(): Draft {
  return { main: null, confidence: DEFAULT_CONFIDENCE, reasons: '' };
}

/** Calls `leave` when a pair that was open here turns out to be answered, and not in this tab. */
function useAnsweredElsewhere(
  key: string | null,
  isAnswered: boolean,
  isOwn: (key: string) => boolean,
  leave: () => void,
): void {
  const shownOpen = useRef<string | null>(null);
  useEffect(() => {
    if (key === null) return;
    if (!isAnswered) shownOpen.current = key;
    else if (shownOpen.current === key && !isOwn(key)) {
      shownOpen.current = null;
      leave();
    }
  });
}

/** Pairs not to be offered again: done in this tab, or on their way to the server. */
function listSettled(
  workerId: string,
  log: readonly Pair[],
  outbox: readonly OutboxEntry[],
): ReadonlySet<string> {
  const routes = ['POST /api/annotation/answers', 'POST /api/annotation/skips'];
  const onTheirWay = outbox
    .filter(({ route, body }) => routes.includes(route) && body.workerId === workerId)
    .map(({ body }) => body);
  return new Set([...log, ...onTheirWay].map(formatPair));
}
