/**
 * Which classes a model takes for which. In: a block of classes with its cells, names, where a cell, a row and a column lead.
 * Out: a figure: a row a label, a column a prediction; blue is right, orange wrong, the darker the larger a share of the row's images.
 */
import * as Plot from '@observablehq/plot';
import { formatCount, formatPercent, formatQuantity, formatShortened } from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import type { ConfusionBlock, ConfusionCell, NameOfClass } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildLinks, buildTip, buildTitles, computeLongestWidth, computeTextWidth } from './layout/frame.js';

const NAME_LIMIT = 22;
/** Sides of a cell in pixels: a few classes need not fill the page. */
const MOST_SIDE = 56;
/** Side of a cell in which a count can be read. */
const LEAST_WRITTEN_SIDE = 17;
const INSET = 0.5;
const MARGIN_TOP = 26;
const MARGIN_RIGHT = 12;
const NAME_GAP = 8;
/** Opacity of a cell with all images of its row; numbers must be read on it. */
const STRONGEST = 0.55;
const FAINTEST = 0.1;

/** Images with the label, taken for the class: either may be open. */
export interface ConfusionPlace {
  label?: number;
  predicted?: number;
}

interface ConfusionOptions {
  nameOf: NameOfClass;
  toAddress?: (place: ConfusionPlace) => string;
}

/** Draws the cells that have images. */
export function buildConfusionFigure(
  block: ConfusionBlock,
  look: Look,
  { nameOf, toAddress }: ConfusionOptions,
): Figure {
  const { classes, cells, insideCount } = block;
  const fontSize = classes.length > 14 ? 11 : 12;
  const limit = Math.min(NAME_LIMIT, Math.floor((0.33 * look.width) / computeTextWidth('m', fontSize)));
  const labels = new Map(
    classes.map((classIndex) => [classIndex, formatShortened(nameOf(classIndex), limit)]),
  );
  const longest = computeLongestWidth([...labels.values()], fontSize);
  const marginLeft = longest + NAME_GAP + 6;
  // Names below stand at 45°.
  const marginBottom = Math.ceil(longest * Math.SQRT1_2) + NAME_GAP + 10;
  const room = look.width - marginLeft - MARGIN_RIGHT;
  const side = Math.min(MOST_SIDE, room / Math.max(1, classes.length));
  const axis = { domain: classes, type: 'band', padding: 0, axis: null, label: null } as const;
  const describe = (cell: ConfusionCell) => describeCell(cell, nameOf);
  return {
    title: `Mistakes among ${formatQuantity(classes.length, 'class', 'classes')}`,
    description: describeWorst(cells, insideCount, nameOf),
    fontSize,
    options: {
      width: look.width,
      height: MARGIN_TOP + side * classes.length + marginBottom,
      marginTop: MARGIN_TOP,
      marginLeft,
      marginRight: look.width - marginLeft - side * classes.length,
      marginBottom,
      x: axis,
      y: axis,
      marks: [
        Plot.frame({ stroke: toFigureColour('rule') }),
        Plot.cell(cells, {
          x: 'predicted',
          y: 'label',
          inset: INSET,
          fill: (cell: ConfusionCell) => toFigureColour(isRight(cell) ? 'core' : 'spurious'),
          fillOpacity: ({ share }: ConfusionCell) => FAINTEST + (STRONGEST - FAINTEST) * share,
          ...buildTitles(look, describe),
          ...buildLinks(toAddress, describe),
        }),
        ...(side >= LEAST_WRITTEN_SIDE ? [buildCounts(cells, Math.min(12, side * 0.45))] : []),
        ...buildNames(classes, { labels, nameOf, toAddress, fontSize }),
        ...buildTip(look, cells, { x: 'predicted', y: 'label', title: describe }),
      ],
    },
  };
}

const isRight = ({ label, predicted }: ConfusionCell) => label === predicted;

/** Pointers and keys belong to the cells below. */
function buildCounts(cells: readonly ConfusionCell[], fontSize: number): Plot.Markish {
  return Plot.text(cells, {
    x: 'predicted',
    y: 'label',
    text: ({ imageCount }: ConfusionCell) => formatCount(imageCount),
    fill: 'currentColor',
    fontSize,
    pointerEvents: 'none',
  });
}

interface NameOptions extends ConfusionOptions {
  labels: ReadonlyMap<number, string>;
  fontSize: number;
}

/** Labels on the left, predictions below; each leads to all images of its row or column. */
function buildNames(
  classes: readonly number[],
  { labels, nameOf, toAddress, fontSize }: NameOptions,
): Plot.Markish[] {
  const look = { text: (classIndex: number) => labels.get(classIndex)!, fill: 'currentColor', fontSize };
  const toRow = toAddress && ((classIndex: number) => toAddress({ label: classIndex }));
  const toColumn = toAddress && ((classIndex: number) => toAddress({ predicted: classIndex }));
  const title = { fill: toFigureColour('muted'), fontSize };
  return [
    Plot.text(['labelled ↓   predicted →'], {
      ...title,
      frameAnchor: 'top-left',
      dy: -14,
      textAnchor: 'start',
    }),
    Plot.text(classes, {
      ...look,
      y: (classIndex) => classIndex,
      frameAnchor: 'left',
      dx: -NAME_GAP,
      textAnchor: 'end',
      ...buildLinks(toRow, (classIndex) => `All images labelled ${nameOf(classIndex)}`),
    }),
    Plot.text(classes, {
      ...look,
      x: (classIndex) => classIndex,
      frameAnchor: 'bottom',
      dy: NAME_GAP,
      rotate: -45,
      textAnchor: 'end',
      ...buildLinks(toColumn, (classIndex) => `All images taken for ${nameOf(classIndex)}`),
    }),
  ];
}

function describeCell({ label, predicted, imageCount, share }: ConfusionCell, nameOf: NameOfClass): string {
  const what =
    label === predicted ? `${nameOf(label)}, right` : `${nameOf(label)} taken for ${nameOf(predicted)}`;
  return `${what}: ${formatQuantity(imageCount, 'image')}, ${formatPercent(share)} of those labelled ${nameOf(label)}`;
}

function describeWorst(cells: readonly ConfusionCell[], insideCount: number, nameOf: NameOfClass): string {
  const [worst] = cells.filter((cell) => !isRight(cell)).sort((a, b) => b.imageCount - a.imageCount);
  if (worst === undefined) return 'None of them is taken for another one.';
  return `${formatQuantity(insideCount, 'mistake')}; most often, ${describeCell(worst, nameOf)}.`;
}
