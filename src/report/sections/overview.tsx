/**
 * The top of the report: title, honesty notices, the most telling pictures, key numbers, summary.
 * In: report data, its summary, the classes in report order. Out: elements.
 */

import { hasMeasuredGap } from '../../figures/index.js';
import { VERDICT_SOURCES } from '../../records/annotation.js';
import {
  formatBarePoints,
  formatCount,
  formatMethod,
  formatP,
  formatPercent,
  formatQuantity,
  formatRange,
} from '../../words/index.js';
import { isUnreviewed } from '../collect/ordering.js';
import { computeRepairMeans } from '../collect/repair-means.js';
import { UnreviewedBadge } from '../page/parts.js';
import type { ReportClass, ReportData, ReportHeader } from '../report-data.js';
import type { Summary, SummaryPoint } from '../summary.js';
import { RankedStrip } from './ranked-strip.js';

const HERO_PICTURES = 5;

/** Title, date and the sentence about synthetic data. */
export function TitleBlock({ header }: { header: ReportHeader }) {
  return (
    <>
      <div class="topline">
        <p class="eyebrow">Spuriosity report · {header.date}</p>
        <button id="theme-button" type="button" class="needs-js">
          Dark page
        </button>
      </div>
      <h1>
        <bdi>{header.title}</bdi>
      </h1>
      {header.synthetic && (
        <p class="notice">
          <strong>These images are synthetic, drawn by spuriosity itself.</strong> They show what the method
          does; they say nothing about photographs.
        </p>
      )}
    </>
  );
}

/** The warning that verdicts are unreviewed; empty when people or the data set decided all of them. */
export function ProvisionalBanner({ counts }: { counts: ReportData['verdictCounts'] }) {
  const total = VERDICT_SOURCES.reduce((sum, source) => sum + counts[source], 0);
  if (counts.provisional === 0) return null;
  return (
    <aside class="banner" aria-label="Unreviewed verdicts">
      <p>
        <strong>
          {formatCount(counts.provisional)} of {formatQuantity(total, 'verdict')} are provisional: nobody has
          reviewed them.
        </strong>
      </p>
      <p>
        Every ranking and gap below rests on these verdicts, and a wrong one turns its gap into noise. Look at
        the pictures and answer for each pair whether the cue is part of the main object, a separate object or
        background: <code>spuriosity serve</code> opens the app that asks; then write the report again.
      </p>
    </aside>
  );
}

/** The class that is shown first, both ends of its ranking side by side. */
export function Hero({ cls }: { cls: ReportClass }) {
  if (!cls.gap || cls.mostSpurious.length === 0) return null;
  const { k, accuracyTop, accuracyBottom } = cls.gap;
  const ends = [
    { kind: 'most', accuracy: accuracyTop, images: cls.mostSpurious },
    { kind: 'least', accuracy: accuracyBottom, images: cls.leastSpurious },
  ] as const;
  return (
    <section class="hero" aria-label={`Both ends of the ranking of ${cls.name}`}>
      <div class="ends">
        {ends.map(({ kind, accuracy, images }) => (
          <div class={`end-${kind}`}>
            <span class="hero-accuracy">{formatPercent(accuracy)}</span>
            <p class="small muted">
              right on the {k} {kind} spurious images of{' '}
              <a href={`#class-${cls.index}`}>
                <bdi>{cls.name}</bdi>
              </a>
              {isUnreviewed(cls) && (
                <>
                  {' '}
                  <UnreviewedBadge />
                </>
              )}
            </p>
            <RankedStrip className={cls.name} images={images.slice(0, HERO_PICTURES)} end={kind} />
          </div>
        ))}
      </div>
    </section>
  );
}

function Points({ points, ordered }: { points: readonly SummaryPoint[]; ordered?: boolean }) {
  if (points.length === 0) return null;
  const List = ordered ? 'ol' : 'ul';
  return (
    <List class="findings">
      {points.map((point) => (
        <li>
          {point.text}
          {point.command && (
            <>
              {' '}
              <code>{point.command}</code>
            </>
          )}
        </li>
      ))}
    </List>
  );
}

/** A number that a reader asks for first, and what it rests on. */
interface KeyNumber {
  title: string;
  value: string;
  note: string;
}

/** Accuracy, gap, what remains of it, what the recommended repair makes of the weak end; those that are unknown are left out. */
export function KeyNumbers({ data }: { data: ReportData }) {
  const head = data.models[0];
  if (head === undefined) return null;
  const { evidence } = head;
  const adjusted = evidence?.adjusted ?? null;
  const hasGap = Number.isFinite(head.spuriousGap);
  const numbers = [
    {
      title: 'accuracy',
      value: formatPercent(head.accuracy),
      note: hasGap
        ? `${formatPercent(head.accuracyTop)} on the most, ${formatPercent(head.accuracyBottom)} on the least spurious images`
        : 'over all images measured',
    },
    hasGap && {
      title: 'spurious gap, points',
      value: formatBarePoints(head.spuriousGap),
      note: `95%: ${formatRange(head.interval)}; mean size of a class’s gap ${formatBarePoints(head.meanAbsoluteGap)}`,
    },
    evidence !== null &&
      adjusted !== null &&
      !evidence.adjustedIsGap && {
        title: 'of it where the object shows equally well',
        value: formatBarePoints(adjusted.gap),
        note: `95%: ${formatRange(adjusted)}; ${formatP(adjusted.pValue)}`,
      },
    buildRepairNumber(data),
  ].filter((one): one is KeyNumber => typeof one === 'object' && one !== null);
  return (
    <dl class="keys">
      {numbers.map(({ title, value, note }) => (
        <div>
          <dt>{title}</dt>
          <dd>{value}</dd>
          <dd class="note">{note}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Right on the least spurious images before and after the recommended repair; null without one, or where another model was repaired. */
function buildRepairNumber({ mitigation, models }: ReportData): KeyNumber | null {
  if (mitigation === null || mitigation.model !== models[0]?.model) return null;
  const { recommendation, trials } = mitigation;
  const means = computeRepairMeans(trials);
  const best = means.find(({ method }) => method === recommendation.method);
  // A repair that is advised against is no key number.
  if (best === undefined || !recommendation.isBorneOut || !hasMeasuredGap(trials)) return null;
  const random = means.find(({ method }) => method === 'random');
  const control = random ? `; random images ${formatPercent(random.after.accuracyBottom)}` : '';
  return {
    title: 'least spurious images right, repaired',
    value: `${formatPercent(best.before.accuracyBottom)} → ${formatPercent(best.after.accuracyBottom)}`,
    note: `${formatMethod(best.method)}${control}`,
  };
}

/** Findings and next steps. */
export function SummarySection({ summary }: { summary: Summary }) {
  return (
    <section id="summary" aria-labelledby="summary-title">
      <h2 id="summary-title">In short</h2>
      <div class="columns">
        <Points points={summary.findings} />
        {summary.nextSteps.length > 0 && (
          <div>
            <h3 class="figure-title">What to do next</h3>
            <Points points={summary.nextSteps} ordered />
          </div>
        )}
      </div>
    </section>
  );
}
