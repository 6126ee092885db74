/** The event stream: what changed in the workspace, how jobs go on. */
import type { LiveProject } from '../../project/live/index.js';
import type { EventHub } from '../event-hub.js';
import type { App } from '../route.js';
import { isJobShown } from '../security/sight.js';

export function addEventRoutes(app: App, events: EventHub, live: LiveProject): void {
  app.get('/api/events', (c) => {
    const person = c.get('person');
    // Asked anew for every event: whoever has unblinded, or is done, hears of everything.
    const stream = events.open((event) => event.type !== 'job' || isJobShown(live.viewOf(person), event.job));
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
    return new Response(stream, { headers });
  });
}
