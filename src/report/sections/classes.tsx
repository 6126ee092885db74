/**
 * All classes: the gap figure, the classes in full, the rest in a table.
 * In: classes in report order, how many to show in full. Out: two sections.
 */
import { buildClassGapFigure, buildRankAccuracyFigure, type NamedGap } from '../figures/index.js';
import { formatCount, formatPercent, formatPoints, formatQuantity } from '../format.js';
import { computeSpuriousFeatures } from '../ordering.js';
import { DataTable, FigureBlock, type TableColumn, Term } from '../page/parts.js';
import type { GapSettings, RankCurve, ReportClass } from '../report-data.js';
import { ClassSection } from './class-section.js';

/** Rows of the gap figure; more make it a wall. */
const FIGURE_ROWS = 40;

function toNamedGaps(classes: readonly ReportClass[]): NamedGap[] {
  return classes.flatMap((cls) =>
    cls.gap && Number.isFinite(cls.gap.gap) ? [{ name: cls.name, gap: cls.gap }] : [],
  );
}

function buildColumns(linked: ReadonlySet<number>): TableColumn<ReportClass>[] {
  return [
    {
      title: 'class',
      cell: (cls) =>
        linked.has(cls.index) ? (
          <a href={`#class-${cls.index}`}>
            <bdi>{cls.name}</bdi>
          </a>
        ) : (
          <bdi>{cls.name}</bdi>
        ),
    },
    { title: 'spurious features', numeric: true, cell: (cls) => computeSpuriousFeatures(cls).length },
    { title: 'n', numeric: true, cell: (cls) => (cls.gap ? formatCount(cls.gap.imageCount) : '–') },
    { title: 'k', numeric: true, cell: (cls) => cls.gap?.k ?? '–' },
    {
      title: 'most spurious',
      numeric: true,
      cell: (cls) => formatPercent(cls.gap?.accuracyTop ?? Number.NaN),
    },
    {
      title: 'least spurious',
      numeric: true,
      cell: (cls) => formatPercent(cls.gap?.accuracyBottom ?? Number.NaN),
    },
    { title: 'gap', numeric: true, cell: (cls) => formatPoints(cls.gap?.gap ?? Number.NaN) },
  ];
}

/** Accuracy at both ends for every class that has a gap, and along the whole ranking. */
export function GapSection(props: {
  classes: readonly ReportClass[];
  detailed: ReadonlySet<number>;
  curves: readonly RankCurve[];
}) {
  const { classes, detailed, curves } = props;
  const gaps = toNamedGaps(classes);
  if (gaps.length === 0) return null;
  return (
    <section id="gaps" aria-labelledby="gaps-title">
      <h2 id="gaps-title">How much it matters</h2>
      <div class="figures">
        <FigureBlock
          title="Accuracy on the most and least spurious images, per class"
          svg={buildClassGapFigure(gaps.slice(0, FIGURE_ROWS))}
        >
          <span class="key">
            <span class="key-dot key-most" /> most spurious
          </span>{' '}
          ·{' '}
          <span class="key">
            <span class="key-dot key-least" /> least spurious
          </span>
          . The longer the bar between them, the more the head relies on cues outside the object; its length
          is the <Term name="gap">spurious gap</Term>, in points.
          {gaps.length > FIGURE_ROWS &&
            ` The ${FIGURE_ROWS} largest of ${formatCount(gaps.length)} gaps are drawn.`}
        </FigureBlock>
        {curves.some((curve) => curve.points.length > 0) && (
          <FigureBlock title="Accuracy against spuriosity rank" svg={buildRankAccuracyFigure(curves)}>
            Mean over the classes with a spurious feature. A flat line would mean that{' '}
            <Term name="spuriosity">spuriosity</Term> does not matter.
          </FigureBlock>
        )}
      </div>
      <details>
        <summary class="small">The numbers, class by class</summary>
        <DataTable caption="Accuracy and gap per class" columns={buildColumns(detailed)} rows={classes} />
      </details>
    </section>
  );
}

/** Classes in full, then those that are only listed. */
export function ClassesSection(props: {
  classes: readonly ReportClass[];
  detailedCount: number;
  settings: GapSettings;
}) {
  const { classes, detailedCount, settings } = props;
  const detailed = classes.slice(0, detailedCount);
  const listed = classes.slice(detailedCount);
  return (
    <section id="classes" aria-labelledby="classes-title">
      <h2 id="classes-title">Class by class</h2>
      <p>
        Ordered by the size of the <Term name="gap">gap</Term>; classes without a spurious feature come last
        and are folded. A frame and ✗ mark images that the head takes for another class.
        {listed.length > 0 &&
          ` The first ${detailed.length} are shown in full, the other ${formatCount(listed.length)} in a table at the end.`}
      </p>
      {detailed.length > 1 && (
        <>
          <div class="class-tools needs-js">
            <label for="class-filter">Show classes named</label>
            <input id="class-filter" type="search" autocomplete="off" />
            <span id="class-filter-status" class="muted small" role="status" />
          </div>
          <nav aria-label="Classes">
            <ul class="class-index">
              {detailed.map((cls) => (
                <li data-class-name={cls.name}>
                  <a href={`#class-${cls.index}`}>
                    <bdi>{cls.name}</bdi>
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </>
      )}
      {detailed.map((cls) => (
        <ClassSection cls={cls} settings={settings} />
      ))}
      {listed.length > 0 && (
        <div style="margin-top:3rem">
          <h3>{formatQuantity(listed.length, 'more class', 'more classes')}</h3>
          <DataTable caption="Classes not shown in full" columns={buildColumns(new Set())} rows={listed} />
        </div>
      )}
    </section>
  );
}
