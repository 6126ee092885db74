/** The event stream: what changed in the workspace, how jobs go on. */
import type { EventHub } from '../event-hub.js';
import type { App } from '../route.js';

export function addEventRoutes(app: App, events: EventHub): void {
  app.get('/api/events', () => {
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
    return new Response(events.open(), { headers });
  });
}
