/**
 * People's answers at the size of the published study: 25,000 answers to 5,000 pairs by 265 workers, with commas and line breaks in
 * the reasons. Prints how long an import takes end to end, an answer of the app, all verdicts, and the choice of a person's next pairs;
 * an answer beside the disk's own time for making a few bytes durable, measured in turns in the same run.
 *
 *   node bench/answers.js [--answers 25000] [--posts 1000]
 */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../dist/numeric/index.js';
import {
  importAnswers,
  initClasses,
  listNextPairs,
  readVerdicts,
  storeAnswer,
  writeAnnotations,
} from '../dist/project/index.js';
import { ANSWER_CHOICES } from '../dist/records/annotation.js';
import { formatAnswers } from '../dist/stages/annotation/index.js';

const ANSWERS_PER_PAIR = 5;
const PAIRS_PER_CLASS = 5;
const WORKERS = 265;
const PEOPLE_AT_ONCE = 50;
const TARGET_SECONDS = 5;
const REASONS = ['the fin, mostly', 'water\nand more "water"', 'I am not sure;\n\nsee the left', 'plain'];

const { values: options } = parseArgs({
  options: { answers: { type: 'string', default: '25000' }, posts: { type: 'string', default: '1000' } },
});
const answerCount = Number(options.answers);
const postCount = Number(options.posts);
const pairCount = Math.ceil(answerCount / ANSWERS_PER_PAIR);
const classCount = Math.ceil(pairCount / PAIRS_PER_CLASS);

const pairs = Array.from({ length: pairCount }, (_, n) => ({
  classIndex: Math.floor(n / PAIRS_PER_CLASS),
  rank: 1 + (n % PAIRS_PER_CLASS),
  feature: (n * 37) % 2048,
  importance: 1,
}));

function createAnswers() {
  const random = createRandom(1);
  return Array.from({ length: answerCount }, (_, n) => ({
    workerId: `W${n % WORKERS}`,
    wordnetId: 'n01440764',
    classIndex: pairs[Math.floor(n / ANSWERS_PER_PAIR)].classIndex,
    feature: pairs[Math.floor(n / ANSWERS_PER_PAIR)].feature,
    featureRank: pairs[Math.floor(n / ANSWERS_PER_PAIR)].rank,
    main: ANSWER_CHOICES[random.integer(3)],
    confidence: 1 + random.integer(5),
    reasons: REASONS[random.integer(REASONS.length)],
  }));
}

async function measureMs(action) {
  const startMs = performance.now();
  await action();
  return performance.now() - startMs;
}

function computeMedian(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Posts by fifty people in turn; after each, as many bytes as an answer has are appended to a file and synced. */
async function measurePosts(project, folder) {
  const file = await open(join(folder, 'probe'), 'a');
  const times = { answer: [], sync: [] };
  for (let n = 0; n < postCount; n++) {
    const pair = pairs[n % pairCount];
    const given = { workerId: `P${n % PEOPLE_AT_ONCE}`, main: 'background', confidence: 3, seconds: 30 };
    const answer = { ...given, ...pair, featureRank: pair.rank, reasons: `water, ${n}` };
    times.answer.push(await measureMs(() => storeAnswer(project, answer)));
    times.sync.push(
      await measureMs(async () => {
        await file.write('x'.repeat(200));
        await file.datasync();
      }),
    );
  }
  await file.close();
  return { answer: computeMedian(times.answer), sync: computeMedian(times.sync) };
}

const folder = await mkdtemp(join(tmpdir(), 'spuriosity-answers-'));
try {
  console.log(
    `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0].toFixed(1)}`,
  );
  const text = formatAnswers(createAnswers());
  const { project } = await initClasses(classCount, undefined, join(folder, 'workspace'));
  const importMs = await measureMs(() => importAnswers(project, text, 'study.csv'));
  const againMs = await measureMs(() => importAnswers(project, text, 'study.csv'));
  const tablesMs = await measureMs(() => writeAnnotations(project));
  const endToEndSeconds = (importMs + tablesMs) / 1000;
  console.log(
    `import of ${answerCount} answers: ${importMs.toFixed(0)} ms, once more ${againMs.toFixed(0)} ms`,
  );
  console.log(`annotations.csv: ${tablesMs.toFixed(0)} ms`);
  console.log(`import and table: ${endToEndSeconds.toFixed(2)} s (aim: below ${TARGET_SECONDS} s)`);
  const posts = await measurePosts(project, folder);
  console.log(
    `an answer of the app, stored and its verdict known: median ${posts.answer.toFixed(2)} ms, ` +
      `${(posts.answer / posts.sync).toFixed(1)} times the disk's own sync (${posts.sync.toFixed(2)} ms)`,
  );
  const readMs = await measureMs(() => readVerdicts(project));
  const keptMs = await measureMs(() => readVerdicts(project));
  console.log(`all verdicts: ${readMs.toFixed(1)} ms after a change, ${keptMs.toFixed(2)} ms without one`);
  const request = { workerId: 'P1', pairs, reservations: [] };
  const nextMs = await measureMs(() => listNextPairs(project, request));
  console.log(`a person's next pairs: ${nextMs.toFixed(1)} ms`);
  project.close();
} finally {
  await rm(folder, { recursive: true });
}
