/** `mitigate --sweep`: which options are swept, and the table of what came out. */
import { UsageError } from '../../base/errors.js';
import { computeMean } from '../../numeric/index.js';
import { type SweepChoice, type SweepReport, toSweepRows } from '../../project/index.js';
import type { ImagesPerClass, SweepPoint } from '../../stages/mitigation/index.js';
import { formatPercent, formatPlainPoints, formatPoints, formatQuantity } from '../../words/index.js';
import { toDecimal } from '../option-numbers.js';
import type { Terminal } from '../terminal.js';

/** Options that can be swept, as `--sweep` names them. */
export const SWEPT_OPTIONS = ['images-per-class', 'stop-gap'] as const;
const FIELDS = { 'images-per-class': 'imagesPerClass', 'stop-gap': 'stopGaps' } as const;

/**
 * Reads `images-per-class`, `stop-gap=0.02,0.05` and the like, each option once. Throws the UsageErrors `sweep-option`,
 * `sweep-twice`, `sweep-values`.
 */
export function parseSweep(texts: readonly string[]): SweepChoice {
  const choice: SweepChoice = {};
  for (const text of texts) {
    const [name, list, ...rest] = text.split('=');
    const option = SWEPT_OPTIONS.find((known) => known === name!.trim());
    if (option === undefined || rest.length > 0) {
      throw new UsageError('sweep-option', {
        what: `--sweep ${text} names no option that can be swept.`,
        next: `Give ${SWEPT_OPTIONS.join(' or ')}, with values if you like: --sweep images-per-class=10,20,50.`,
      });
    }
    if (choice[FIELDS[option]] !== undefined) {
      throw new UsageError('sweep-twice', {
        what: `--sweep names ${option} twice.`,
        next: `Give all its values at once, separated by commas: --sweep ${option}=…`,
      });
    }
    if (option === 'images-per-class') choice.imagesPerClass = parseValues(text, list, parseImages);
    else choice.stopGaps = parseValues(text, list, parseGap);
  }
  return choice;
}

/** A line per combination and method: means over trials. */
export function printSweep(terminal: Terminal, { points, values }: SweepReport, folder: string): void {
  const combinations = new Map<string, SweepPoint[]>();
  for (const point of points) {
    const key = `${point.imagesPerClass}/${point.stopGap}/${point.method}`;
    combinations.set(key, [...(combinations.get(key) ?? []), point]);
  }
  terminal.table(
    ['images per class', 'stop below', 'tuned on', 'trials', 'gap after', 'accuracy after', 'steps'],
    [...combinations.values()].map((own) => {
      const [first] = own as [SweepPoint, ...SweepPoint[]];
      return [
        String(first.imagesPerClass),
        first.stopGap === 'half' ? 'half' : formatPlainPoints(first.stopGap, 1),
        first.method,
        own.length,
        formatPoints(computeMean(own.map(({ gapAfter }) => gapAfter)), 1),
        formatPercent(computeMean(own.map(({ accuracyAfter }) => accuracyAfter))),
        computeMean(own.map(({ steps }) => steps)).toFixed(0),
      ];
    }),
  );
  const [first] = points;
  if (first !== undefined) {
    terminal.print(
      `Before tuning: gap ${formatPoints(first.gapBefore, 1)}, accuracy ${formatPercent(first.accuracyBefore)}.`,
    );
  }
  terminal.print(
    `${formatQuantity(values.imagesPerClass.length, 'number')} of images × ${formatQuantity(values.stopGaps.length, 'goal')}: mitigation-sweep.csv in ${folder}. The tuned head is as it was.`,
  );
}

/** What --json prints: the table's rows under its columns' names, and the settings. */
export function toSweepDocument({ model, settings, values, points }: SweepReport) {
  return {
    model,
    settings,
    swept: { images_per_class: values.imagesPerClass, stop_gap: values.stopGaps },
    points: toSweepRows(points),
  };
}

function parseValues<T>(
  option: string,
  list: string | undefined,
  parse: (text: string) => T | null,
): T[] | 'default' {
  if (list === undefined) return 'default';
  return list.split(',').map((text) => {
    const value = parse(text.trim());
    if (value !== null) return value;
    throw new UsageError('sweep-values', {
      what: `In --sweep ${option}, ${JSON.stringify(text.trim())} is no value.`,
      next: 'Images per class are whole numbers from 1, share or quarter; gaps are shares between -1 and 1, as 0.05.',
    });
  });
}

function parseImages(text: string): ImagesPerClass | null {
  if (text === 'share' || text === 'quarter') return text;
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  return count >= 1 ? count : null;
}

function parseGap(text: string): number | null {
  const gap = toDecimal(text);
  return gap > -1 && gap < 1 ? gap : null;
}
