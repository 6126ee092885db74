/**
 * A drawn figure as a file that looks right alone. In: SVG text as report or app draw it. Out: SVG text in light colours, on white,
 * with fonts, without variables, links, style sheets or anything that points outside.
 */
import { LIGHT_THEME } from './palette.js';

/** Ground of files, for print. */
const FILE_PAPER = '#ffffff';
/** Fonts that are there on most machines; a renderer without them takes its own. */
const FILE_FONTS = "Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif";

/** Says something only on a page, or is said once at the top. */
const PAGE_ATTRIBUTE = / (?:class|style|role|tabindex|aria-[a-z]+|xmlns(?::xlink)?)="[^"]*"/g;

/** The figure with its caption for who cannot see it. The text begins with `<svg `, and has a `<title>`. */
export function toStandaloneSvg(figure: string, caption = ''): string {
  const drawn = figure
    .replaceAll(`var(--paper, ${LIGHT_THEME.paper})`, FILE_PAPER)
    .replaceAll(/var\(--[a-z-]+, ?(#[0-9a-f]{6})\)/gi, '$1')
    .replaceAll('currentColor', LIGHT_THEME.ink)
    .replaceAll(/<\/?a(?= |>)[^>]*>/g, '')
    .replaceAll(/<[^>]*>/g, (tag) => tag.replaceAll(PAGE_ATTRIBUTE, ''))
    .replace('font-family="inherit"', () => `font-family="${FILE_FONTS}"`)
    .replace(
      '</title>',
      () =>
        `</title><desc>${escapeText(caption)}</desc><rect width="100%" height="100%" fill="${FILE_PAPER}"></rect>`,
    )
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${drawn}\n`;
}

/** Text between tags or in double quotes, for XML. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
