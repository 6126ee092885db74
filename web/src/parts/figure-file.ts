/**
 * A figure as a file that looks right alone: light colours, fonts and legend inside, nothing that points outside.
 * In: a figure's drawing and legend. Out: SVG text, or a PNG of it. Draws the figure anew, on the page but out of sight:
 * styles are computed of nothing else.
 */
import { type DrawFigure, drawFigure, type FigureHeight, toHeight } from './drawn-figure.js';
import styles from './plot-figure.module.css';
import { copyDrawing, createSvg, placeText } from './standalone-drawing.js';

export interface FigureDrawing {
  /** What the figure shows, for who cannot see it. */
  label: string;
  title: string;
  draw: DrawFigure;
  height: FigureHeight;
  /** Width on the page, in pixels. */
  width: number;
  /** Stands above the figure; null for none. */
  legend: HTMLElement | null;
}

/** Files are neither as narrow as a phone nor wider than a page of print. */
const LEAST_WIDTH = 480;
const MOST_WIDTH = 960;
const ROOM = 12;
/** Pixels of a PNG per unit of its SVG. */
const PNG_SCALE = 2;
/** Fonts that are there on most machines; a renderer without them takes its own. Those of the report's files. */
const FONTS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** The figure as the text of an SVG file. */
export async function formatFigureSvg(drawing: FigureDrawing): Promise<string> {
  const plot = await import('@observablehq/plot');
  const width = Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, drawing.width)));
  const sheet = document.createElement('div');
  sheet.className = `${styles.figure} ${styles.sheet} light-colours`;
  sheet.style.width = `${width}px`;
  sheet.style.fontFamily = FONTS;
  if (drawing.legend !== null) sheet.append(drawing.legend.cloneNode(true));
  sheet.append(drawFigure(plot, drawing.draw, { width, height: toHeight(drawing.height, width) }));
  document.body.append(sheet);
  try {
    return formatSheet(sheet, drawing);
  } finally {
    sheet.remove();
  }
}

/** The text of an SVG file as a picture. */
export async function paintSvg(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  await image.decode().finally(() => URL.revokeObjectURL(image.src));
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * PNG_SCALE;
  canvas.height = image.naturalHeight * PNG_SCALE;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null)
        reject(new Error(`No picture of ${canvas.width}×${canvas.height} pixels can be made.`));
      else resolve(blob);
    }, 'image/png');
  });
}

/** Everything that stands on the sheet, at its place. */
function formatSheet(sheet: HTMLElement, { title, label }: FigureDrawing): string {
  const { left, top, width, height } = sheet.getBoundingClientRect();
  const at = (box: DOMRect) => ({ x: box.left - left + ROOM, y: box.top - top + ROOM });
  const size = { width: Math.ceil(width) + 2 * ROOM, height: Math.ceil(height) + 2 * ROOM };
  const file = createSvg('svg', {
    ...size,
    viewBox: `0 0 ${size.width} ${size.height}`,
    'font-family': FONTS,
  });
  const [name, description] = [createSvg('title', {}), createSvg('desc', {})];
  name.textContent = title;
  description.textContent = label;
  const paper = getComputedStyle(sheet).getPropertyValue('--paper').trim();
  file.append(name, description, createSvg('rect', { width: '100%', height: '100%', fill: paper }));
  for (const drawing of sheet.querySelectorAll<SVGSVGElement>('svg')) {
    if (drawing.parentElement?.closest('svg')) continue;
    file.append(copyDrawing(drawing, at(drawing.getBoundingClientRect())));
  }
  const texts = document.createTreeWalker(sheet, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = placeText(texts.currentNode as Text, at);
    if (text !== null) file.append(text);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(file)}\n`;
}
