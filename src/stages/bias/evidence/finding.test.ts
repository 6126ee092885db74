/** The rule of the finding, case by case. */
import { describe, expect, test } from 'vitest';
import { decideClassFindings, decideFinding, type Witnesses } from './finding.js';

const ABOVE = { low: 0.1, high: 0.5, pValue: 0.001 };
const AROUND = { low: -0.1, high: 0.3, pValue: 0.2 };
const BELOW = { low: -0.4, high: -0.1, pValue: 0.001 };
const ALL: Witnesses = {
  gap: ABOVE,
  adjusted: ABOVE,
  strict: { pValue: 0.01 },
  intervention: BELOW,
};

describe('decideFinding', () => {
  test.each<[string, Partial<Witnesses>, string, string | null]>([
    ['all witnesses', {}, 'leans-on', 'both'],
    ['strict without intervention', { intervention: null }, 'leans-on', 'strict'],
    ['intervention against strict', { strict: { pValue: 0.3 } }, 'leans-on', 'intervention'],
    ['neither says so', { strict: { pValue: 0.3 }, intervention: AROUND }, 'differs', null],
    ['p of exactly 0.05', { strict: { pValue: 0.05 }, intervention: null }, 'differs', null],
    ['neither measured', { strict: null, intervention: null }, 'leans-on', 'adjusted'],
    ['adjusted not above 0', { adjusted: AROUND }, 'differs', null],
    ['adjusted not measured', { adjusted: null }, 'differs', null],
    ['no gap', { gap: AROUND }, 'none', null],
    ['reversed gap', { gap: BELOW }, 'none', null],
    ['gap from exactly 0', { gap: { ...ABOVE, low: 0 } }, 'none', null],
    ['nothing measured', { gap: null }, 'none', null],
  ])('%s', (_, changes, finding, decidedBy) => {
    expect(decideFinding({ ...ALL, ...changes })).toEqual({ finding, decidedBy });
  });
});

describe('decideClassFindings', () => {
  const findings = (classes: Witnesses[]) => decideClassFindings(classes).map(({ finding }) => finding);

  test('one class: as alone', () => {
    expect(findings([ALL])).toEqual(['leans-on']);
    expect(decideClassFindings([])).toEqual([]);
  });

  test('one weak class among many without an effect shows nothing', () => {
    const weak = { ...ALL, gap: { ...ABOVE, pValue: 0.04 } };
    const none = { ...ALL, gap: { ...AROUND, pValue: 0.5 } };
    expect(findings([weak])).toEqual(['leans-on']);
    expect(findings([weak, ...Array(9).fill(none)])[0]).toBe('none');
    expect(findings([weak, ...Array(9).fill(ALL)])[0]).toBe('leans-on');
  });

  test('each witness is corrected by itself', () => {
    const weak = { ...ALL, strict: { pValue: 0.04 }, intervention: null };
    const other = { ...ALL, strict: { pValue: 0.9 }, intervention: null };
    expect(findings([weak, ...Array(9).fill(other)])).toEqual(Array(10).fill('differs'));
  });
});
