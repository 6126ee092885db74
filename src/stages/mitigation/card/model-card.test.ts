import { describe, expect, test } from 'vitest';
import type { MitigationTrial } from '../../../records/bias.js';
import { toMitigationSettings } from '../recipes.js';
import { formatModelCard } from './model-card.js';
import type { ModelCardFacts } from './model-card-facts.js';

function createTrial(
  method: MitigationTrial['method'],
  gapAfter: number,
  accuracyAfter: number,
): MitigationTrial {
  const before = { accuracyBefore: 0.8, gapBefore: 0.35 };
  return {
    model: 'head',
    method,
    trial: 1,
    imageCount: 20,
    ...before,
    accuracyAfter,
    gapAfter,
    epochs: 9,
    curve: [],
  };
}

const FACTS: ModelCardFacts = {
  title: 'Network: "odd" #1, tuned',
  model: 'head',
  dataSet: {
    name: 'ants & bees',
    isSynthetic: false,
    classes: ['ants', 'bees | wasps'],
    imageCounts: { train: 245, val: 153, test: 0 },
  },
  encoder: {
    title: 'Network',
    provenance: 'Trained here.',
    licence: 'Apache-2.0 (the weights)',
    preprocessing: {
      resize: { kind: 'shorter-side', size: 64 },
      crop: { width: 56, height: 48 },
      interpolation: 'bicubic',
      mean: null,
      std: null,
    },
    features: 'features',
    orientByExif: false,
    input: 'image',
    output: 'logits',
  },
  isHeadOnly: false,
  split: 'val',
  k: 10,
  measured: {
    imageCount: 153,
    before: {
      accuracy: 123 / 153,
      accuracyInterval: { low: 0.734, high: 0.859 },
      gap: 0.35,
      gapInterval: { low: 0.15, high: 0.55 },
    },
    after: {
      accuracy: 107 / 153,
      accuracyInterval: { low: 0.623, high: 0.766 },
      gap: 0,
      gapInterval: { low: -0.25, high: 0.25 },
    },
    classes: [
      { className: 'ants', gapBefore: -0.1, gapAfter: -0.4 },
      { className: 'bees | wasps', gapBefore: 0.8, gapAfter: 0.4 },
    ],
    reducedCount: 0,
  },
  trials: [
    createTrial('low-spuriosity', 0, 107 / 153),
    createTrial('random', 0.05, 0.7),
    createTrial('random', 0.45, 0.8),
  ],
  settings: toMitigationSettings({ seed: 0 }),
  cues: [{ className: 'ants', features: [24, 7], sources: ['provisional', 'people'] }],
  isOutdated: false,
  check: { imageCount: 64, largestDifference: 3.7e-6 },
  madeBy: 'spuriosity 1.2.3',
};

/** The same facts, changed one level down. */
function vary(change: { [Key in keyof ModelCardFacts]?: Partial<ModelCardFacts[Key]> | null }): string {
  const changed = Object.entries(change).map(([key, value]) => {
    const before = FACTS[key as keyof ModelCardFacts];
    const isPart = typeof value === 'object' && value !== null && !Array.isArray(value);
    return [key, isPart ? { ...(before as object), ...value } : value];
  });
  return formatModelCard({ ...FACTS, ...Object.fromEntries(changed) });
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
    const matter = readFrontMatter(formatModelCard(FACTS));
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
    const rows = readRows(formatModelCard(FACTS));
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
    const card = formatModelCard(FACTS);
    const rows = readRows(card);
    expect(rows.get('low-spuriosity')).toEqual(['20', '1', '0.0 points', '69.9%']);
    expect(rows.get('random')).toEqual([
      '20',
      '2',
      '+25.0 points (+5.0 to +45.0 points)',
      '75.0% (70.0% to 80.0%)',
    ]);
    expect(rows.has('misclassified')).toBe(false);
    expect(rows.get('bees \\| wasps')).toEqual(['+80.0 points', '+40.0 points']);
    expect(card.indexOf('| bees')).toBeLessThan(card.indexOf('| ants | −10.0 points'));
  });

  test('says what was reached, what it cost, and who judged', () => {
    const card = formatModelCard(FACTS);
    expect(card).toContain('The gap is below the goal of 5.0 points.');
    expect(card).toContain('Accuracy on images like those of the data set fell');
    expect(card).toContain('**1 of 2 were judged by the program alone and reviewed by nobody.**');
    expect(card).toContain('difference of 4e-6 of the largest score');
    expect(card).toContain('2 classes, in the order of the scores: ants; bees | wasps.');
    expect(card).not.toContain('fewer than 20 images');
    expect(card).not.toMatch(/NaN|undefined|null|\[object/);
  });

  test('a gap that is the goal but for rounding did not reach it, as tuning saw it', () => {
    const gap = 0.35 - 0.3;
    expect(gap).toBeLessThan(0.05);
    const card = vary({ measured: { after: { ...FACTS.measured.after, gap } } });
    expect(card).toContain('**The goal of a gap below 5.0 points was not reached.**');
  });

  test('what is less than usual is said: small classes, changes since, synthetic images, no check', () => {
    const small = vary({ measured: { reducedCount: 2 }, check: null, dataSet: { isSynthetic: true } });
    expect(small).toContain('2 of the 2 classes have fewer than 20 images there');
    expect(small).not.toContain('was run on');
    expect(small).toContain('drawn by the program, not photographs');
    const changed = formatModelCard({ ...FACTS, isOutdated: true });
    expect(changed).toContain('have changed since this run');
    expect(changed).toContain('as measured when it was tuned:');
    expect(formatModelCard(FACTS)).not.toContain('changed since');
  });
});

describe('programs', () => {
  test('prepare images as the network’s card says, in both languages', () => {
    const card = formatModelCard(FACTS);
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
    const alone = formatModelCard({ ...FACTS, isHeadOnly: true, check: null });
    expect(alone).toContain('output `features` of Network');
    expect(alone).toContain('cut 56 × 48 out of the middle');
    const imported = vary({ encoder: null, check: null });
    expect(imported).toContain('The features came from elsewhere');
    for (const card of [alone, imported]) expect(card).not.toMatch(/```|model\.onnx/);
  });
});
