/**
 * Measurements over all classes: ranking, mitigation, models, known groups, head fitting.
 * In: parts of the report data. Out: sections; each is empty where its numbers are absent.
 */
import { type FigureName, hasMeasuredGap } from '../../figures/index.js';
import type { MitigationMethod, RepairMeasures } from '../../records/bias.js';
import {
  formatBarePoints,
  formatCount,
  formatDecimal,
  formatFinding,
  formatMethod,
  formatPercent,
  formatRange,
  formatShareInterval,
  formatSignedPoints,
} from '../../words/index.js';
import { computeRepairMeans, type RepairMeans } from '../collect/repair-means.js';
import {
  DataTable,
  FigureBlock,
  type FiguresByName,
  type TableColumn,
  Term,
  WithNote,
  Witness,
} from '../page/parts.js';
import type { ReportGroups, ReportMitigation, ReportModel } from '../report-data.js';

/** A row of the table: the head before, or the mean of a method's trials. */
interface OutcomeRow {
  title: string;
  trials: string;
  images: string;
  measures: RepairMeasures;
  accuracySpread: string;
}

function formatSpread(spread: number, trialCount: number): string {
  return trialCount > 1 ? ` ± ${formatDecimal(spread * 100, 1)}` : '';
}

function buildOutcomeRows(means: readonly RepairMeans[], recommended: MitigationMethod | null): OutcomeRow[] {
  const before = means.slice(0, 1).map((mean) => ({
    title: formatMethod(null),
    trials: '',
    images: '',
    measures: mean.before,
    accuracySpread: '',
  }));
  const after = means.map((mean) => ({
    title:
      mean.method === recommended ? `${formatMethod(mean.method)}, recommended` : formatMethod(mean.method),
    trials: String(mean.trialCount),
    images: formatCount(mean.imageCount),
    measures: mean.after,
    accuracySpread: formatSpread(mean.accuracySpread, mean.trialCount),
  }));
  return [...before, ...after];
}

const OUTCOME_COLUMNS: TableColumn<OutcomeRow>[] = [
  { title: 'method', cell: (row) => row.title },
  {
    title: 'accuracy',
    numeric: true,
    cell: (row) => `${formatPercent(row.measures.accuracy, 1)}${row.accuracySpread}`,
  },
];

/** Of the ends of the rankings; left out where no class is ranked. */
const GAP_COLUMNS: TableColumn<OutcomeRow>[] = [
  { title: 'least spurious', numeric: true, cell: (row) => formatPercent(row.measures.accuracyBottom) },
  { title: 'most spurious', numeric: true, cell: (row) => formatPercent(row.measures.accuracyTop) },
  {
    title: 'gap',
    numeric: true,
    cell: ({ measures: { gap, gapInterval } }) => (
      <WithNote note={formatRange(gapInterval)}>{formatSignedPoints(gap)}</WithNote>
    ),
  },
  { title: 'mean |gap|', numeric: true, cell: (row) => formatBarePoints(row.measures.absoluteGap) },
];

const LATER_COLUMNS: TableColumn<OutcomeRow>[] = [
  {
    title: 'worst group',
    numeric: true,
    cell: ({ measures: { worstGroup, worstCell } }) =>
      worstGroup !== null && (
        <WithNote
          note={worstCell && `${formatShareInterval(worstCell.interval)}, n = ${worstCell.imageCount}`}
        >
          {formatPercent(worstGroup)}
        </WithNote>
      ),
  },
  { title: 'images', numeric: true, cell: (row) => row.images },
  { title: 'trials', numeric: true, cell: (row) => row.trials },
];

/** What tuning the head changed. */
export function MitigationSection(props: { mitigation: ReportMitigation | null; figures: FiguresByName }) {
  const { mitigation, figures } = props;
  if (!mitigation || mitigation.trials.length === 0) return null;
  const { trials, settings, recommendation } = mitigation;
  const hasGap = hasMeasuredGap(trials);
  return (
    <section id="mitigation" aria-labelledby="mitigation-title">
      <h2 id="mitigation-title">Repair</h2>
      <p>{recommendation.sentences.join(' ')}</p>
      <p>{settings}</p>
      <div class="figures">
        <FigureBlock figures={figures} name="mitigation" />
        <FigureBlock figures={figures} name="tuning" />
        <div class="wide">
          <h3 class="figure-title">Before and after, in numbers</h3>
          <DataTable
            caption={`Measured on images that neither tuned nor stopped;${hasGap ? ' gaps in points,' : ''} 95% intervals below their numbers; means over trials, ± one standard deviation over them.`}
            columns={[...OUTCOME_COLUMNS, ...(hasGap ? GAP_COLUMNS : []), ...LATER_COLUMNS]}
            rows={buildOutcomeRows(computeRepairMeans(trials), recommendation.method)}
          />
        </div>
      </div>
    </section>
  );
}

/** The largest of the gaps behind their mean size. */
function Largest({ gap, interval }: NonNullable<ReportModel['worstClass']>) {
  return (
    <>
      largest {formatSignedPoints(gap)}
      <br />
      {formatRange(interval)}
    </>
  );
}

/** A column that is left out where no model has a number for it. */
interface ModelColumn extends TableColumn<ReportModel> {
  isShown?: (models: readonly ReportModel[]) => boolean;
}

const MODEL_COLUMNS: ModelColumn[] = [
  { title: 'model', cell: (model) => <bdi>{model.model}</bdi> },
  { title: 'accuracy', numeric: true, cell: (model) => formatPercent(model.accuracy, 1) },
  { title: 'most spurious', numeric: true, cell: (model) => formatPercent(model.accuracyTop, 1) },
  { title: 'least spurious', numeric: true, cell: (model) => formatPercent(model.accuracyBottom, 1) },
  {
    title: 'gap',
    numeric: true,
    cell: (model) => (
      <WithNote note={formatRange(model.interval)}>{formatSignedPoints(model.spuriousGap)}</WithNote>
    ),
  },
  {
    title: <Term name="meanAbsoluteGap">mean |gap|</Term>,
    numeric: true,
    cell: (model) => (
      <WithNote note={model.worstClass && <Largest {...model.worstClass} />}>
        {formatBarePoints(model.meanAbsoluteGap)}
      </WithNote>
    ),
  },
  {
    title: <Term name="adjustedGap">adjusted</Term>,
    numeric: true,
    cell: (model) => <Witness witness={model.evidence?.adjusted} />,
  },
  {
    title: <Term name="strictGap">strict</Term>,
    numeric: true,
    cell: (model) => <Witness witness={model.evidence?.strict} />,
  },
  {
    title: 'cue weakened',
    numeric: true,
    isShown: (models) => models.some(({ evidence }) => evidence?.intervention != null),
    cell: ({ evidence }) => (
      <WithNote note={evidence?.intervention ? formatRange(evidence.intervention) : ''}>
        {formatSignedPoints(evidence?.intervention?.effect)}
      </WithNote>
    ),
  },
  { title: <Term name="finding">finding</Term>, cell: (model) => formatFinding(model.evidence?.finding) },
  {
    title: <Term name="effectiveRobustness">effective rob.</Term>,
    numeric: true,
    isShown: (models) => models.some(({ effectiveRobustness }) => Number.isFinite(effectiveRobustness)),
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
        caption="Accuracy over the split, and means over the classes with a spurious feature; gaps, changes and robustness in points, 95% intervals and p below them."
        columns={MODEL_COLUMNS.filter(({ isShown }) => isShown === undefined || isShown(models))}
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
