/** The outbox of this workspace, in React. In: the workspace's answer. Out: its outbox and what is in it. */
import { useSyncExternalStore } from 'react';
import type { WorkspaceResponse } from '../../../../../src/protocol/index.js';
import { type Outbox, type OutboxState, openOutbox } from './outbox.js';

export function useOutbox(workspaceName: string): Outbox & OutboxState {
  const outbox = openOutbox(workspaceName);
  return { ...outbox, ...useSyncExternalStore(outbox.subscribe, outbox.readState) };
}

/**
 * What judgements belong to: the same address may serve another workspace tomorrow, and what waits here must not go to that one.
 * A pair means the same wherever data set and network are the same.
 */
export function toWorkspaceName({ title, encoder, classes, featureCount }: WorkspaceResponse): string {
  return [title, encoder?.name ?? 'none', classes.length, featureCount ?? 0].join('~');
}
