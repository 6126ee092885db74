/**
 * Result tables as another program reads them, and the contract of their leading columns (docs/formats/results.md, R1 to R10).
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';

export type Row = Record<string, string>;

/** Leading columns by table, spelled out here on purpose: the contract is a promise, not what the code happens to say. */
const LEADING_COLUMNS: Record<string, string> = {
  'important-features': 'class_index,class_name,rank,feature,importance,mean_activation,head_weight',
  annotations: 'class_index,class_name,feature,verdict,votes_core,votes_spurious,source',
  'spuriosity-train': 'class_index,class_name,rank,image,spuriosity',
  'spuriosity-val': 'class_index,class_name,rank,image,spuriosity',
  'spurious-gaps': 'model,class_index,class_name,k,acc_top,acc_bottom,gap',
  models: 'model,accuracy,acc_top,acc_bottom,spurious_gap,effective_robustness',
  mitigation: 'model,method,trial,accuracy_before,accuracy_after,gap_before,gap_after,epochs',
  'label-noise': 'image,class_index,class_name,spuriosity,suspected_class_index,suspected_class_name',
  collisions: 'feature,spurious_class_index,core_class_index',
  'skipped-images': 'image,reason',
};

/** Names of the tables of the contract. */
export const TABLE_NAMES = Object.keys(LEADING_COLUMNS);

/** Rows of `<workspace>/results/<name>.csv`, after checking that its header begins as the contract says. */
export function readResults(workspace: string, name: string): Row[] {
  const records = parse(readFileSync(path.join(workspace, 'results', `${name}.csv`), 'utf8')) as string[][];
  const [header, ...rows] = records;
  const leading = LEADING_COLUMNS[name]!.split(',');
  expect(header!.slice(0, leading.length), name).toEqual(leading);
  return rows.map((cells) => Object.fromEntries(header!.map((column, at) => [column, cells[at]!])));
}

/** Header and rows as CSV text; cells are quoted where they must be. */
export function toCsv(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) =>
    /[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}
