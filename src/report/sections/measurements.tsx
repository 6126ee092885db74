/**
 * Measurements over all classes: ranking, mitigation, models, known groups, head fitting.
 * In: parts of the report data. Out: sections; each is empty where its numbers are absent.
 */
import type { FigureName } from '../../protocol/index.js';
import {
  formatCount,
  formatDecimal,
  formatPercent,
  formatPercentPrecise,
  formatPlainPoints,
  formatPoints,
} from '../format.js';
import { computeMethodMeans, type MethodMeans } from '../method-means.js';
import { DataTable, FigureBlock, type FiguresByName, type TableColumn, Term } from '../page/parts.js';
import type { ReportGroups, ReportMitigation, ReportModel } from '../report-data.js';

/** A row of the table: the head before tuning, or the mean of a method's trials. */
interface OutcomeRow {
  title: string;
  trials: string;
  images: string;
  gap: string;
  accuracy: string;
}

function formatSpread(spread: number, trialCount: number): string {
  return trialCount > 1 ? ` ± ${formatDecimal(spread * 100, 1)}` : '';
}

function buildOutcomeRows(means: readonly MethodMeans[]): OutcomeRow[] {
  const before = means.slice(0, 1).map((mean) => ({
    title: 'before tuning',
    trials: '',
    images: '',
    gap: formatPlainPoints(mean.gapBefore),
    accuracy: formatPercent(mean.accuracyBefore),
  }));
  const after = means.map((mean) => ({
    title: mean.method,
    trials: String(mean.trialCount),
    images: formatCount(mean.imageCount),
    gap: `${formatPlainPoints(mean.gapAfter)}${formatSpread(mean.gapSpread, mean.trialCount)}`,
    accuracy: `${formatPercent(mean.accuracyAfter)}${formatSpread(mean.accuracySpread, mean.trialCount)}`,
  }));
  return [...before, ...after];
}

const OUTCOME_COLUMNS: TableColumn<OutcomeRow>[] = [
  { title: 'images chosen by', cell: (row) => row.title },
  { title: 'images', numeric: true, cell: (row) => row.images },
  { title: 'trials', numeric: true, cell: (row) => row.trials },
  { title: 'gap', numeric: true, cell: (row) => row.gap },
  { title: 'accuracy', numeric: true, cell: (row) => row.accuracy },
];

/** What tuning the head changed. */
export function MitigationSection(props: { mitigation: ReportMitigation | null; figures: FiguresByName }) {
  const { mitigation, figures } = props;
  if (!mitigation || mitigation.trials.length === 0) return null;
  const { trials, settings } = mitigation;
  return (
    <section id="mitigation" aria-labelledby="mitigation-title">
      <h2 id="mitigation-title">Repair</h2>
      <p>{settings}</p>
      <div class="figures">
        <FigureBlock figures={figures} name="mitigation" />
        <FigureBlock figures={figures} name="tuning" />
        <div>
          <h3 class="figure-title">Before and after, in numbers</h3>
          <DataTable
            caption="Gap in points, accuracy over all validation images; means over trials, ± one standard deviation in points."
            columns={OUTCOME_COLUMNS}
            rows={buildOutcomeRows(computeMethodMeans(trials))}
          />
        </div>
      </div>
    </section>
  );
}

const MODEL_COLUMNS: TableColumn<ReportModel>[] = [
  { title: 'model', cell: (model) => <bdi>{model.model}</bdi> },
  { title: 'accuracy', numeric: true, cell: (model) => formatPercentPrecise(model.accuracy) },
  { title: 'most spurious', numeric: true, cell: (model) => formatPercentPrecise(model.accuracyTop) },
  { title: 'least spurious', numeric: true, cell: (model) => formatPercentPrecise(model.accuracyBottom) },
  { title: 'gap', numeric: true, cell: (model) => formatPoints(model.spuriousGap) },
  {
    title: <Term name="robustness">effective robustness</Term>,
    numeric: true,
    cell: (model) => formatDecimal(model.effectiveRobustness * 100, 1),
  },
];

/** Every figure that compares models. */
const MODEL_FIGURES: readonly FigureName[] = [
  'model-ends',
  'gap-variance',
  'gap-agreement',
  'gap-correlations',
  'effective-robustness',
  'category-robustness',
  'sensitivities',
];

/** The models under test side by side. */
export function ModelsSection(props: { models: readonly ReportModel[]; figures: FiguresByName }) {
  const { models, figures } = props;
  if (models.length === 0) return null;
  return (
    <section id="models" aria-labelledby="models-title">
      <h2 id="models-title">Models</h2>
      {MODEL_FIGURES.some((name) => figures.has(name)) && (
        <div class="figures">
          {MODEL_FIGURES.map((name) => (
            <FigureBlock figures={figures} name={name} />
          ))}
        </div>
      )}
      <DataTable
        caption="Accuracy over the split, and means over the classes with a spurious feature; gap and robustness in points."
        columns={MODEL_COLUMNS}
        rows={models}
      />
    </section>
  );
}

/** Agreement with a group column of the data set, and accuracy per group. */
export function GroupsSection({ groups, figures }: { groups: ReportGroups | null; figures: FiguresByName }) {
  if (!groups) return null;
  const worst = [...groups.accuracy].sort((a, b) => a.accuracyBefore - b.accuracyBefore);
  return (
    <section id="groups" aria-labelledby="groups-title">
      <h2 id="groups-title">Against the known group “{groups.column}”</h2>
      <div class="figures">
        <FigureBlock figures={figures} name="group-auroc" />
        {worst.length > 0 && (
          <div>
            <h3 class="figure-title">Accuracy per group, worst first</h3>
            <DataTable
              caption={`Groups of class and ${groups.column}`}
              columns={[
                { title: 'class', cell: (row) => <bdi>{row.className}</bdi> },
                { title: groups.column, cell: (row) => <bdi>{row.group}</bdi> },
                { title: 'images', numeric: true, cell: (row) => formatCount(row.imageCount) },
                { title: 'before', numeric: true, cell: (row) => formatPercent(row.accuracyBefore) },
                {
                  title: 'after',
                  numeric: true,
                  cell: (row) => formatPercent(row.accuracyAfter ?? Number.NaN),
                },
              ]}
              rows={worst}
            />
          </div>
        )}
      </div>
    </section>
  );
}

/** The curve of a head that was fitted here. */
export function HeadSection({ figures }: { figures: FiguresByName }) {
  if (!figures.has('head-curve')) return null;
  return (
    <section id="head" aria-labelledby="head-title">
      <h2 id="head-title">The fitted head</h2>
      <div class="figures">
        <FigureBlock figures={figures} name="head-curve" />
      </div>
    </section>
  );
}
