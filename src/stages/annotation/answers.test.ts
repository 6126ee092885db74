import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { StageError } from '../../base/errors.js';
import { isPlainText } from '../../base/plain-text.js';
import { createRandom } from '../../numeric/random.js';
import { ANSWER_CHOICES, type Answer } from '../../records/annotation.js';
import { isPersonName } from '../../records/limits.js';
import { formatAnswers, parseAnswers } from './answers.js';

const HEADER =
  'WorkerId,Input.wordnet_id,Input.class_index,Input.feature_index,Input.feature_rank,Answer.main,Answer.confidence,Answer.reasons';

describe('parseAnswers', () => {
  test('reads the layout of the earlier study: byte order mark, CRLF, float text, quoted commas and breaks', () => {
    const csv =
      `\uFEFF${HEADER}\r\n` +
      'A1,n01440764,0,1797,1,main_object,4.0,"fins, scales\r\nand ""eyes"""\r\n' +
      '\r\n' +
      'A2,n01440764,0.0,1797.0,1.0,background,5.0,water\r\n';
    expect(parseAnswers(csv)).toEqual({
      answers: [
        {
          workerId: 'A1',
          wordnetId: 'n01440764',
          classIndex: 0,
          feature: 1797,
          featureRank: 1,
          main: 'main_object',
          confidence: 4,
          reasons: 'fins, scales\nand "eyes"',
        },
        {
          workerId: 'A2',
          wordnetId: 'n01440764',
          classIndex: 0,
          feature: 1797,
          featureRank: 1,
          main: 'background',
          confidence: 5,
          reasons: 'water',
        },
      ],
      problems: [],
    });
  });

  test('time taken and date are read where a file says them so that they mean one moment', () => {
    const read = (seconds: string, time: string) => {
      const csv = `${HEADER},WorkTimeInSeconds,SubmitTime\nw,,7,3,1,background,4,water,${seconds},${time}\n`;
      const { answers, problems } = parseAnswers(csv);
      expect(problems).toEqual([]);
      return [answers[0]!.seconds, answers[0]!.answeredAt];
    };
    expect(read('12.5', '2026-01-02T03:04:05.678Z')).toEqual([12.5, '2026-01-02T03:04:05.678Z']);
    expect(read('40', 'Sat Oct 02 16:32:14 PDT 2021')).toEqual([40, '2021-10-02T23:32:14.000Z']);
    expect(read('1', '2026-01-02T03:04+02:00')).toEqual([1, '2026-01-02T01:04:00.000Z']);
    expect(read('1', '2026-01-02')).toEqual([1, '2026-01-02T00:00:00.000Z']);
    for (const [seconds, time] of [
      ['', ''],
      // Whose clock?
      ['', '2026-01-02T03:04:05'],
      ['', '2026-01-02 03:04:05'],
      ['a while', '02/01/2026'],
      ['-3', '2026-99-01'],
    ] as const) {
      expect(read(seconds, time)).toEqual([undefined, undefined]);
    }
  });

  test('columns may stand in any order, between others; rank and confidence may be empty', () => {
    const csv =
      'HITId,Answer.reasons,Answer.main,Answer.confidence,Input.feature_rank,Input.feature_index,Input.class_index,Input.wordnet_id,WorkerId,Reward\n' +
      'h,because,Separate_Object,,,3,7,,w,$0.10\n';
    expect(parseAnswers(csv).answers).toEqual([
      {
        workerId: 'w',
        wordnetId: '',
        classIndex: 7,
        feature: 3,
        featureRank: 0,
        main: 'separate_object',
        confidence: 0,
        reasons: 'because',
      },
    ]);
  });

  test('rows that make no sense are problems with their line; the rest is read', () => {
    const csv = [
      HEADER,
      'w,n,0,1,1,main_object,4,"two',
      'lines"',
      'w,n,0,1,1,no_idea,4,r',
      '',
      'w,n,zero,1,1,background,4,r',
      'w,n,12,1,1,background,4,r',
      'w,n,0,1.5,1,background,4,r',
      'w,n,0,1,1,background,6,r',
      'w,n,0,1,-1,background,4,r',
      'w,n,0',
      'w,n,1,1,1,background,4,r',
    ].join('\n');
    const { answers, problems } = parseAnswers(csv, { classCount: 10 });
    expect(answers.map((answer) => answer.classIndex)).toEqual([0, 1]);
    expect(problems).toEqual([
      { line: 4, reason: expect.stringContaining('"no_idea"') },
      { line: 6, reason: expect.stringContaining('Input.class_index is "zero"') },
      { line: 7, reason: expect.stringContaining('is 12, but there are 10 classes') },
      { line: 8, reason: expect.stringContaining('Input.feature_index is "1.5"') },
      { line: 9, reason: expect.stringContaining('Answer.confidence is "6"') },
      { line: 10, reason: expect.stringContaining('Input.feature_rank is "-1"') },
      { line: 11, reason: expect.stringContaining('Answer.main is ""') },
    ]);
  });

  test('a missing column is named', () => {
    expect(() => parseAnswers(HEADER.replace('Answer.main', 'Answer.main_question'))).toThrow(
      /lack the column Answer\.main\./,
    );
    expect(() => parseAnswers('')).toThrow(StageError);
  });

  test('a quotation mark that never closes is an error, not a swallowed rest of the file', () => {
    expect(() => parseAnswers(`${HEADER}\nw,n,0,1,1,background,4,"open\nw,n,0,1,1,background,4,r`)).toThrow(
      /cannot be read as a table: Quote Not Closed/,
    );
  });

  test('indices beyond the workspace, people without a name and characters that are no text are problems', () => {
    const row = (change: Partial<Record<'worker' | 'feature' | 'rank' | 'reasons' | 'index', string>>) => {
      const { worker = 'w', index = '0', feature = '1', rank = '1', reasons = 'r' } = change;
      return `${worker},,${index},${feature},${rank},background,4,${reasons}`;
    };
    const rows = [
      ...[
        row({}),
        row({ feature: '511' }),
        row({ feature: '512' }),
        row({ rank: '513' }),
        row({ index: '4' }),
      ],
      ...[row({ feature: '1e0' }), row({ index: '0x1' }), row({ worker: '' }), row({ worker: ' ' })],
      ...[row({ worker: '\u0000' }), row({ reasons: 'a\u0000b' })],
    ];
    const { answers, problems } = parseAnswers([HEADER, ...rows].join('\n'), {
      classCount: 4,
      featureCount: 512,
    });
    expect(answers.map(({ feature }) => feature)).toEqual([1, 511]);
    expect(problems.map(({ line }) => line)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(problems[0]!.reason).toBe('Input.feature_index is 512, but the features are 0 to 511');
  });

  test('a header alone is no answers', () => {
    expect(parseAnswers(`${HEADER}\n`)).toEqual({ answers: [], problems: [] });
  });
});

describe('formatAnswers', () => {
  test('begins with the columns of the contract', () => {
    expect(formatAnswers([])).toBe(`${HEADER},WorkTimeInSeconds,SubmitTime\n`);
  });

  test('what is written is read back', () => {
    const text = fc.string({ maxLength: 20 }).map((s) => s.replace(/\r/g, ''));
    const answer: fc.Arbitrary<Answer> = fc.record({
      workerId: text.map((s) => s.trim()).filter(isPersonName),
      wordnetId: text.map((s) => s.trim()),
      classIndex: fc.nat(999),
      feature: fc.nat(2047),
      featureRank: fc.nat(5),
      main: fc.constantFrom(...ANSWER_CHOICES),
      confidence: fc.nat(5),
      reasons: fc.oneof(
        text.filter(isPlainText),
        fc.constantFrom('a, b', 'a\nb', '"quoted"', '\n', ' spaced '),
      ),
    });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 8 }), (answers) => {
        expect(parseAnswers(formatAnswers(answers))).toEqual({ answers, problems: [] });
      }),
    );
  });

  test('a study of the published size: 25,000 answers to 5,000 pairs by 265 workers', () => {
    const random = createRandom(5);
    const reasons = ['the fin, mostly', 'water\nand more "water"', 'I am not sure;\n\nsee the left', 'plain'];
    const answers = Array.from(
      { length: 25_000 },
      (_, index): Answer => ({
        workerId: `W${random.integer(265)}`,
        wordnetId: `n${String(Math.floor(index / 25)).padStart(8, '0')}`,
        classIndex: Math.floor(index / 25),
        feature: random.integer(2048),
        featureRank: 1 + (Math.floor(index / 5) % 5),
        main: ANSWER_CHOICES[random.integer(3)]!,
        confidence: 1 + random.integer(5),
        reasons: reasons[random.integer(reasons.length)]!,
      }),
    );
    expect(parseAnswers(formatAnswers(answers), { classCount: 1000 })).toEqual({ answers, problems: [] });
  });
});
