/**
 * The server's event stream: what changed is read again, jobs move on, and a lost connection is taken up again by itself,
 * with everything re-read that may have been missed meanwhile.
 * In: events. Out: a fresh cache and the connection's state. Shows nothing.
 */
import { useEffect } from 'react';
import type { ServerEvent } from '../../../src/protocol/index.js';
import { IS_STATIC, withPerson } from '../api.js';
import { retryPictures } from '../parts/images/picture.js';
import { invalidate, invalidateAll, invalidateJobs, updateJob } from '../queries.js';
import { updateConnection } from './connection.js';

const EVENT_TYPES = ['hello', 'change', 'job', 'bye'] as const;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;

/** Follows the server as long as the component is mounted, as the person who looks; a static copy has none. */
export function useEventStream(person: string | null): void {
  useEffect(() => (IS_STATIC ? undefined : openEventStream(person)), [person]);
}

function openEventStream(person: string | null): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = FIRST_RETRY_MS;
  let version: string | undefined;
  let workspace: string | undefined;
  let revision = -1;
  let wasLost = false;

  const lose = () => {
    source?.close();
    wasLost = true;
    updateConnection('lost');
    timer = setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  };
  const receive = (event: ServerEvent) => {
    if (event.type === 'job') return updateJob(event.job, event.log);
    if (event.type === 'bye') return lose();
    if (event.type === 'change') {
      revision = event.revision;
      if (event.topics.includes('pictures')) retryPictures();
      return invalidate(event.topics);
    }
    // Nothing that this page knows is of the workspace that is shown now.
    if (workspace !== undefined && workspace !== event.workspace)
      return window.location.assign(document.baseURI);
    updateConnection(version === undefined || version === event.version ? 'open' : 'outdated');
    if (wasLost || (revision !== -1 && revision !== event.revision)) {
      invalidateAll();
      retryPictures();
    } else if (version === undefined) {
      // A job may have moved on between the first look at the list and the stream's beginning.
      invalidateJobs();
    }
    version = event.version;
    workspace = event.workspace;
    revision = event.revision;
    wasLost = false;
    retryMs = FIRST_RETRY_MS;
  };
  const connect = () => {
    source = new EventSource(new URL(withPerson('api/events', person), document.baseURI));
    source.onerror = lose;
    for (const type of EVENT_TYPES) {
      source.addEventListener(type, (message) => receive(JSON.parse(message.data)));
    }
  };

  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
