/**
 * People's names in what is published: who answered is nobody's business but the study's.
 * In: responses. Out: the same with "Person 1", "Person 2", … in place of names, the same person everywhere under the same number.
 */
import type { AnnotationProgress, ImageMarksResponse, PairResponse } from '../../protocol/index.js';

export interface NameHider {
  hideInProgress(progress: AnnotationProgress): AnnotationProgress;
  hideInPair(pair: PairResponse): PairResponse;
  hideInMarks(marks: ImageMarksResponse): ImageMarksResponse;
}

/** Leaves names as they are. */
export const NAME_KEEPER: NameHider = {
  hideInProgress: (progress) => progress,
  hideInPair: (pair) => pair,
  hideInMarks: (marks) => marks,
};

export function createNameHider(): NameHider {
  const numbers = new Map<string, number>();
  const hide = (name: string): string => {
    const number = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, number);
    return `Person ${number}`;
  };
  return {
    hideInProgress: (progress) => ({
      ...progress,
      workers: progress.workers.map((worker) => ({ ...worker, workerId: hide(worker.workerId) })),
    }),
    hideInMarks: (marks) => ({
      ...marks,
      decisions: marks.decisions.map((decision) => ({ ...decision, decidedBy: hide(decision.decidedBy) })),
    }),
    hideInPair: (pair) => ({
      ...pair,
      // What a person settled names them in its sentence, too.
      basis: pair.adjudications.reduce(
        (basis, { decidedBy }) => basis?.replaceAll(decidedBy, hide(decidedBy)) ?? null,
        pair.basis,
      ),
      answers: pair.answers.map((answer) => ({ ...answer, workerId: hide(answer.workerId) })),
      adjudications: pair.adjudications.map((one) => ({ ...one, decidedBy: hide(one.decidedBy) })),
    }),
  };
}
