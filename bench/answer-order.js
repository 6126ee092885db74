/**
 * Is the order by value worth anything? One person's answers to all pairs of a workspace are given again in four orders: by value, by
 * importance, class by class, at random. Prints how many answers it takes until the mean gap stays within a tenth of its whole change
 * of where it ends, and what it is when 90% of the uncertainty counts as settled (docs/method.md, M48).
 *
 *   node bench/answer-order.js WORKSPACE answers.csv [--draws 200]
 *
 * The workspace holds automatic verdicts and no answers; it is not changed.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { computeQuantile, createRandom } from '../dist/numeric/index.js';
import { openProject } from '../dist/project/index.js';
import { openLive, valueAnswers } from '../dist/project/live/index.js';
import { mergeVerdicts, parseAnswers, tallyVerdicts, toPairKey } from '../dist/stages/annotation/index.js';
import { compareValues, countToSettle } from '../dist/stages/bias/index.js';

const SEED = 6;
/** Of the whole change of the mean gap. */
const NEAR = 0.1;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { draws: { type: 'string', default: '200' } },
});
const [folder, file] = positionals;
const project = await openProject(folder);
const live = await openLive(project);
const automatic = project.database.readAutomaticVerdicts();
const { answers } = parseAnswers(readFileSync(file, 'utf8'), {
  classCount: live.facts.dataset.classes.length,
});
const answerOf = new Map(answers.map((answer) => [toPairKey(answer), answer]));
const pairs = live.facts.discovery.pairs.filter((pair) => answerOf.has(toPairKey(pair)));

const valueWith = (given) => valueAnswers(live, mergeVerdicts(tallyVerdicts(given), automatic));

/** The mean gap before and after each answer, and after how many the rule says that 90% is settled. */
async function follow(chooseNext) {
  const given = [];
  const open = [...pairs];
  const gaps = [];
  let settled = null;
  let start = null;
  for (;;) {
    const values = await valueWith(given);
    gaps.push(values.meanGap ?? 0);
    start ??= values.uncertainty;
    const left = open.map((pair) => values.ofPair.get(toPairKey(pair)).value);
    if (settled === null && countToSettle(left, start) === 0) settled = given.length;
    if (open.length === 0) return { gaps, settled };
    const [next] = open.splice(chooseNext(open, values), 1);
    given.push(answerOf.get(toPairKey(next)));
  }
}

/** Place of the first pair in an order of all of them. */
function findFirst(open, compare) {
  return open.reduce((best, pair, place) => (compare(pair, open[best]) < 0 ? place : best), 0);
}

/** Answers after which the mean gap stays near where it ends. */
function countUntilNear(gaps) {
  const end = gaps.at(-1);
  const most = NEAR * Math.abs(end - gaps[0]);
  return gaps.findLastIndex((gap) => Math.abs(gap - end) > most + 1e-12) + 1;
}

const ORDERS = {
  value: (open, { ofPair }) =>
    findFirst(open, (a, b) => compareValues(ofPair.get(toPairKey(a)), ofPair.get(toPairKey(b)))),
  importance: (open) => findFirst(open, (a, b) => b.importance - a.importance),
  'class by class': (open) => findFirst(open, (a, b) => a.classIndex - b.classIndex || a.rank - b.rank),
};
const points = (gap) => (100 * gap).toFixed(1);

const random = createRandom(SEED);
const draws = [];
for (let n = 0; n < Number(options.draws); n++)
  draws.push(countUntilNear((await follow((open) => random.integer(open.length))).gaps));
console.log(
  `${pairs.length} answers, ${live.facts.dataset.classes.length} classes, model ${live.models[0].name}`,
);
for (const [name, choose] of Object.entries(ORDERS)) {
  const { gaps, settled } = await follow(choose);
  const at = [10, 25, 50, 100, 150].filter((n) => n < gaps.length).map((n) => `${n}: ${points(gaps[n])}`);
  console.log(
    `${name}: mean gap ${points(gaps[0])} to ${points(gaps.at(-1))} points; near after ${countUntilNear(gaps)}; ` +
      `90% settled after ${settled}, at ${points(gaps[settled])}; after ${at.join(', ')}`,
  );
}
const quantiles = [0.05, 0.5, 0.95].map((level) => computeQuantile(draws, level).toFixed(0));
console.log(
  `random, ${draws.length} draws: near after ${quantiles[1]} (5th to 95th percentile ${quantiles[0]} to ${quantiles[2]})`,
);
project.close();
