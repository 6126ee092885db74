/** Numbers, names and front matter of a model card. In: plain values. Out: text. */

import { formatPercent, formatPlainPoints, formatPoints } from '../../../words/index.js';

/** Decimals of a card. */
const DIGITS = 1;

/** "12.3%". */
export function toPercent(fraction: number): string {
  return formatPercent(fraction, DIGITS);
}

/** "+12.3 points". */
export function toPoints(difference: number): string {
  return formatPoints(difference, DIGITS);
}

/** "12.3 points", of a size or a limit. */
export function toPlainPoints(difference: number): string {
  return formatPlainPoints(difference, DIGITS);
}

/** A name in code type: on one line, without the sign that would end it. */
export function toCode(name: string): string {
  return `\`${name.replace(/[`\s]+/g, ' ')}\``;
}

type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml };

/** YAML in block style; strings as JSON writes them, which YAML reads. */
export function formatYaml(value: { readonly [key: string]: Yaml }): string {
  return `${listYaml(value).join('\n')}\n`;
}

function listYaml(value: Yaml): string[] {
  if (Array.isArray(value)) return value.flatMap((item: Yaml) => indent(listYaml(item), '- '));
  if (typeof value !== 'object') return [typeof value === 'string' ? JSON.stringify(value) : String(value)];
  return Object.entries(value).flatMap(([key, item]: [string, Yaml]) =>
    typeof item === 'object'
      ? [`${key}:`, ...indent(listYaml(item), '  ')]
      : [`${key}: ${listYaml(item)[0]}`],
  );
}

/** The first line after `mark`, the others as far in. */
function indent(lines: readonly string[], mark: string): string[] {
  return lines.map((line, place) => `${place === 0 ? mark : ' '.repeat(mark.length)}${line}`);
}
