/**
 * Saved views of the app, and the workspace's settings.
 * In: names, addresses, values. Out: them checked and stored, or read. Opens no address.
 */
import { UsageError } from '../../base/errors.js';
import { isPlainText } from '../../base/plain-text.js';
import { isLocalPath } from '../../protocol/index.js';
import { type SavedView, type Settings, settingsSchema } from '../../records/view.js';
import { toNow } from './judgement-input.js';
import type { Project } from './project.js';

/** The page of one pair. */
const PAIR_PAGE = /^\/pairs\/([^/]+)\/([^/]+)\/?$/;

/**
 * Saves a state of the app under a name; a view of that name is replaced.
 * Throws `view-malformed` for an empty name, for an address that is not a path of the app, and for one of a class, feature or image that
 * the workspace does not have.
 */
export function saveView(project: Project, { name, url }: Pick<SavedView, 'name' | 'url'>): SavedView {
  if (name.trim() === '' || !isPlainText(name) || !isLocalPath(url)) {
    throw new UsageError('view-malformed', {
      what: `A view needs a name and a path of the app, not ${JSON.stringify(name)} and ${JSON.stringify(url)}.`,
    });
  }
  assertThere(project, url);
  return project.database.writeView({ name: name.trim(), url, createdAt: toNow() });
}

/** Looks at what an address of the app names: `/pairs/<class>/<feature>`, `?class=`, `?feature=`, `?image=`. */
function assertThere(project: Project, url: string): void {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const [, classIndex = null, feature = null] = PAIR_PAGE.exec(pathname) ?? [];
  const { classes, images } = project.readDataset();
  const named = [
    ['class', classIndex ?? searchParams.get('class'), classes.length],
    [
      'feature',
      feature ?? searchParams.get('feature'),
      project.readFeatureCount() ?? Number.POSITIVE_INFINITY,
    ],
    ['image', searchParams.get('image'), images.length],
  ] as const;
  for (const [noun, text, count] of named) {
    if (text === null || (/^\d{1,15}$/.test(text) && Number(text) < count)) continue;
    throw new UsageError('view-malformed', {
      what: `A view cannot show ${noun} ${JSON.stringify(text)}; this workspace has ${noun === 'class' ? 'classes' : `${noun}s`} 0 to ${count - 1}.`,
    });
  }
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
