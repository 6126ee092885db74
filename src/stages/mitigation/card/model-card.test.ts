import { describe, expect, test } from 'vitest';
import { createMeasures, SAMPLE_CARD } from '../../../../fixtures/report/sample-card.js';
import { formatModelCard } from './model-card.js';
import type { ModelCardFacts } from './model-card-facts.js';

/** The same facts, changed one level down. */
function vary(change: { [Key in keyof ModelCardFacts]?: Partial<ModelCardFacts[Key]> | null }): string {
  const changed = Object.entries(change).map(([key, value]) => {
    const before = SAMPLE_CARD[key as keyof ModelCardFacts];
    const isPart = typeof value === 'object' && value !== null && !Array.isArray(value);
    return [key, isPart ? { ...(before as object), ...value } : value];
  });
  return formatModelCard({ ...SAMPLE_CARD, ...Object.fromEntries(changed) });
}

/** Cells of the table rows of a card, by their first cell. */
function readRows(card: string): Map<string, string[]> {
  const lines = card.split('\n').filter((line) => line.startsWith('| '));
  return new Map(
    lines.map((line) => {
      const [first, ...rest] = line.slice(2, -2).split(/(?<!\\) \| /);
      return [first!, rest];
    }),
  );
}

/** Block YAML of maps, lists and JSON scalars, by indentation; throws on anything else. */
function parseYaml(lines: string[]): unknown {
  const depth = (line: string) => line.length - line.trimStart().length;
  const isList = lines[0]!.startsWith('- ');
  const starts = [...lines.keys()].filter((at) => depth(lines[at]!) === 0);
  const parts = starts.map((start, place) => lines.slice(start, starts[place + 1]));
  if (isList)
    return parts.map(([first, ...rest]) => {
      const item = [first!.slice(2), ...rest.map((line) => line.slice(2))];
      return /^[\w-]+:/.test(item[0]!) ? parseYaml(item) : JSON.parse(item.join('\n'));
    });
  return Object.fromEntries(
    parts.map(([first, ...rest]) => {
      const [, key, value] = /^([\w-]+):(?: (.+))?$/.exec(first!)!;
      return [key, value === undefined ? parseYaml(rest.map((line) => line.slice(2))) : JSON.parse(value)];
    }),
  );
}

const readFrontMatter = (card: string) =>
  // biome-ignore lint/suspicious/noExplicitAny: checked by the assertions that follow.
  parseYaml(/^---\n([\s\S]*?)\n---\n/.exec(card)![1]!.split('\n')) as any;

describe('front matter', () => {
  test('is YAML with the licence, the data set and the measures that the Hub shows', () => {
    const matter = readFrontMatter(formatModelCard(SAMPLE_CARD));
    expect(matter).toMatchObject({
      license: 'apache-2.0',
      library_name: 'onnx',
      pipeline_tag: 'image-classification',
    });
    expect(matter).not.toHaveProperty('license_name');
    const [entry] = matter['model-index'];
    expect(entry.name).toBe('Network: "odd" #1, tuned');
    expect(entry.results[0].dataset).toEqual({
      name: 'ants & bees',
      type: 'imagefolder',
      split: 'validation',
    });
    expect(entry.results[0].metrics).toEqual([
      { type: 'accuracy', name: 'Accuracy', value: 0.6993 },
      { type: 'spurious-gap', name: 'Spurious gap', value: 0 },
    ]);
  });

  test('names a licence that the Hub does not know in words, and none where there is no network', () => {
    expect(readFrontMatter(vary({ encoder: { licence: 'Ask first: "please"' } }))).toMatchObject({
      license: 'other',
      license_name: 'Ask first: "please"',
    });
    const matter = readFrontMatter(vary({ encoder: null }));
    expect(matter).toMatchObject({ license: 'other', license_name: 'unknown' });
    expect(matter).not.toHaveProperty('library_name');
  });
});

describe('numbers', () => {
  test('before and after with intervals, and the size of gaps whose signs cancel', () => {
    const rows = readRows(formatModelCard(SAMPLE_CARD));
    expect(rows.get('spurious gap, mean over 2 classes, k = 10')).toEqual([
      '+35.0 points (+15.0 to +55.0 points)',
      '0.0 points (−25.0 to +25.0 points)',
    ]);
    expect(rows.get('the same without signs: gaps of opposite classes do not cancel')).toEqual([
      '45.0 points',
      '40.0 points',
    ]);
    expect(rows.get('accuracy, 153 images of val')).toEqual([
      '80.4% (73.4% to 85.9%)',
      '69.9% (62.3% to 76.6%)',
    ]);
  });

  test('baselines as mean and span of their trials, classes by the width of their gap', () => {
    const card = formatModelCard(SAMPLE_CARD);
    const rows = readRows(card);
    expect(rows.get('Low spuriosity')).toEqual(['20', '1', '0.0 points', '90.0%', '69.9%']);
    expect(rows.get('Random')).toEqual([
      '20',
      '2',
      '25.0 points (5.0 to 45.0 points)',
      '65.0% (45.0% to 85.0%)',
      '75.0% (70.0% to 80.0%)',
    ]);
    expect(rows.has('Misclassified')).toBe(false);
    expect(rows.get('bees \\| wasps')).toEqual([
      '+80.0 points (+65.0 to +95.0 points)',
      '+40.0 points (+25.0 to +55.0 points)',
    ]);
    expect(card.indexOf('| bees')).toBeLessThan(card.indexOf('| ants | −10.0 points'));
  });

  test('names are shown as they are: none is a tag, a link, an image or code', () => {
    const hostile = '<img src=x onerror=alert(1)> [a](javascript:b) `c`\n# d';
    const { encoder, dataSet, cues, measured } = SAMPLE_CARD;
    const card = formatModelCard({
      ...SAMPLE_CARD,
      ...{ title: hostile, model: hostile },
      dataSet: { ...dataSet, name: hostile, classes: dataSet.classes.map(() => hostile) },
      encoder: {
        ...encoder!,
        ...{ title: hostile, provenance: hostile, licence: hostile },
        ...{ input: 'pixels"]; import os #', output: 'a-b' },
      },
      cues: cues.map((cue) => ({ ...cue, className: hostile })),
      measured: { ...measured, classes: measured.classes.map((one) => ({ ...one, className: hostile })) },
    });
    const [, front, text] = card.split(/^---$/m);
    // The front matter is data: a string of JSON.
    expect(front).toContain(JSON.stringify(hostile));
    const outsideCode = text!
      .replace(/^```[\s\S]*?^```$/gm, '')
      .replace(/`[^`\n]*`/g, (code) => (code.includes('\\') ? code : ''));
    expect(outsideCode).toContain('\\<img src=x onerror=alert(1)\\> \\[a\\](javascript:b) \\`c\\` # d');
    expect(outsideCode).not.toMatch(/(?<!\\)<|(?<!\\)\]\(|^# d/m);
    expect(card).toContain('session.run(["a-b"], {"pixels\\"]; import os #": pixels})');
    expect(card).toContain('const { "a-b": scores }');
  });

  test('says what was reached, what it cost, and who judged', () => {
    const card = formatModelCard(SAMPLE_CARD);
    expect(card).toContain('**This repair is not recommended: see below.**');
    expect(card).toContain('Keep the head: nothing helps.');
    expect(card).toContain('Accuracy on images like those of the data set fell');
    expect(card).toContain('**1 of 2 were judged by the program alone and reviewed by nobody.**');
    expect(card).toContain('difference of 4e-6 of the largest score');
    expect(card).toContain('2 classes, in the order of the scores: ants; bees | wasps.');
    expect(card).not.toContain('fewer than 20 images');
    expect(card).not.toMatch(/NaN|undefined|null|\[object/);
  });

  test('a repair by known groups alone speaks of the worst group and of no gap', () => {
    const noGap = { gap: Number.NaN, gapInterval: { low: Number.NaN, high: Number.NaN } };
    const { before, after } = SAMPLE_CARD.measured;
    const card = formatModelCard({
      ...SAMPLE_CARD,
      cues: [],
      method: 'dfr',
      note: 'on training images',
      trials: SAMPLE_CARD.trials.map((trial) => {
        const measures = { ...createMeasures(0.8, Number.NaN), worstGroup: 0.625 };
        return { ...trial, measured: { before: measures, after: measures } };
      }),
      settings: { ...SAMPLE_CARD.settings, stopBy: 'worst-group' },
      measured: {
        ...SAMPLE_CARD.measured,
        classes: [],
        before: { ...before, ...noGap, worstGroup: 0.25 },
        after: { ...after, ...noGap, worstGroup: 0.75 },
      },
    });
    expect(card).toContain('Accuracy of the worst known group went from 25.0% to **75.0%**');
    expect(card).toContain('| accuracy of the worst known group | 25.0% | 75.0% |');
    expect(card).toContain('| method | images | trials | worst known group after | accuracy after |');
    expect(card).toContain('no gap was measured');
    expect(card).not.toMatch(/spurious gap|mean \|gap|NaN/i);
  });

  test('a repair that was recommended and held is said to be so', () => {
    const recommendation = {
      ...SAMPLE_CARD.recommendation,
      method: 'low-spuriosity',
      isBorneOut: true,
    } as const;
    expect(formatModelCard({ ...SAMPLE_CARD, recommendation })).toContain(
      'This repair was the recommended one.',
    );
  });

  test('what is less than usual is said: small classes, changes since, synthetic images, no check', () => {
    const small = vary({ measured: { reducedCount: 2 }, check: null, dataSet: { isSynthetic: true } });
    expect(small).toContain('2 of the 2 classes have fewer than 20 images there');
    expect(small).not.toContain('was run on');
    expect(small).toContain('drawn by the program, not photographs');
    const changed = formatModelCard({ ...SAMPLE_CARD, isOutdated: true });
    expect(changed).toContain('have changed since this run');
    expect(changed).toContain('All methods tried, as measured then;');
    expect(formatModelCard(SAMPLE_CARD)).not.toContain('changed since');
  });
});

describe('programs', () => {
  test('prepare images as the network’s card says, in both languages', () => {
    const card = formatModelCard(SAMPLE_CARD);
    const python = /```python\n([\s\S]*?)```/.exec(card)![1]!;
    expect(python).toContain('int(64 * height / width)');
    expect(python).toContain('Image.BICUBIC');
    expect(python).toContain('(image.width - 56) / 2), round((image.height - 48) / 2)');
    expect(python).not.toContain('exif_transpose');
    const script = /```js\n([\s\S]*?)```/.exec(card)![1]!;
    expect(script).toContain("resize(64, 64, { fit: 'outside', kernel: 'cubic' })");
    expect(script).toContain('[56, 48]');
    const turned = vary({ encoder: { orientByExif: true } });
    expect(turned).toContain('ImageOps.exif_transpose(Image.open');
    expect(turned).toContain('.rotate()');
    expect(turned).toContain('turn the image upright');
  });

  test('are left out with the network, and where the features come from is said', () => {
    const alone = formatModelCard({ ...SAMPLE_CARD, isHeadOnly: true, check: null });
    expect(alone).toContain('output `features` of Network');
    expect(alone).toContain('cut 56 × 48 out of the middle');
    const imported = vary({ encoder: null, check: null });
    expect(imported).toContain('The features came from elsewhere');
    for (const card of [alone, imported]) expect(card).not.toMatch(/```|model\.onnx/);
  });
});
