/**
 * Fits the model of provisional verdicts (src/stages/annotation/automatic/provisional-model.ts, docs/method.md M32) on the answers of
 * examples/model-suite and prints it with its calibration, cross-validated by class.
 *
 *   node scripts/fit-provisional-verdicts.js [workspace]
 *
 * With a workspace of these fifty classes, discovered, how its pairs agree with the evidence for their classes is measured and kept in
 * examples/model-suite/agreements.csv; without one it is read from there. Needs a compiled `dist`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { measureEvidenceAgreements, openProject, readDiscovery } from '../dist/project/index.js';

const FOLDER = new URL('../examples/model-suite/', import.meta.url);
const AGREEMENTS = new URL('agreements.csv', FOLDER);
const FOLDS = 10;

/** Rows of a CSV file without line breaks in its cells, by column name. */
function readRows(file) {
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  const split = (line) =>
    [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell]) => cell.replace(/^"|"$/g, ''));
  return lines.map((line) => Object.fromEntries(split(line).map((cell, place) => [names[place], cell])));
}

/** Pairs with their class, the agreement, and 1 where the person says spurious. */
function readPairs() {
  const answers = new Map(
    readRows(new URL('answers.csv', FOLDER)).map((row) => [
      `${row['Input.class_index']}/${row['Input.feature_index']}`,
      row['Answer.main'] === 'main_object' ? 0 : 1,
    ]),
  );
  return readRows(AGREEMENTS).map(({ class_index, feature, evidence_agreement }) => ({
    classIndex: Number(class_index),
    x: Number(evidence_agreement),
    y: answers.get(`${class_index}/${feature}`),
  }));
}

const predict = ({ intercept, slope }, x) => 1 / (1 + Math.exp(-(intercept + slope * x)));

/** Maximum likelihood by Newton's method; two parameters need no more than a dozen steps. */
function fitLogistic(pairs) {
  let model = { intercept: 0, slope: 0 };
  for (let step = 0; step < 25; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (const { x, y } of pairs) {
      const p = predict(model, x);
      const weight = p * (1 - p);
      g0 += y - p;
      g1 += (y - p) * x;
      h00 += weight;
      h01 += weight * x;
      h11 += weight * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    model = {
      intercept: model.intercept + (h11 * g0 - h01 * g1) / determinant,
      slope: model.slope + (h00 * g1 - h01 * g0) / determinant,
    };
  }
  return model;
}

/** What each pair gets from a model that has not seen its class: every tenth class is left out at a time. */
function predictHeldOut(pairs) {
  const classes = [...new Set(pairs.map(({ classIndex }) => classIndex))];
  const foldOf = new Map(classes.map((classIndex, place) => [classIndex, place % FOLDS]));
  const models = Array.from({ length: FOLDS }, (_, fold) =>
    fitLogistic(pairs.filter(({ classIndex }) => foldOf.get(classIndex) !== fold)),
  );
  return pairs.map(({ classIndex, x }) => predict(models[foldOf.get(classIndex)], x));
}

function printCalibration(pairs, probabilities) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const rate = mean(pairs.map(({ y }) => y));
  const brier = mean(pairs.map(({ y }, place) => (y - probabilities[place]) ** 2));
  console.log(
    `Brier score ${brier.toFixed(3)} (${(rate * (1 - rate)).toFixed(3)} for always ${rate.toFixed(2)})`,
  );
  console.log('said       pairs  mean said  spurious');
  for (let low = 0; low < 1; low += 0.2) {
    const places = pairs
      .map((_, place) => place)
      .filter((place) => Math.floor(probabilities[place] / 0.2 + 1e-9) === Math.round(low / 0.2));
    if (places.length === 0) continue;
    const said = mean(places.map((place) => probabilities[place]));
    const found = mean(places.map((place) => pairs[place].y));
    console.log(
      `${low.toFixed(1)}–${(low + 0.2).toFixed(1)}  ${String(places.length).padStart(7)}  ${said.toFixed(2).padStart(9)}  ${found.toFixed(2).padStart(8)}`,
    );
  }
}

/** Decided as the program does, without its guard for scenes: from a probability of one half on. */
function printAgreement(pairs, probabilities) {
  const count = (said, found) =>
    pairs.filter(({ y }, place) => Number(probabilities[place] >= 0.5) === said && y === found).length;
  const [right, wrong, missed, passed] = [count(1, 1), count(1, 0), count(0, 1), count(0, 0)];
  const all = pairs.length;
  const chance = ((right + wrong) * (right + missed) + (missed + passed) * (wrong + passed)) / all ** 2;
  const kappa = ((right + passed) / all - chance) / (1 - chance);
  console.log(
    `${right + wrong} marked: precision ${(right / (right + wrong)).toFixed(2)}, recall ${(right / (right + missed)).toFixed(2)}, kappa ${kappa.toFixed(2)}`,
  );
}

const [workspace] = process.argv.slice(2);
if (workspace !== undefined) {
  const project = await openProject(workspace);
  const measured = await measureEvidenceAgreements(project, await readDiscovery(project));
  project.close();
  const lines = measured.map(
    ({ classIndex, feature, agreement }) => `${classIndex},${feature},${agreement.toFixed(4)}`,
  );
  writeFileSync(AGREEMENTS, `class_index,feature,evidence_agreement\n${lines.join('\n')}\n`);
}
const pairs = readPairs();
const { intercept, slope } = fitLogistic(pairs);
const agreements = pairs.map(({ x }) => x);
console.log(`intercept ${intercept.toFixed(3)}, slope ${slope.toFixed(3)}`);
console.log(`lowest ${Math.min(...agreements).toFixed(2)}, highest ${Math.max(...agreements).toFixed(2)}`);
const heldOut = predictHeldOut(pairs);
printAgreement(pairs, heldOut);
printCalibration(pairs, heldOut);
