/**
 * Everybody who listens to what happens: any number of event streams, one source.
 * In: events. Out: streams of server-sent events. Keeps no event: who was away reads anew.
 */
import type { ServerEvent } from '../protocol/index.js';

/** Keeps proxies from closing a silent connection, and finds out which listeners are gone. */
const HEARTBEAT_MS = 15_000;
/** Chunks that wait for a listener who does not read; then the stream ends, and the browser opens a new one. */
const MAX_WAITING = 500;

export interface EventHub {
  /** A stream of the events that its reader may see; begins with `hello`, ends when its reader cancels it, or with the hub. */
  open(isShown?: (event: ServerEvent) => boolean): ReadableStream<Uint8Array>;
  send(event: ServerEvent): void;
  /** Says `bye` and ends all streams. */
  close(): void;
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

/** @param readHello the first event of a new stream */
export function createEventHub(readHello: () => ServerEvent): EventHub {
  const listeners = new Map<Controller, (event: ServerEvent) => boolean>();
  const encoder = new TextEncoder();
  const write = (controller: Controller, text: string) => {
    if ((controller.desiredSize ?? 0) < -MAX_WAITING) return end(controller);
    controller.enqueue(encoder.encode(text));
  };
  const end = (controller: Controller) => {
    if (listeners.delete(controller)) controller.close();
  };
  const send = (event: ServerEvent) => {
    const text = formatEvent(event);
    for (const [controller, isShown] of listeners) if (isShown(event)) write(controller, text);
  };
  const heartbeat = setInterval(() => {
    for (const controller of listeners.keys()) write(controller, ': still here\n\n');
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    open: (isShown = () => true) => {
      let own: Controller;
      return new ReadableStream<Uint8Array>({
        start: (controller) => {
          own = controller;
          listeners.set(controller, isShown);
          write(controller, `retry: 1000\n${formatEvent(readHello())}`);
        },
        cancel: () => void listeners.delete(own),
      });
    },
    send,
    close: () => {
      clearInterval(heartbeat);
      send({ type: 'bye' });
      for (const controller of listeners.keys()) end(controller);
    },
  };
}

function formatEvent(event: ServerEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
