/**
 * Tables in `results/` that are not as the workspace is: made before something changed that they rest on, or not as their command wrote
 * them (docs/formats/results.md, R43).
 * In: an open project. Out: these tables by the command that makes them anew. Of tables that earlier versions wrote nothing is known.
 */
import { formatList } from '../../words/index.js';
import { TABLE_PARTS, type TablePart } from '../bias/index.js';
import { type Project, readProjectTables } from '../workspace/index.js';

export interface OutdatedTables {
  /** Names of files in `results/`. */
  tables: string[];
  /** What makes them anew. */
  command: string;
  /** Why, as the end of a sentence about them. */
  reason: string;
}

/** What changed, in words. */
const PART_WORDS: Record<TablePart, string> = {
  features: 'the features',
  data: 'labels, splits or groups',
  columns: 'the columns of the data set',
  spurious: 'the spurious pairs',
  verdicts: 'the verdicts',
  head: 'the head',
  important: 'the important features',
  models: 'the models',
  interventions: 'the interventions',
};

export async function listOutdatedTables(project: Project): Promise<OutdatedTables[]> {
  const known = new Map<string, Promise<string>>();
  const readPart = (name: TablePart) => {
    if (!known.has(name)) known.set(name, TABLE_PARTS[name](project));
    return known.get(name)!;
  };
  const outdated = new Map<string, OutdatedTables>();
  for (const { name, command, restsOn, isAsWritten } of await readProjectTables(project)) {
    const changed: TablePart[] = [];
    for (const [part, then] of Object.entries(restsOn)) {
      if (isPart(part) && (await readPart(part)) !== then) changed.push(part);
    }
    if (isAsWritten && changed.length === 0) continue;
    const reason = isAsWritten
      ? `made before ${formatList(nameParts(changed))} changed`
      : 'not as written: edited, or the command was interrupted';
    const key = `${command}\n${reason}`;
    const one = outdated.get(key) ?? { tables: [], command, reason };
    one.tables.push(`${name}.csv`);
    outdated.set(key, one);
  }
  return [...outdated.values()];
}

/** "In results/, a.csv and b.csv are outdated: made before the verdicts changed." */
export function describeOutdated({ tables, reason }: OutdatedTables): string {
  return `In results/, ${formatList(tables)} ${tables.length === 1 ? 'is' : 'are'} outdated: ${reason}.`;
}

/** All of them as sentences with the commands that make them anew. */
export async function describeOutdatedTables(project: Project): Promise<string[]> {
  const outdated = await listOutdatedTables(project);
  return outdated.map(
    (one) =>
      `${describeOutdated(one)} \`${one.command}\` makes ${one.tables.length === 1 ? 'it' : 'them'} anew.`,
  );
}

/** Later versions may name others. */
function isPart(name: string): name is TablePart {
  return Object.hasOwn(TABLE_PARTS, name);
}

/** Spurious pairs are verdicts: one name is enough. */
function nameParts(parts: readonly TablePart[]): string[] {
  return parts
    .filter((part) => part !== 'spurious' || !parts.includes('verdicts'))
    .map((part) => PART_WORDS[part]);
}
