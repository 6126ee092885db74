/** Figures saved from a page, and what is in the files. In: a page, the title of a figure. Out: names, rows, what a reader of SVG or PNG finds. */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Row } from '../../tables.js';

export interface SavedFile {
  name: string;
  bytes: Buffer;
}

/** Opens the menu of a figure and saves it, once the page has stopped growing: a menu closes when its button moves. */
export async function saveFigure(page: Page, title: string, kind: 'CSV' | 'SVG' | 'PNG'): Promise<SavedFile> {
  const button = page.getByRole('button', { name: `Save the figure: ${title}`, exact: true });
  await button.waitFor();
  let height = 0;
  const hasSettled = async () => {
    const before = height;
    height = await page.evaluate(() => document.documentElement.scrollHeight);
    return height === before;
  };
  await expect.poll(hasSettled, { interval: 500 }).toBe(true);
  await button.click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: kind }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Rows of a saved table, after checking its header. */
export function readRows({ bytes }: SavedFile, columns: string): Row[] {
  expect(bytes.toString().split('\n')[0]).toBe(columns);
  return parse(bytes, { columns: true });
}

/** A saved SVG as an XML parser reads it, after checking that it needs nothing but itself. */
export async function readSvg(
  page: Page,
  { bytes }: SavedFile,
): Promise<Record<'texts' | 'paints', string[]>> {
  const text = bytes.toString();
  expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg /);
  for (const foreign of ['var(', 'color-mix', 'currentColor', 'href', 'url(', '<style', 'class=', 'style='])
    expect(text, foreign).not.toContain(foreign);
  expect([...text.matchAll(/https?:[^"]*/g)].map(([address]) => address)).toEqual(
    [...text.matchAll(/http:\/\/www\.w3\.org\/2000\/svg/g)].map(([address]) => address),
  );
  return page.evaluate((svg) => {
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    const all = [...parsed.querySelectorAll('*')];
    if (parsed.documentElement.localName !== 'svg' || parsed.querySelector('parsererror') !== null)
      throw new Error(`No SVG: ${svg.slice(0, 500)}`);
    return {
      texts: [...parsed.querySelectorAll('text')].map(({ textContent }) => textContent ?? ''),
      paints: all.flatMap((part) => [part.getAttribute('fill'), part.getAttribute('stroke')]).filter(Boolean),
    } as Record<'texts' | 'paints', string[]>;
  }, text);
}

/** Width and height that an SVG or a PNG says of itself. */
export function readSize({ bytes }: SavedFile): [width: number, height: number] {
  if (bytes.subarray(1, 4).toString() === 'PNG') {
    expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  }
  const [, width, height] = /<svg [^>]*width="(\d+)" height="(\d+)"/.exec(bytes.toString())!;
  return [Number(width), Number(height)];
}
