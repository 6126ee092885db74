import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import {
  createClass,
  createCoreClass,
  createEmptyReportData,
  createFeature,
  createReportData,
  HOSTILE_NAME,
} from '../../fixtures/report/sample-report.js';
import { createManyModels, createSensitivities } from '../../fixtures/report/sample-study.js';
import { compareSensitivities } from '../figures/index.js';
import { renderReport } from './render-report.js';
import type { ReportData } from './report-data.js';
import { DEFAULT_DETAILED_CLASSES } from './report-options.js';

const parse = (html: string) => parseHTML(html).document;
const textOf = (element: { textContent: string | null } | null) =>
  (element?.textContent ?? '').replaceAll(/\s+/g, ' ');

describe('the document', () => {
  const html = renderReport(createReportData());
  const document = parse(html);

  test('has one main, one h1, a language, and unique ids', () => {
    expect(html.startsWith('<!doctype html>')).toBe(true);
    expect(document.documentElement.getAttribute('lang')).toBe('en');
    expect(document.querySelectorAll('main')).toHaveLength(1);
    expect(document.querySelectorAll('h1')).toHaveLength(1);
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('every link inside the page leads somewhere, every labelled section has its label', () => {
    for (const link of document.querySelectorAll('a[href^="#"]')) {
      expect(document.getElementById(link.getAttribute('href')!.slice(1)), link.outerHTML).not.toBeNull();
    }
    for (const part of document.querySelectorAll('[aria-labelledby]')) {
      expect(document.getElementById(part.getAttribute('aria-labelledby')!)).not.toBeNull();
    }
  });

  test('fetches nothing: pictures inline, no external source, http only in the link to the paper', () => {
    for (const element of document.querySelectorAll('[src]')) {
      expect(element.getAttribute('src')).toMatch(/^data:image\//);
    }
    expect(document.querySelectorAll('link,iframe,object,embed,video,audio,script[src]')).toHaveLength(0);
    expect(html).not.toMatch(/@import|url\(/);
    const addresses = html.match(/https?:\/\/[^"'\s<)]+/g) ?? [];
    expect(addresses).toEqual(['https://arxiv.org/abs/2212.02648']);
    expect(html).toContain("default-src 'none'");
  });

  test('the policy allows exactly the script in the page', async () => {
    const { createHash } = await import('node:crypto');
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)![1]!;
    expect(html).toContain(createHash('sha256').update(script).digest('base64'));
  });

  test('every picture has an alternative text, loads lazily and names its file', () => {
    const pictures = [...document.querySelectorAll('img')];
    expect(pictures.length).toBeGreaterThan(40);
    for (const picture of pictures) {
      expect(picture.getAttribute('alt')).toBeTruthy();
      expect(picture.getAttribute('loading')).toBe('lazy');
      expect(picture.getAttribute('title')).toContain('.jpg');
    }
  });

  test('every plot has a title and a description', () => {
    const plots = [...document.querySelectorAll('svg')];
    expect(plots.length).toBeGreaterThanOrEqual(6);
    for (const plot of plots) {
      expect(plot.getAttribute('role')).toBe('img');
      expect(plot.getAttribute('aria-label')!.length).toBeGreaterThan(20);
      expect(plot.querySelector('title')!.textContent).toBeTruthy();
    }
  });

  test('escapes class names and paths everywhere', () => {
    expect(document.querySelectorAll('script')).toHaveLength(1);
    expect(html).not.toContain('<script>alert');
    expect(textOf(document.querySelector('#class-2-title'))).toBe(HOSTILE_NAME);
    expect(document.querySelector('#class-2')!.getAttribute('data-class-name')).toBe(HOSTILE_NAME);
    expect(document.querySelector('img')!.getAttribute('title')).toBe('val/a "b"/<0>.jpg');
  });

  test('says that demo images are synthetic, and only then', () => {
    const sentence = 'These images are synthetic, drawn by spuriosity itself.';
    expect(html).toContain(sentence);
    expect(renderReport(createEmptyReportData())).not.toContain(sentence);
  });

  test('the same data give the same bytes', () => {
    expect(renderReport(createReportData())).toBe(html);
  });
});

describe('classes', () => {
  test('stand by falling gap, those without a spurious feature last and folded', () => {
    const sections = [...parse(renderReport(createReportData())).querySelectorAll('.class-section')];
    expect(sections.map((section) => section.id)).toEqual(['class-0', 'class-2', 'class-1']);
    expect(sections.map((section) => section.localName)).toEqual(['section', 'section', 'details']);
  });

  test('misclassified images carry a mark and the predicted class in words', () => {
    const section = parse(renderReport(createReportData())).querySelector('#class-0 .end-least')!;
    expect(section.querySelectorAll('.wrong')).toHaveLength(4);
    expect(textOf(section.querySelector('.wrong .prediction'))).toContain(HOSTILE_NAME);
    expect(section.querySelector('.wrong img')!.getAttribute('alt')).toContain('taken for');
  });

  test('feature attacks are shown where there are some', () => {
    const { top } = createFeature();
    const data = createReportData({
      classes: [createClass({ features: [createFeature({ attacks: top })] })],
    });
    expect(parse(renderReport(data)).querySelectorAll('img[alt^="Feature attack"]')).toHaveLength(5);
  });

  test('on paper a class has its two foremost cues and its foremost core feature, and says of how many', () => {
    const verdicts = ['spurious', 'core', 'spurious', 'spurious', 'core'] as const;
    const features = verdicts.map((verdict, place) =>
      createFeature({ verdict, feature: place, rank: place + 1 }),
    );
    const document = parse(renderReport({ ...createReportData(), classes: [createClass({ features })] }));
    const rows = [...document.querySelectorAll('.feature')];
    expect(rows.map((row) => !row.classList.contains('screen-only'))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(textOf(document.querySelector('.class-section .print-only'))).toContain('3 of 5 features');
    const whole = parse(renderReport({ ...createReportData(), classes: [createClass()] }));
    expect(whole.querySelector('.class-section .print-only')).toBeNull();
  });

  test('a reduced k is said', () => {
    const interval = { low: -0.1, high: 0.9 };
    const gap = {
      k: 4,
      imageCount: 9,
      reducedK: true,
      accuracyTop: 1,
      accuracyBottom: 0.5,
      gap: 0.5,
      interval,
    };
    const text = textOf(
      parse(renderReport(createReportData({ classes: [createClass({ gap })] }))).querySelector('#class-0'),
    );
    expect(text).toContain('k = 4 (fewer than the 10 asked for) of 9 validation images');
  });

  test('of 200 classes the first are shown in full, the rest in a table, and the page says so', () => {
    const classes = Array.from({ length: 200 }, (_, index) =>
      createClass({
        index,
        name: `class ${index}`,
        gap: {
          k: 10,
          imageCount: 50,
          reducedK: false,
          accuracyTop: 1,
          accuracyBottom: index / 200,
          gap: 1 - index / 200,
          interval: { low: 0, high: 1 },
        },
      }),
    );
    const document = parse(renderReport(createReportData({ classes })));
    expect(document.querySelectorAll('.class-section')).toHaveLength(DEFAULT_DETAILED_CLASSES);
    const text = textOf(document.querySelector('#classes'));
    expect(text).toContain('The first 30 are shown in full, the other 170 in a table at the end.');
    expect(document.querySelectorAll('#classes tbody tr')).toHaveLength(170);
    expect(textOf(document.querySelector('#gaps'))).toContain('the 40 largest of 200 gaps are drawn.');
  });
});

describe('unreviewed verdicts', () => {
  const provisional = createReportData({
    verdictCounts: { adjudicated: 0, people: 1, 'object-mask': 0, 'group-column': 0, provisional: 1234 },
    classes: [
      createClass({ features: [createFeature({ source: 'provisional' }), createFeature({ feature: 3 })] }),
    ],
  });

  test('raise a banner with the number and the way out', () => {
    const banner = textOf(parse(renderReport(provisional)).querySelector('.banner'));
    expect(banner).toContain('1,234 of 1,235 verdicts are provisional: nobody has reviewed them.');
    expect(banner).toContain('spuriosity serve');
  });

  test('mark exactly the pairs that nobody reviewed', () => {
    const features = [...parse(renderReport(provisional)).querySelectorAll('.feature')];
    expect(features.map((feature) => feature.querySelectorAll('.badge-unreviewed').length)).toEqual([1, 0]);
  });

  test('mark the gap of the class that rests on them', () => {
    expect(parse(renderReport(provisional)).querySelectorAll('.class-facts .badge-unreviewed')).toHaveLength(
      1,
    );
    expect(parse(renderReport(createReportData())).querySelectorAll('.badge-unreviewed')).toHaveLength(0);
  });

  test('leave no banner when everything was reviewed', () => {
    expect(parse(renderReport(createReportData())).querySelector('.banner')).toBeNull();
  });
});

describe('absent numbers', () => {
  test('an empty report has neither gap nor repair nor empty figures, and no NaN', () => {
    const html = renderReport(createEmptyReportData());
    const document = parse(html);
    for (const id of ['gaps', 'mitigation', 'models', 'groups', 'collisions', 'labels', 'head']) {
      expect(document.getElementById(id), id).toBeNull();
    }
    expect(document.querySelectorAll('svg')).toHaveLength(0);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('no class at all still renders', () => {
    const html = renderReport({ ...createEmptyReportData(), classes: [] });
    expect(html).not.toMatch(/NaN|undefined/);
  });

  test('an undefined effective robustness is a dash; one model needs no scatter plot', () => {
    const [model] = createReportData().models;
    const section = parse(renderReport(createReportData({ models: [model!], study: null }))).querySelector(
      '#models',
    )!;
    expect(section.querySelector('svg')).toBeNull();
    expect(textOf(section.querySelector('tbody tr')).trim().endsWith('–')).toBe(true);
  });

  test('two models are compared by three figures; more, and corruptions, bring the others', () => {
    const listFigures = (data: ReportData) =>
      [...parse(renderReport(data)).querySelectorAll('#models figure h3')].map(textOf);
    expect(listFigures(createReportData())).toEqual([
      'Least against most spurious images',
      'Class or model?',
      'Are models biased in the same classes as head?',
    ]);
    const comparison = compareSensitivities(createSensitivities(['head', 'b'], 4), 'head', 'b');
    const full = createReportData({
      study: createManyModels(40, 12),
      sensitivities: { comparison, modelCount: 2, imageCount: 65, outdatedCount: 0 },
    });
    expect(listFigures(full)).toHaveLength(7);
    expect(renderReport(full)).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('a full report writes no NaN either', () => {
    const html = renderReport(createReportData({ classes: [createClass(), createCoreClass(5, 'lake')] }));
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('of many skipped images the first 20 are listed and the rest counted', () => {
    const data = createReportData();
    data.header.skipped = Array.from({ length: 53 }, (_, at) => ({
      path: `${at}.jpg`,
      code: 'x',
      reason: 'Broken.',
    }));
    const facts = parse(renderReport(data)).querySelector('#facts')!;
    expect(facts.querySelectorAll('tbody tr')).toHaveLength(20);
    expect(textOf(facts)).toContain('53 images skipped');
    expect(textOf(facts)).toContain('33 more are in skipped-images.csv');
  });
});

test('a picture that would have to be fetched is refused', () => {
  const features = [createFeature({ top: [{ path: 'val/a.jpg', src: 'val/a.jpg' }] })];
  expect(() => renderReport(createReportData({ classes: [createClass({ features })] }))).toThrowError(
    expect.objectContaining({ code: 'image-not-inline' }),
  );
});
