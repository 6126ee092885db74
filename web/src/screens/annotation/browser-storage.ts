/** JSON in the browser's storage. In: keys, values. Out: values. Where storage is full or forbidden, the page's own memory must do. */

/** What is kept under the key; null where nothing is. */
export function readJson<T>(storage: Storage, key: string): T | null {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

/** Keeps a value, or with null removes it. */
export function writeJson(storage: Storage, key: string, value: unknown): void {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(value));
  } catch {
    // Nothing to be done, and nothing that the page needs to go on.
  }
}
