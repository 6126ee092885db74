/** Tables, numbers and front matter of a model card. In: plain values. Out: text. */

/** 12.3% */
export function toPercent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}%`;
}

/** +12.3 points; − is the true minus sign. */
export function toPoints(difference: number): string {
  const points = (Math.abs(difference) * 100).toFixed(1);
  const sign = Number(points) === 0 ? '' : difference > 0 ? '+' : '−';
  return `${sign}${points} points`;
}

export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const format = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [format(header), format(header.map(() => '---')), ...rows.map(format)].join('\n');
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

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
