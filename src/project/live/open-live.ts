/**
 * The engine behind the app: an open workspace whose rankings, gaps and collisions follow every judgement at once.
 * In: a project, and word of what changed. Out: `LiveProject`. Stores nothing but caches; the database and the features are the truth.
 */
import { UsageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { Pair, Verdict } from '../../records/annotation.js';
import type { SplitName } from '../../records/dataset.js';
import { DEFAULT_K } from '../../stages/bias/index.js';
import { rankClassByFeature } from '../ranking/index.js';
import {
  assertClassIndex,
  type Project,
  readKnownAnswers,
  readPairVerdict,
  readVerdicts,
} from '../workspace/index.js';
import { addColumn, hasColumn } from './activations.js';
import { type BlindViews, createBlindViews } from './blind-view.js';
import { createDerived, type Derived, findFirstGap, findFirstMean } from './derived.js';
import { computePairHistogram } from './histograms.js';
import { type LiveModel, type PredictingHead, predictOnce, readPredictions } from './live-models.js';
import type { JudgementEffect, LiveChange, LivePart, LiveProject, PairActivations } from './live-project.js';
import { holdsColumns, type LiveState, readState } from './state.js';
import { createVerdictBook } from './verdict-book.js';

/**
 * Opens the engine on an open project, which stays the caller's to close. The first time on new features makes one pass over them;
 * the observer hears of that. Throws `no-dataset`; everything else that is missing is told by `facts.missing`.
 */
export async function openLive(project: Project, observer: Observer = SILENT_OBSERVER): Promise<LiveProject> {
  const live = new LiveEngine(project, observer, await readState(project, null, observer));
  await live.applyAll();
  return live;
}

class LiveEngine implements LiveProject {
  readonly project: Project;
  readonly k = DEFAULT_K;
  readonly onlyOf = null;
  readonly verdicts = createVerdictBook();
  revision = Date.now();
  readonly #observer: Observer;
  readonly #listeners = new Set<(change: LiveChange) => void>();
  /** Predictions of heads outside the measured split, by class and split: each takes a pass over the class's rows. */
  #predictions = new WeakMap<LiveModel, Map<string, Promise<Int32Array>>>();
  #state: LiveState;
  #derived: Derived;
  #applying: Promise<void> = Promise.resolve();
  readonly #blindViews: BlindViews;

  constructor(project: Project, observer: Observer, state: LiveState) {
    this.project = project;
    this.#observer = observer;
    this.#state = state;
    this.#derived = createDerived(state, this.verdicts, this.k);
    this.#blindViews = createBlindViews(this, () => this.#state);
  }

  get facts() {
    return this.#state.facts;
  }

  get measured() {
    return this.#state.measured;
  }

  get models() {
    return this.#state.models;
  }

  get derived() {
    return this.#derived;
  }

  viewOf(person: string | null): LiveProject {
    return this.#blindViews.find(person) ?? this;
  }

  async applyJudgement(classIndex: number, feature: number): Promise<JudgementEffect> {
    const pair = { classIndex, feature };
    assertClassIndex(this.facts.dataset, classIndex);
    let verdict = readPairVerdict(this.project, pair);
    while (this.#lacksColumn(pair, verdict)) {
      await addColumn(this.#state.activations!, this.facts, pair, this.#observer);
      verdict = readPairVerdict(this.project, pair);
    }
    // From here on nothing waits, so nobody sees half of a change.
    const gapBefore = findFirstGap(this.#derived, classIndex);
    const meanBefore = findFirstMean(this.#derived);
    this.verdicts.setPair(pair, verdict, this.project.database.readPairAnswers(pair));
    this.#derived.measure([classIndex]);
    this.#announce(['judgements']);
    const gapAfter = findFirstGap(this.#derived, classIndex);
    const meanAfter = findFirstMean(this.#derived);
    return { revision: this.revision, verdict, gapBefore, gapAfter, meanBefore, meanAfter };
  }

  applyAll(): Promise<void> {
    const applied = this.#applying.then(() => this.#applyAll());
    // A failure is the caller's to hear of, and no reason not to try again.
    this.#applying = applied.catch(() => {});
    return applied;
  }

  async #applyAll(): Promise<void> {
    const before = this.#state;
    let state = await readState(this.project, before, this.#observer);
    let verdicts = readVerdicts(this.project);
    while (!holdsColumns(state, verdicts)) {
      state = await readState(this.project, state, this.#observer);
      verdicts = readVerdicts(this.project);
    }
    // From here on nothing waits, as above.
    const { classes, isChanged } = this.verdicts.setAll(verdicts, readKnownAnswers(this.project));
    const parts = listChangedParts(before, state);
    this.#state = state;
    if (parts.length > 0 || state.activations !== before.activations) {
      this.#derived = createDerived(state, this.verdicts, this.k);
      this.#derived.measure(state.facts.imagesOfClass.keys());
    } else {
      this.#derived.measure(classes);
    }
    if (isChanged) parts.push('judgements');
    if (parts.length > 0) this.#announce(parts);
  }

  subscribe(listener: (change: LiveChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async readActivations(pair: Pair): Promise<PairActivations | null> {
    const images = this.facts.imagesOfClass[pair.classIndex];
    const values = await this.#readColumn(pair);
    return values === null ? null : { images: images!, values };
  }

  async rankByFeature(pair: Pair, split: SplitName) {
    if ((await this.#readColumn(pair)) === null) return null;
    const { dataset, imagesOfClass } = this.facts;
    const { columns } = this.#state.activations!;
    return rankClassByFeature(dataset, { imagesOfClass, columns }, pair, split);
  }

  async computeHistogram(pair: Pair) {
    const column = await this.#readColumn(pair);
    if (column === null) return null;
    const { sample, bins } = this.#state.activations!;
    return computePairHistogram(this.facts, sample, bins, { ...pair, column });
  }

  async readClassPredictions(model: LiveModel, classIndex: number, split: SplitName) {
    assertClassIndex(this.facts.dataset, classIndex);
    const { dataset, imagesOfClass, measuredSplit } = this.facts;
    const images = imagesOfClass[classIndex]!.filter((image) => dataset.images[image]!.split === split);
    if (split === measuredSplit) {
      const { placeOfImage } = this.measured;
      return { images, labels: images.map((image) => model.predictions.labels[placeOfImage[image]!]!) };
    }
    if (model.problem !== null) return { images, labels: new Int32Array(images.length).fill(-1) };
    const known = this.#predictions.get(model) ?? new Map<string, Promise<Int32Array>>();
    this.#predictions.set(model, known);
    const key = `${classIndex}/${split}`;
    const labels = known.get(key) ?? readPredictions(this.project, this.facts, model, images, this.#observer);
    // Stored predictions are read as fast as kept ones.
    if (model.kind === 'head') known.set(key, labels);
    // A failure may pass; the next page tries again.
    labels.catch(() => known.delete(key));
    return { images, labels: await labels };
  }

  async predictMeasured(head: PredictingHead): Promise<Int32Array> {
    return predictOnce(this.project, this.facts, head, this.measured.images, this.#observer);
  }

  /** Gathers the column of a pair that no page asked for before. */
  async #readColumn(pair: Pair): Promise<Float32Array | null> {
    const { features } = this.facts;
    assertClassIndex(this.facts.dataset, pair.classIndex);
    if (features === null) return null;
    if (!Number.isInteger(pair.feature) || pair.feature < 0 || pair.feature >= features.featureCount) {
      throw new UsageError('feature-unknown', {
        status: 404,
        what: `There is no feature ${pair.feature}; these features have columns 0 to ${features.featureCount - 1}.`,
      });
    }
    const activations = this.#state.activations!;
    if (!hasColumn(activations, pair)) await addColumn(activations, this.facts, pair, this.#observer);
    return activations.columns[pair.classIndex]!.get(pair.feature)!;
  }

  /** Whether a verdict is about activations that were not gathered. */
  #lacksColumn(pair: Pair, verdict: Verdict | null): boolean {
    const { facts, activations } = this.#state;
    return verdict !== null && facts.features !== null && !hasColumn(activations!, pair);
  }

  #announce(parts: readonly LivePart[]): void {
    this.revision += 1;
    for (const listener of this.#listeners) listener({ revision: this.revision, parts });
  }
}

function listChangedParts(before: LiveState, after: LiveState): LivePart[] {
  const isSameModel = (model: LiveModel, place: number) => before.models[place]?.stamp === model.stamp;
  const isSameList = after.models.length === before.models.length && after.models.every(isSameModel);
  return [
    ...(after.facts === before.facts ? [] : (['workspace'] as const)),
    ...(isSameList ? [] : (['models'] as const)),
  ];
}
