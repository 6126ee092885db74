/**
 * Result tables of a workspace and what they rest on (docs/formats/results.md, R40 to R44).
 * In: tables, the options they were made with, hashes of what they were made from. Out: files in `results/`, and their record.
 * Makes no number; what rests on models is named in `bias/`.
 */
import { createHash } from 'node:crypto';
import { readTableRecord, type TableContent, type TableOrigin, writeTableSet } from '../../storage/index.js';
import { createKeeper } from './kept.js';
import type { Project } from './project.js';
import { readVerdicts } from './verdicts.js';

/** Hash of one thing that tables rest on; the same text for as long as they would come out the same. */
export type PartReader = (project: Project) => Promise<string>;

/** What every workspace has. */
export const WORKSPACE_PARTS = {
  features: async (project) => (await project.readManifest()).features?.fingerprint ?? '',
  data: (project) => keepData(project, 'data', [], () => hashData(project)),
  columns: (project) => keepData(project, 'columns', [], () => hashColumns(project)),
  spurious: async (project) =>
    hashPart(
      readVerdicts(project).flatMap(({ classIndex, feature, verdict }) =>
        verdict === 'spurious' ? [[classIndex, feature]] : [],
      ),
    ),
  verdicts: async (project) =>
    hashPart(readVerdicts(project).map(({ classIndex, feature, verdict }) => [classIndex, feature, verdict])),
} satisfies Record<string, PartReader>;

/** What rankings rest on. */
export const RANKING_PARTS = ['features', 'data', 'spurious'] as const;

const keepData = createKeeper<string>();

/** Labels, splits and groups. */
async function hashData(project: Project): Promise<string> {
  const { dataset } = await project.readManifest();
  const { groupColumns } = project.readDataset();
  return hashPart([dataset?.fingerprint, listTexts(project, groupColumns)]);
}

/** What the data set says of its images beside that; paths of masks left out. */
async function hashColumns(project: Project): Promise<string> {
  const { extraColumns, maskColumn } = project.readDataset();
  return hashPart(
    listTexts(
      project,
      extraColumns.filter((name) => name !== maskColumn),
    ),
  );
}

function listTexts(project: Project, names: readonly string[]): [name: string, texts: string[]][] {
  const { images } = project.readDataset();
  return names.map((name) => [name, images.map(({ columns }) => columns[name] ?? '')]);
}

/** 16 hexadecimal digits of anything that is JSON. */
export function hashPart(part: unknown): string {
  return createHash('sha256').update(JSON.stringify(part)).digest('hex').slice(0, 16);
}

/** The parts of these names as they are now. To be read before anything is measured: what changes meanwhile is outdated then, never fresh by mistake. */
export async function readParts<Name extends string>(
  project: Project,
  readers: Record<Name, PartReader>,
  names: readonly NoInfer<Name>[],
): Promise<Record<Name, string>> {
  const parts: Partial<Record<Name, string>> = {};
  for (const name of names) parts[name] = await readers[name](project);
  return parts as Record<Name, string>;
}

/** Writes tables that belong together; `alongside` writes files that belong to them. Returns their paths. */
export function writeProjectTables(
  { folder, layout: { results } }: Project,
  origin: TableOrigin,
  tables: readonly TableContent[],
  alongside?: () => Promise<void>,
): Promise<string[]> {
  return writeTableSet({ folder, results }, origin, tables, alongside);
}

/** The recorded tables that are there. A damaged record is noted. */
export function readProjectTables(project: Project) {
  const { folder, layout } = project;
  return readTableRecord({ folder, results: layout.results }, (damage) =>
    project.noteDamage(
      damage,
      'nothing is known of how tables were made; `rank`, `gap` and the like say it again',
    ),
  );
}

/**
 * A command as a person types it: options that are undefined, null, false or as by default are left out, those with several values
 * repeated for each.
 * @param options by their names on the command line: value, default
 */
export function formatCommand(
  command: string,
  options: Readonly<
    Record<string, readonly [value: CommandValue | readonly string[], byDefault?: CommandValue]>
  > = {},
): string {
  const words = Object.entries(options).flatMap(([name, [value, byDefault]]) => {
    if (value === undefined || value === null || value === false || value === byDefault) return [];
    if (value === true) return [`--${name}`];
    const values = typeof value === 'object' ? value : [String(value)];
    return values.flatMap((one) => [`--${name}`, quoteWord(one)]);
  });
  return ['spuriosity', command, ...words].join(' ');
}

type CommandValue = string | number | boolean | null | undefined;

/** One word for a shell, in quotes where it has characters that mean something to it; POSIX’s single ones where others do not help. */
export function quoteWord(text: string): string {
  if (/^[\w@%+=:,./\\-]+$/.test(text)) return text;
  return /["$`!]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`;
}
