import { expect, test } from 'vitest';
import { SAMPLE_CONFUSION } from '../../../fixtures/report/sample-confusion.js';
import { HOSTILE_NAME } from '../../../fixtures/report/sample-report.js';
import { formatFigure } from '../../report/svg.js';
import { toConfusionBlock } from '../index.js';
import { buildConfusionFigure, PRINT_LOOK } from './index.js';

const confusionBlock = toConfusionBlock(SAMPLE_CONFUSION, [0, 1, 2]);
const nameClass = (classIndex: number) => [HOSTILE_NAME, 'waterbird', 'landbird'][classIndex]!;

const NO_CONFUSION = {
  ...{ imageCount: 0, rightCount: 0, labelledCounts: [], predictedCounts: [], rightCounts: [] },
  mistakes: [],
};

test('a matrix draws only cells that have images, and leads from cells, rows and columns', () => {
  const toAddress = ({ label, predicted }: { label?: number; predicted?: number }) =>
    `/${label}/${predicted}`;
  const figure = formatFigure(
    buildConfusionFigure(confusionBlock, PRINT_LOOK, { nameOf: nameClass, toAddress }),
  );
  const links = [...figure.matchAll(/href="([^"]+)"/g)].map(([, address]) => address);
  const cells = ['/0/0', '/1/1', '/1/2', '/0/1', '/1/0'];
  const names = [0, 1, 2].flatMap((classIndex) => [`/${classIndex}/undefined`, `/undefined/${classIndex}`]);
  expect(links.sort()).toEqual([...cells, ...names].sort());
});

test('names and numbers are written, and a hostile name is only text', () => {
  const figure = formatFigure(buildConfusionFigure(confusionBlock, PRINT_LOOK, { nameOf: nameClass }));
  expect(figure).toContain('>waterbird<');
  expect(figure).toContain('>8<');
  expect(figure).not.toMatch(/<script|<style|NaN|undefined|https?:/);
});

test('fits a phone, and is empty without classes', () => {
  const phone = { width: 300, wideWidth: 300, isLive: false };
  expect(buildConfusionFigure(confusionBlock, phone, { nameOf: nameClass }).options.width).toBe(300);
  const empty = buildConfusionFigure(toConfusionBlock(NO_CONFUSION, []), PRINT_LOOK, { nameOf: nameClass });
  expect(formatFigure(empty)).toMatch(/^<svg[\s\S]*<\/svg>$/);
});
