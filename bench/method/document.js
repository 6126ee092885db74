/**
 * Tables between markers of a Markdown page: `<!-- table: NAME -->` … `<!-- end -->`. The words around them are typed, the tables are not.
 */
import { readFile, writeFile } from 'node:fs/promises';

/** Replaces every table that has a marker; throws when one of `tables` has none. */
export async function updateDocument(path, tables) {
  let text = await readFile(path, 'utf8');
  for (const [name, table] of Object.entries(tables)) {
    const start = `<!-- table: ${name} -->`;
    const from = text.indexOf(start);
    const to = text.indexOf('<!-- end -->', from);
    if (from < 0 || to < 0) throw new Error(`${path} has no place for the table ${JSON.stringify(name)}.`);
    text = `${text.slice(0, from + start.length)}\n\n${table}\n\n${text.slice(to)}`;
  }
  await writeFile(path, text);
}
