/**
 * Decisions about flagged images: shown at once, sent one after the other, taken back by undo.
 * In: a decision of a person. Out: the changed flags in the cache; a refusal is shown and the truth read again.
 */
import { useCallback, useRef, useState } from 'react';
import type { LabelChoice, LabelDecisionEntry, NoiseResponse } from '../../../../src/protocol/index.js';
import { send } from '../../api.js';
import { showFailure } from '../../parts/page/failure-alert.js';
import { usePerson } from '../../parts/study/person.js';
import { queryClient } from '../../queries.js';

/** What is decided; null takes a decision back. */
export interface GivenDecision {
  choice: LabelChoice | null;
  newClassIndex: number | null;
}

interface Step {
  image: number;
  before: GivenDecision;
}

export interface LabelDecisions {
  /** Resolves to false where the person gave no name. */
  decide: (image: number, decision: GivenDecision) => Promise<boolean>;
  /** Takes the last decision of this visit back and names its image; null without any. */
  undo: () => number | null;
  canUndo: boolean;
}

const NOISE_KEY = ['GET /api/noise'];

export function useLabelDecisions(): LabelDecisions {
  const { ask } = usePerson();
  const [steps, setSteps] = useState<readonly Step[]>([]);
  const sent = useRef(Promise.resolve());

  const apply = useCallback((image: number, decision: GivenDecision, decidedBy: string) => {
    showDecision(image, decision, decidedBy);
    // One after the other, so that the last one given is the last one taken.
    sent.current = sent.current
      .then(() => send('POST /api/noise/decisions', {}, { image, ...decision, decidedBy }))
      .then(
        () => undefined,
        (error: unknown) => {
          showFailure('The decision was not kept', error);
          return queryClient.invalidateQueries({ queryKey: NOISE_KEY });
        },
      );
  }, []);

  const decide = useCallback(
    async (image: number, decision: GivenDecision) => {
      const name = await ask();
      if (name === null) return false;
      // Read before it is shown: React may run the updater later.
      const before = readDecision(image);
      setSteps((old) => [...old, { image, before }]);
      apply(image, decision, name);
      return true;
    },
    [ask, apply],
  );
  const undo = useCallback(() => {
    const last = steps.at(-1);
    if (last === undefined) return null;
    setSteps(steps.slice(0, -1));
    void ask().then((name) => name !== null && apply(last.image, last.before, name));
    return last.image;
  }, [steps, ask, apply]);
  return { decide, undo, canUndo: steps.length > 0 };
}

function readDecision(image: number): GivenDecision {
  const responses = queryClient.getQueriesData<NoiseResponse>({ queryKey: NOISE_KEY });
  const found = responses
    .flatMap(([, response]) => [...(response?.flags ?? []), ...(response?.otherDecisions ?? [])])
    .find((entry) => entry.image === image)?.decision;
  return { choice: found?.choice ?? null, newClassIndex: found?.newClassIndex ?? null };
}

function showDecision(image: number, { choice, newClassIndex }: GivenDecision, decidedBy: string): void {
  const decidedAt = new Date().toISOString();
  const shown: LabelDecisionEntry | null = choice && { choice, newClassIndex, decidedBy, decidedAt };
  queryClient.setQueriesData<NoiseResponse>(
    { queryKey: NOISE_KEY },
    (old) =>
      old && {
        ...old,
        flags: old.flags.map((flag) => (flag.image === image ? { ...flag, decision: shown } : flag)),
        otherDecisions: old.otherDecisions.flatMap((entry) =>
          entry.image !== image ? entry : shown === null ? [] : { ...entry, decision: shown },
        ),
      },
  );
}
