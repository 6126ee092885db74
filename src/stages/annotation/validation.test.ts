import { describe, expect, test } from 'vitest';
import type { PanelJudgement } from '../../records/judgement.js';
import { chooseValidationPanels, decideValidation } from './validation.js';

const pair = { classIndex: 2, feature: 7 };

describe('chooseValidationPanels', () => {
  /** Image 1000 + n of 100 has activation (37 n mod 100): all different, in no order. */
  const rows = Array.from({ length: 100 }, (_, n) => 1000 + n);
  const activations = Float32Array.from(rows, (row) => ((row - 1000) * 37) % 100);
  const toActivations = (panels: number[][]) =>
    panels.map((panel) => panel.map((row) => activations[row - 1000]!));

  test('the 5 highest, the next 5, and the 5 lowest of the top fifth', () => {
    const chosen = chooseValidationPanels(pair, rows, activations, { variant: 'lowest' })!;
    expect(chosen.chosenFrom).toBe(20);
    expect(toActivations(chosen.panels)).toEqual([
      [99, 98, 97, 96, 95],
      [94, 93, 92, 91, 90],
      [84, 83, 82, 81, 80],
    ]);
  });

  test('or the 5 highest and 10 drawn from the rest of the fifth, the same for the same seed', () => {
    const choose = (seed: number, feature = 7) =>
      chooseValidationPanels({ ...pair, feature }, rows, activations, { variant: 'random', seed })!.panels;
    const [first, ...drawn] = toActivations(choose(1));
    expect(first).toEqual([99, 98, 97, 96, 95]);
    expect(new Set(drawn.flat()).size).toBe(10);
    for (const panel of drawn) {
      expect(panel).toHaveLength(5);
      expect(panel).toEqual(panel.toSorted((a, b) => b - a));
      for (const activation of panel) expect(activation).toBeGreaterThanOrEqual(80);
      for (const activation of panel) expect(activation).toBeLessThanOrEqual(94);
    }
    expect(choose(1)).toEqual(choose(1));
    expect(choose(2)).not.toEqual(choose(1));
    expect(choose(1, 8)).not.toEqual(choose(1));
  });

  test('ties stand by position', () => {
    const chosen = chooseValidationPanels(pair, rows, new Float32Array(100), { variant: 'lowest' })!;
    expect(chosen.panels[0]).toEqual([1000, 1001, 1002, 1003, 1004]);
    expect(chosen.panels[2]).toEqual([1015, 1016, 1017, 1018, 1019]);
  });

  test.each(['lowest', 'random'] as const)(
    'a small class shows its 15 highest, each once; a smaller one has no panels (%s)',
    (variant) => {
      for (const count of [15, 40, 75]) {
        const chosen = chooseValidationPanels(pair, rows.slice(0, count), activations.subarray(0, count), {
          variant,
        })!;
        expect(chosen.chosenFrom).toBe(15);
        expect(new Set(chosen.panels.flat()).size).toBe(15);
      }
      expect(
        chooseValidationPanels(pair, rows.slice(0, 76), activations.subarray(0, 76), { variant })!.chosenFrom,
      ).toBe(16);
      expect(
        chooseValidationPanels(pair, rows.slice(0, 14), activations.subarray(0, 14), { variant }),
      ).toBeNull();
    },
  );
});

describe('decideValidation', () => {
  const toAnswers = (judgements: string, different: number[][] = []) =>
    [...judgements].map((letter, place) => ({
      judgement: { s: 'same', d: 'different', u: 'unclear' }[letter] as PanelJudgement,
      different: different[place] ?? [],
    }));

  test.each([
    ['sssss', [], true],
    ['ssssd', [], true],
    ['ssssu', [], true],
    ['sssdu', [], false],
    ['sssss', [[14], [13], [12], [0], [7]], true],
    ['sssss', [[14], [14]], false],
    ['ssssssssdd', [], true],
    ['sssssssddd', [], false],
    ['ssssssssss', [[3], [3]], true],
    ['ssssssssss', [[3], [3], [3]], false],
  ])('%s with %j marked is %s', (judgements, different, isValidated) => {
    expect(decideValidation(toAnswers(judgements, different))).toMatchObject({ isValidated, isFinal: true });
  });

  test('fewer than 5 answers decide provisionally, none decides nothing', () => {
    expect(decideValidation(toAnswers('ssss'))).toMatchObject({ isValidated: true, isFinal: false });
    expect(decideValidation(toAnswers('sssd'))).toMatchObject({ isValidated: false, isFinal: false });
    expect(decideValidation(toAnswers('s', [[2]]))).toMatchObject({ isValidated: false, isFinal: false });
    expect(decideValidation([])).toEqual({
      isValidated: null,
      isFinal: false,
      answerCount: 0,
      sameCount: 0,
      differentCounts: new Array(15).fill(0),
    });
  });

  test('marks are counted per heatmap, a repeated position once', () => {
    const { differentCounts, sameCount } = decideValidation(toAnswers('sdu', [[0, 0, 14], [14]]));
    expect(sameCount).toBe(1);
    expect(differentCounts).toEqual([1, ...new Array(13).fill(0), 2]);
  });
});
