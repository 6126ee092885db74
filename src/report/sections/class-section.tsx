/**
 * One class: its gap, both ends of its ranking, its top features with pictures and verdicts.
 * In: a class, the settings of the gap. Out: a section, or a closed `<details>` for a class without spurious features.
 */

import { buildCompactRankFigure, PRINT_LOOK } from '../../figures/plots/index.js';
import {
  formatDecimal,
  formatFinding,
  formatInterval,
  formatPercent,
  formatQuantity,
  formatRemaining,
  formatSignedPoints,
  formatSplit,
  SOURCE_TITLES,
} from '../../words/index.js';
import { computeSpuriousFeatures, isUnreviewed, listRankAccuracies } from '../collect/ordering.js';
import { Term, UnreviewedBadge, VerdictBadges } from '../page/parts.js';
import type { GapSettings, RankCurve, ReportClass, ReportFeature } from '../report-data.js';
import { formatFigure } from '../svg.js';
import { ExemplarStrip, RankedStrip } from './ranked-strip.js';

/** Stands beside the name of its class. */
const COMPACT_LOOK = { ...PRINT_LOOK, width: 250 };

function VotesSentence({ feature }: { feature: ReportFeature }) {
  const votes = feature.votesCore + feature.votesSpurious;
  return (
    <p class="muted">
      {feature.source === 'provisional' ? 'Provisional verdict' : `Verdict ${SOURCE_TITLES[feature.source]}`}
      {votes > 0 && ` (${feature.votesSpurious} of ${formatQuantity(votes, 'answer')} say spurious)`}.{' '}
      {feature.basis}
    </p>
  );
}

function FeatureRow(props: {
  className: string;
  feature: ReportFeature;
  largestImportance: number;
  isPrinted: boolean;
}) {
  const { className, feature, largestImportance, isPrinted } = props;
  const share = largestImportance > 0 ? Math.max(0, Math.min(1, feature.importance / largestImportance)) : 0;
  const name = feature.label ? `${feature.label} (feature ${feature.feature})` : `feature ${feature.feature}`;
  return (
    <article class={isPrinted ? 'feature' : 'feature screen-only'} aria-label={`${className}, ${name}`}>
      <div class="feature-text">
        <h4>
          <span class="muted">{feature.rank}.</span> {feature.label ?? `Feature ${feature.feature}`}
        </h4>
        <VerdictBadges verdict={feature.verdict} source={feature.source} />
        <p>
          <Term name="importance">Importance</Term> {formatDecimal(feature.importance, 2)}
          {feature.label && <span class="muted"> · feature {feature.feature}</span>}
        </p>
        <span class="importance" aria-hidden="true">
          <span style={`width:${Math.round(share * 100)}%`} />
        </span>
        {feature.accuracy && (
          <p>
            {formatPercent(feature.accuracy.accuracyTop)} right on the {feature.accuracy.k}{' '}
            {formatSplit(feature.accuracy.split)} images with most of it,{' '}
            {formatPercent(feature.accuracy.accuracyBottom)} on the {feature.accuracy.k} with least.
          </p>
        )}
        <VotesSentence feature={feature} />
      </div>
      <div>
        <p class="rows-title">Most of it, and where</p>
        <ExemplarStrip images={feature.top} what={`${className} with most of ${name}`} />
        <ExemplarStrip images={feature.heatmaps} what={`Heatmap of ${name} on ${className}`} />
        {feature.attacks && feature.attacks.length > 0 && (
          <ExemplarStrip
            images={feature.attacks}
            what={`Feature attack that strengthens ${name} in ${className}`}
          />
        )}
      </div>
      <div>
        <p class="rows-title">Least of it</p>
        <ExemplarStrip images={feature.bottom} what={`${className} with least of ${name}`} />
      </div>
    </article>
  );
}

/** On paper: the most important spurious features of a class, and beside them its most important core feature. */
const MOST_PRINTED_SPURIOUS = 2;

function choosePrinted({ features }: ReportClass): ReadonlySet<ReportFeature> {
  const spurious = features.filter(({ verdict }) => verdict === 'spurious').slice(0, MOST_PRINTED_SPURIOUS);
  const core = features.filter(({ verdict }) => verdict === 'core').slice(0, 1);
  return new Set([...spurious, ...core]);
}

function Features({ cls }: { cls: ReportClass }) {
  const largestImportance = Math.max(
    0,
    ...cls.features.map((feature) => feature.importance).filter(Number.isFinite),
  );
  const printed = choosePrinted(cls);
  return (
    <>
      {printed.size < cls.features.length && (
        <p class="print-only muted small">
          {printed.size} of {formatQuantity(cls.features.length, 'feature')}; the report on the screen shows
          all.
        </p>
      )}
      <div class="features">
        {cls.features.map((feature) => (
          <FeatureRow
            className={cls.name}
            feature={feature}
            largestImportance={largestImportance}
            isPrinted={printed.has(feature)}
          />
        ))}
      </div>
    </>
  );
}

function GapFacts({ cls, settings }: { cls: ReportClass; settings: GapSettings }) {
  if (!cls.gap) return <p class="class-facts">Without a ranking: no gap was measured.</p>;
  const { gap, interval, k, imageCount, reducedK } = cls.gap;
  return (
    <p class="class-facts">
      <Term name="gap">Spurious gap</Term> <strong>{formatSignedPoints(gap)}</strong> (
      {formatInterval(interval)})
      {cls.gapAfter && (
        <>
          , after mitigation <strong>{formatSignedPoints(cls.gapAfter.gap)}</strong> (
          {formatInterval(cls.gapAfter.interval)})
        </>
      )}{' '}
      · at equal core evidence {cls.evidence === null ? '–' : formatRemaining(cls.evidence)} ·{' '}
      {formatFinding(cls.evidence?.finding)} · <Term name="k">k = {k}</Term>
      {reducedK && ` (fewer than the ${settings.k} asked for)`} of{' '}
      {formatQuantity(imageCount, `${formatSplit(settings.split)} image`)}{' '}
      {isUnreviewed(cls) && <UnreviewedBadge />}
    </p>
  );
}

function Ends({ cls, settings }: { cls: ReportClass; settings: GapSettings }) {
  if (!cls.gap) return null;
  const ends = [
    { kind: 'most', title: 'Most spurious', accuracy: cls.gap.accuracyTop, images: cls.mostSpurious },
    { kind: 'least', title: 'Least spurious', accuracy: cls.gap.accuracyBottom, images: cls.leastSpurious },
  ] as const;
  return (
    <div class="ends">
      {ends.map(({ kind, title, accuracy, images }) => (
        <div class={`end-${kind}`}>
          <h4 class="end-title">
            <span>
              {title} <span class="muted">({formatSplit(settings.split)})</span>
            </span>
            <b>{formatPercent(accuracy)} right</b>
          </h4>
          <RankedStrip className={cls.name} images={images} end={kind} />
        </div>
      ))}
    </div>
  );
}

/** One class in full. */
export function ClassSection({ cls, settings }: { cls: ReportClass; settings: GapSettings }) {
  const id = `class-${cls.index}`;
  if (computeSpuriousFeatures(cls).length === 0) {
    return (
      <details class="class-section" id={id} data-class-name={cls.name}>
        <summary>
          <h3>
            <bdi>{cls.name}</bdi>
          </h3>{' '}
          <span class="muted small">no spurious feature among the {cls.features.length} shown</span>
        </summary>
        {cls.gloss && <p class="class-facts">{cls.gloss}</p>}
        <Ends cls={cls} settings={settings} />
        <Features cls={cls} />
      </details>
    );
  }
  return (
    <section class="class-section" id={id} data-class-name={cls.name} aria-labelledby={`${id}-title`}>
      <div class="class-head">
        <div>
          <h3 id={`${id}-title`}>
            <bdi>{cls.name}</bdi>
          </h3>
          {cls.gloss && <p class="class-facts">{cls.gloss}</p>}
          <GapFacts cls={cls} settings={settings} />
        </div>
        {cls.rankCurves && cls.rankCurves.length > 0 && (
          <div dangerouslySetInnerHTML={{ __html: formatCompactRank(cls.name, cls.rankCurves) }} />
        )}
      </div>
      <Ends cls={cls} settings={settings} />
      <Features cls={cls} />
    </section>
  );
}

function formatCompactRank(name: string, curves: readonly RankCurve[]): string {
  return formatFigure(buildCompactRankFigure(name, listRankAccuracies(curves), COMPACT_LOOK));
}
