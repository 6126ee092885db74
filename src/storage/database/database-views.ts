/**
 * Saved views and settings in the database (rules W61, W62).
 * In: names, addresses, values. Out: the same. Knows no setting by name and follows no address.
 */
import type { SavedView } from '../../records/view.js';
import type { Transactions } from './database-transactions.js';

/** What the database knows of views and settings. */
export interface ViewTables {
  /** Saves a view; one of the same name gets the new address and keeps its id. */
  writeView(view: Omit<SavedView, 'id'>): SavedView;
  /** In the order in which they were first saved. */
  readViews(): SavedView[];
  /** `taken`: another view has that name. */
  renameView(id: number, name: string): 'renamed' | 'unknown' | 'taken';
  /** False when there is no such view. */
  removeView(id: number): boolean;
  /** Replaces the values of these keys; any JSON. */
  writeSettings(settings: Readonly<Record<string, unknown>>): void;
  readSettings(): Record<string, unknown>;
}

interface ViewRow {
  view_id: number;
  name: string;
  url: string;
  created_at: string;
}

/** The views and settings of one database. */
export function createViewTables({ change, read, prepare }: Transactions): ViewTables {
  return {
    writeView: ({ name, url, createdAt }) =>
      change('Saving a view to', () => {
        const row = prepare(
          `INSERT INTO saved_views (name, url, created_at) VALUES (?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET url = excluded.url, created_at = excluded.created_at RETURNING *`,
        ).get(name, url, createdAt);
        return toSavedView(row as ViewRow);
      }),
    readViews: () =>
      read(() => (prepare('SELECT * FROM saved_views ORDER BY view_id').all() as ViewRow[]).map(toSavedView)),
    renameView: (id, name) =>
      change('Renaming a view in', () => {
        const owner = prepare('SELECT view_id FROM saved_views WHERE name = ?').get(name) as
          | Pick<ViewRow, 'view_id'>
          | undefined;
        if (owner !== undefined && owner.view_id !== id) return 'taken';
        const { changes } = prepare('UPDATE saved_views SET name = ? WHERE view_id = ?').run(name, id);
        return changes > 0 ? 'renamed' : 'unknown';
      }),
    removeView: (id) =>
      change(
        'Removing a view from',
        () => prepare('DELETE FROM saved_views WHERE view_id = ?').run(id).changes > 0,
      ),
    writeSettings: (settings) =>
      change('Writing settings to', () => {
        const write = prepare(
          'INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        );
        for (const [key, value] of Object.entries(settings)) write.run(key, JSON.stringify(value));
      }),
    readSettings: () =>
      read(() => {
        const rows = prepare('SELECT key, value FROM settings ORDER BY key').all();
        const entries = (rows as { key: string; value: string }[]).map(
          ({ key, value }) => [key, JSON.parse(value)] as const,
        );
        return Object.fromEntries(entries);
      }),
  };
}

function toSavedView(row: ViewRow): SavedView {
  return { id: row.view_id, name: row.name, url: row.url, createdAt: row.created_at };
}
