/**
 * Doing something with images: signed with the person's name, said in a notice with the way back, which `undo` takes, too.
 * In: acts and how to call them. Out: them sent; what pages show of marks is read again. In a static copy nothing is done.
 */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import type { ImageAct } from '../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../src/words/index.js';
import { send } from '../../api.js';
import { invalidate } from '../../queries.js';
import { showFailure } from '../page/failure-alert.js';
import { usePerson } from '../study/person.js';

const NOTICE_MS = 8000;

/** What was done on this page, oldest first, and the notices that say so. */
const done: { undo: ImageAct[]; notice: string }[] = [];

export interface ImageActs {
  /** @param title what was done, for the notice: "Flagged" */
  act: (acts: ImageAct[], title: string) => Promise<void>;
  /** Takes the last thing back that was done on this page. */
  undo: () => Promise<void>;
}

export function useImageActs(): ImageActs {
  const { ask } = usePerson();
  const post = useCallback(
    async (acts: ImageAct[]) => {
      const decidedBy = await ask();
      if (decidedBy === null) return null;
      try {
        return await send('POST /api/images/acts', {}, { acts, decidedBy });
      } catch (error) {
        showFailure('This was not kept', error);
        return null;
      } finally {
        invalidate(['decisions']);
      }
    },
    [ask],
  );
  const undo = useCallback(async () => {
    const last = done.pop();
    if (last === undefined) return;
    const taken = await post(last.undo);
    if (taken === null) {
      // It can be tried again.
      done.push(last);
      return;
    }
    notifications.hide(last.notice);
    notifications.show({ message: `Taken back: ${formatQuantity(taken.changedCount, 'image')}` });
  }, [post]);
  const act = useCallback(
    async (acts: ImageAct[], title: string) => {
      const acted = await post(acts);
      if (acted === null) return;
      if (acted.changedCount === 0) {
        notifications.show({ message: `${title}: nothing to change, it holds already` });
        return;
      }
      const notice = notifications.show({
        title: `${title}: ${formatQuantity(acted.changedCount, 'image')}`,
        autoClose: NOTICE_MS,
        message: (
          <Button size="compact-sm" variant="default" mt={4} onClick={() => void undo()}>
            Undo (u)
          </Button>
        ),
      });
      done.push({ undo: acted.undo, notice });
    },
    [post, undo],
  );
  return { act, undo };
}
