/**
 * A person at the second study: the panels at hand, what they are about to answer, submit and undo.
 * In: who, and the page's search parameters. Out: state and actions for the form. Draws nothing.
 */
import { useState } from 'react';
import type { ValidationBody, ValidationReceipt } from '../../../../src/protocol/index.js';
import type { OutboxEntry } from './outbox.js';
import { formatPair, type Pair } from './pair-key.js';
import { keepDraft, useDraft } from './use-draft.js';
import { useOutbox } from './use-outbox.js';
import { useStopwatch } from './use-stopwatch.js';
import { refreshTasks, type Tasks, useTasks } from './use-tasks.js';
import { findAnswer, useWorkLog, type WorkLog } from './use-work-log.js';

type Third = ValidationBody['third'];

/** An answer that is being made. */
export interface PanelsDraft {
  /** Places of the images that differ. */
  different: number[];
  panels: ValidationBody['panels'] | null;
}

/** What became of the last answer. */
export interface PanelsNote extends Pair {
  /** Null until the server has it. */
  receipt: ValidationReceipt | null;
}

export interface Validating extends Tasks<'GET /api/validation/queue'> {
  draft: PanelsDraft;
  toggle: (place: number) => void;
  choose: (panels: NonNullable<PanelsDraft['panels']>) => void;
  /** True after an attempt to submit without an answer. */
  isAnswerMissing: boolean;
  isRevision: boolean;
  submit: () => void;
  /** Goes back to the panels answered last, to answer them anew; null where there are none. */
  undo: (() => void) | null;
  note: PanelsNote | null;
  log: WorkLog<PanelsDraft>;
}

export function useValidating(request: {
  workspaceName: string;
  workerId: string;
  third: Third;
  pair: Pair | null;
  /** Shows other panels; null: whichever are next. */
  show: (pair: Pair | null) => void;
}): Validating {
  const { workspaceName, workerId, third, show } = request;
  const studyName = `validate.${third}.${workspaceName}.${workerId}`;
  const outbox = useOutbox(workspaceName);
  const log = useWorkLog<PanelsDraft>(studyName);
  const settled = new Set(
    [...log.entries, ...listOnTheirWay(outbox.entries, workerId, third)].map(formatPair),
  );
  const tasks = useTasks('GET /api/validation/queue', { worker: workerId, third }, request.pair, settled);
  const { task } = tasks;
  const key = task ? formatPair(task) : null;
  const readSeconds = useStopwatch(key);
  const earlier = findAnswer(log.entries, key);
  const { draft, change, clear } = useDraft(key && `${studyName}.${key}`, earlier, createDraft);
  const [missing, setMissing] = useState<string | null>(null);
  const [note, setNote] = useState<PanelsNote | null>(null);

  const submit = () => {
    if (task === null || key === null) return;
    const { classIndex, feature } = task;
    const { panels, different } = draft;
    if (panels === null) return setMissing(key);
    const seconds = readSeconds();
    const next: PanelsNote = { classIndex, feature, receipt: null };
    log.add({ classIndex, feature, seconds, draft });
    clear();
    setNote(next);
    outbox
      .post('POST /api/validation/answers', {
        workerId,
        classIndex,
        feature,
        third,
        different: different.toSorted((a, b) => a - b),
        panels,
        seconds,
      })
      .then(
        (receipt) => setNote((now) => (now === next ? { ...now, receipt } : now)),
        // A refusal is shown with the outbox, where something can be done about it.
        () => setNote((now) => (now === next ? null : now)),
      )
      .finally(refreshTasks);
    show(tasks.upcoming[0] ?? null);
  };
  const last = log.entries.at(-1);
  const undo = () => {
    if (last === undefined) return;
    if (last.draft !== null) keepDraft(`${studyName}.${formatPair(last)}`, last.draft);
    log.removeLast();
    show({ classIndex: last.classIndex, feature: last.feature });
  };
  return {
    ...tasks,
    draft,
    toggle: (place) => {
      const { different } = draft;
      const isMarked = different.includes(place);
      change({ different: isMarked ? different.filter((one) => one !== place) : [...different, place] });
    },
    choose: (panels) => change({ panels }),
    isAnswerMissing: missing === key && draft.panels === null,
    isRevision: earlier !== null,
    submit,
    undo: last === undefined ? null : undo,
    note,
    log,
  };
}

function createDraft(): PanelsDraft {
  return { different: [], panels: null };
}

function listOnTheirWay(entries: readonly OutboxEntry[], workerId: string, third: Third): Pair[] {
  return entries
    .map(({ body }) => body)
    .filter((body) => 'third' in body && body.third === third && body.workerId === workerId);
}
