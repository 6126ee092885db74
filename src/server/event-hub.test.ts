import { expect, test } from 'vitest';
import { createEventHub } from './event-hub.js';

const createHub = () => createEventHub(() => ({ type: 'hello', revision: 7, version: '0', workspace: 'a' }));

test('everybody hears hello first, then what happens while they listen, then bye', async () => {
  const hub = createHub();
  const early = new Response(hub.open()).text();
  hub.send({ type: 'change', revision: 8, topics: ['judgements'] });
  const late = new Response(hub.open()).text();
  hub.send({ type: 'change', revision: 9, topics: ['models'] });
  hub.close();
  const names = (text: string) => [...text.matchAll(/^event: (.+)$/gm)].map(([, name]) => name);
  expect(names(await early)).toEqual(['hello', 'change', 'change', 'bye']);
  expect(names(await late)).toEqual(['hello', 'change', 'bye']);
  expect(await late).toContain('data: {"type":"change","revision":9,"topics":["models"]}\n\n');
});

test('a listener who has gone costs nothing and disturbs nobody', async () => {
  const hub = createHub();
  const reader = hub.open().getReader();
  await reader.read();
  await reader.cancel();
  const other = new Response(hub.open()).text();
  hub.send({ type: 'change', revision: 8, topics: ['views'] });
  hub.close();
  hub.close();
  expect(await other).toContain('event: bye');
});

test('a listener who does not read is let go instead of filling the memory', async () => {
  const hub = createHub();
  const stream = hub.open();
  for (let n = 0; n < 5000; n++) hub.send({ type: 'change', revision: n, topics: ['views'] });
  const text = await new Response(stream).text();
  expect(text.match(/^event: change$/gm)!.length).toBeLessThan(1000);
  expect(text).not.toContain('event: bye');
  hub.close();
});
