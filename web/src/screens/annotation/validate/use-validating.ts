/**
 * A person at the second study: the panels at hand, what they are about to answer, submit and undo.
 * In: who, and the page's search parameters. Out: state and actions for the form. Draws nothing.
 */
import { useState } from 'react';
import type { ValidationBody, ValidationReceipt } from '../../../../../src/protocol/index.js';
import type { OutboxEntry } from '../annotate/outbox.js';
import { formatPair, type Pair } from '../annotate/pair-key.js';
import { keepDraft, useDraft } from '../annotate/use-draft.js';
import { useOutbox } from '../annotate/use-outbox.js';
import { useStopwatch } from '../annotate/use-stopwatch.js';
import { findAnswer, useWorkLog, type WorkLog } from '../annotate/use-work-log.js';
import { refreshTasks, type Tasks, useTasks } from '../use-tasks.js';

type Variant = ValidationBody['variant'];

/** An answer that is being made. */
export interface PanelsDraft {
  /** Places of the images that differ. */
  different: number[];
  judgement: ValidationBody['judgement'] | null;
}

/** What became of the last answer. */
export interface PanelsNote extends Pair {
  /** Null until the server has it. */
  receipt: ValidationReceipt | null;
}

export interface Validating extends Tasks<'GET /api/validation/queue'> {
  draft: PanelsDraft;
  toggle: (place: number) => void;
  choose: (judgement: NonNullable<PanelsDraft['judgement']>) => void;
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
  variant: Variant;
  pair: Pair | null;
  /** Shows other panels; null: whichever are next. */
  show: (pair: Pair | null) => void;
}): Validating {
  const { workspaceName, workerId, variant, show } = request;
  const studyName = `validate.${variant}.${workspaceName}.${workerId}`;
  const outbox = useOutbox(workspaceName);
  const log = useWorkLog<PanelsDraft>(studyName);
  const settled = new Set(
    [...log.entries, ...listOnTheirWay(outbox.entries, workerId, variant)].map(formatPair),
  );
  const tasks = useTasks('GET /api/validation/queue', { worker: workerId, variant }, request.pair, settled);
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
    const { judgement, different } = draft;
    if (judgement === null) return setMissing(key);
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
        variant,
        different: different.toSorted((a, b) => a - b),
        judgement,
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
    choose: (judgement) => change({ judgement }),
    isAnswerMissing: missing === key && draft.judgement === null,
    isRevision: earlier !== null,
    submit,
    undo: last === undefined ? null : undo,
    note,
    log,
  };
}

function createDraft(): PanelsDraft {
  return { different: [], judgement: null };
}

function listOnTheirWay(entries: readonly OutboxEntry[], workerId: string, variant: Variant): Pair[] {
  return entries
    .map(({ body }) => body)
    .filter((body) => 'variant' in body && body.variant === variant && body.workerId === workerId);
}
