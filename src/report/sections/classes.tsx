/**
 * All classes: the gap figure, the classes in full, the rest in a table.
 * In: classes in report order, how many to show in full. Out: two sections.
 */

import {
  formatCount,
  formatFinding,
  formatPercent,
  formatQuantity,
  formatRange,
  formatSignedPoints,
} from '../../words/index.js';
import { computeSpuriousFeatures } from '../collect/ordering.js';
import {
  DataTable,
  FigureBlock,
  type FiguresByName,
  type TableColumn,
  Term,
  UnreviewedBadge,
  WithNote,
  Witness,
} from '../page/parts.js';
import type { GapSettings, ReportClass } from '../report-data.js';
import { ClassSection } from './class-section.js';

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
    { title: 'cues', numeric: true, cell: (cls) => computeSpuriousFeatures(cls).length },
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
    {
      title: 'gap',
      numeric: true,
      cell: ({ gap }) => (
        <WithNote note={gap ? formatRange(gap.interval) : ''}>{formatSignedPoints(gap?.gap)}</WithNote>
      ),
    },
    { title: 'adjusted', numeric: true, cell: (cls) => <Witness witness={cls.evidence?.adjusted} /> },
    { title: 'strict', numeric: true, cell: (cls) => <Witness witness={cls.evidence?.strict} /> },
    {
      title: 'finding',
      cell: (cls) => (
        <>
          {formatFinding(cls.evidence?.finding)} {cls.isProvisional && cls.gap && <UnreviewedBadge />}
        </>
      ),
    },
  ];
}

/** Accuracy at both ends for every class that has a gap, and along the whole ranking. */
export function GapSection(props: {
  classes: readonly ReportClass[];
  detailed: ReadonlySet<number>;
  figures: FiguresByName;
}) {
  const { classes, detailed, figures } = props;
  if (!figures.has('class-gaps')) return null;
  return (
    <section id="gaps" aria-labelledby="gaps-title">
      <h2 id="gaps-title">How much it matters</h2>
      <div class="figures">
        <FigureBlock figures={figures} name="class-gaps" />
        <FigureBlock figures={figures} name="rank-accuracy" />
      </div>
      <details>
        <summary class="small">The numbers, class by class</summary>
        <DataTable
          caption="Accuracies; gaps in points, 95% intervals and p below them"
          columns={buildColumns(detailed)}
          rows={classes}
        />
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
