/**
 * Parts of a page as SVG that needs no page: what a style sheet gives them is written into them.
 * In: elements that are on the page, in the colours they should have. Out: SVG elements of their own. Changes nothing on the page.
 */
const SVG = 'http://www.w3.org/2000/svg';
/** What may be a variable, a mix or the colour of the text around. */
const PAINTS = ['fill', 'stroke'] as const;
/** Says something only on a page. */
const PAGE_ATTRIBUTES = [
  'class',
  'style',
  'role',
  'tabindex',
  'aria-label',
  'aria-hidden',
  'aria-description',
];
/** Where a line's letters stand, as a share of the font's size below the middle of the line. */
const BASELINE = 0.35;

interface Point {
  x: number;
  y: number;
}

export function createSvg(name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  return element;
}

/** A drawing and all that is in it, at a place of the file. */
export function copyDrawing(drawing: SVGSVGElement, { x, y }: Point): SVGElement {
  const { width, height } = drawing.getBoundingClientRect();
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const parts = [...copy.querySelectorAll<SVGElement>('*')];
  for (const [place, part] of [...drawing.querySelectorAll<SVGElement>('*')].entries())
    fixLook(parts[place]!, getComputedStyle(part));
  const look = getComputedStyle(drawing);
  fixLook(copy, look);
  copy.setAttribute('font-size', look.fontSize);
  copy.removeAttribute('font-family');
  const frame = { x, y, width, height, overflow: 'visible' };
  for (const [attribute, value] of Object.entries(frame)) copy.setAttribute(attribute, String(value));
  for (const sheet of copy.querySelectorAll('style')) sheet.remove();
  for (const link of copy.querySelectorAll('a')) link.replaceWith(...link.childNodes);
  return copy;
}

/** A line of text of the page; null for one that is part of a drawing, or empty. */
export function placeText(text: Text, at: (box: DOMRect) => Point): SVGElement | null {
  const parent = text.parentElement;
  const words = text.data.trim();
  if (parent === null || words === '' || parent.closest('svg, style') !== null) return null;
  const range = document.createRange();
  range.selectNodeContents(text);
  const box = range.getBoundingClientRect();
  const look = getComputedStyle(parent);
  const size = Number.parseFloat(look.fontSize);
  const { x, y } = at(box);
  const line = createSvg('text', {
    x,
    y: y + box.height / 2 + size * BASELINE,
    fill: toOpaque(look.color),
    'font-size': size,
    'font-weight': look.fontWeight,
  });
  line.textContent = words;
  return line;
}

/** Writes the colours that the part has on the page into it, and takes off what only a page can read. */
function fixLook(part: SVGElement, look: CSSStyleDeclaration): void {
  for (const paint of PAINTS) {
    if (part.hasAttribute(paint) || part.style[paint] !== '') part.setAttribute(paint, toOpaque(look[paint]));
  }
  for (const attribute of PAGE_ATTRIBUTES) part.removeAttribute(attribute);
}

const found = new Map<string, string>();

/** What any reader of SVG knows, of whatever CSS can say: a mix of colours is painted and looked at; what is see-through is laid on white. */
function toOpaque(colour: string): string {
  if (colour === 'none' || colour.startsWith('rgb(')) return colour;
  const known = found.get(colour);
  if (known !== undefined) return known;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext('2d', { willReadFrequently: true })!;
  for (const layer of ['white', colour]) {
    brush.fillStyle = layer;
    brush.fillRect(0, 0, 1, 1);
  }
  const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
  const text = `#${[red, green, blue].map((part) => part!.toString(16).padStart(2, '0')).join('')}`;
  found.set(colour, text);
  return text;
}
