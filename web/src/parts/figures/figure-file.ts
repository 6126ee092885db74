/**
 * A figure as a file that looks right alone, as the report's files do. In: what builds it, its width on the page. Out: SVG text, or a
 * PNG of it. Draws the figure anew, without what only a page can use.
 */
import { toStandaloneSvg } from '../../../../src/figures/index.js';
import { type BuildFigure, loadPlots } from './drawn-figure.js';

/** Files are neither as narrow as a phone nor wider than a page of print. */
const LEAST_WIDTH = 480;
const MOST_WIDTH = 960;
/** Pixels of a PNG per unit of its SVG. */
const PNG_SCALE = 2;

/** The figure as the text of an SVG file. */
export async function formatFigureSvg(build: BuildFigure, pageWidth: number): Promise<string> {
  const plots = await loadPlots();
  const width = Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, pageWidth)));
  const figure = build(plots, { width, wideWidth: width, isLive: false });
  const svg = plots.drawFigure(figure, document);
  return toStandaloneSvg(new XMLSerializer().serializeToString(svg), figure.description);
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
