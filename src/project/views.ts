/**
 * Saved views of the app, and the workspace's settings.
 * In: names, addresses, values. Out: them checked and stored, or read. Opens no address.
 */
import { UsageError } from '../base/errors.js';
import { type SavedView, type Settings, settingsSchema } from '../records/view.js';
import { toNow } from './judgement-input.js';
import type { Project } from './project.js';

/**
 * Saves a state of the app under a name; a view of that name is replaced.
 * Throws `view-malformed` for an empty name, and for an address that is not a path of the app.
 */
export function saveView(project: Project, { name, url }: Pick<SavedView, 'name' | 'url'>): SavedView {
  // "//host" and "/\host" lead a browser elsewhere.
  if (name.trim() === '' || !/^\/(?![/\\])/.test(url)) {
    throw new UsageError('view-malformed', {
      what: `A view needs a name and a path of the app, not ${JSON.stringify(name)} and ${JSON.stringify(url)}.`,
    });
  }
  return project.database.writeView({ name: name.trim(), url, createdAt: toNow() });
}

/** The settings that hold, defaults included; a stored value that makes no sense counts as not set. */
export function readSettings({ database }: Project): Settings {
  const stored = settingsSchema.safeParse(database.readSettings());
  return stored.success ? stored.data : settingsSchema.parse({});
}

/** Changes some settings and returns all. Throws `settings-malformed`. */
export function updateSettings(project: Project, changes: Partial<Settings>): Settings {
  const parsed = settingsSchema.safeParse({ ...readSettings(project), ...changes });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError('settings-malformed', {
      what: `The setting ${issue?.path.join('.')} cannot be stored: ${issue?.message}.`,
    });
  }
  project.database.writeSettings(parsed.data);
  return parsed.data;
}
