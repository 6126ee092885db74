/**
 * The top of the report: title, honesty notices, the most telling pictures, key numbers, summary.
 * In: report data, its summary, the classes in report order. Out: elements.
 */
import { VERDICT_SOURCES } from '../../records/annotation.js';
import { formatCount, formatPercent, formatPlainPoints, formatQuantity } from '../format.js';
import { computeMethodMeans } from '../method-means.js';
import { computeSpuriousFeatures, isUnreviewed } from '../ordering.js';
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
        the pictures, answer for each pair whether the cue is part of the main object, a separate object or
        background, and run again: <code>spuriosity annotate export --template</code>, fill in the answers,{' '}
        <code>spuriosity annotate import</code>.
      </p>
    </aside>
  );
}

/** The class with the largest gap, both ends of its ranking side by side. */
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

/** The four numbers that a reader asks for first; those that are unknown are left out. */
export function KeyNumbers({ data }: { data: ReportData }) {
  const head = data.models[0];
  // Numbers of another model that was tuned would pass for the head's here.
  const trials = data.mitigation?.model === head?.model ? data.mitigation?.trials : [];
  const means = computeMethodMeans(trials ?? []);
  const low = means.find((mean) => mean.method === 'low-spuriosity');
  const random = means.find((mean) => mean.method === 'random');
  const spurious = data.classes.reduce((sum, cls) => sum + computeSpuriousFeatures(cls).length, 0);
  const shown = data.classes.reduce((sum, cls) => sum + cls.features.length, 0);
  const numbers: [string, string | null][] = [
    [
      'spurious gap, points',
      low
        ? formatChange(formatPlainPoints(low.gapBefore), formatPlainPoints(low.gapAfter))
        : head
          ? formatPlainPoints(head.spuriousGap)
          : null,
    ],
    [
      'accuracy',
      low
        ? formatChange(formatPercent(low.accuracyBefore), formatPercent(low.accuracyAfter))
        : head
          ? formatPercent(head.accuracy)
          : null,
    ],
    ['gap with random images', random ? formatPlainPoints(random.gapAfter) : null],
    ['spurious pairs shown', `${formatCount(spurious)} of ${formatCount(shown)}`],
  ];
  return (
    <dl class="keys">
      {numbers.map(
        ([title, value]) =>
          value !== null && (
            <div>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function formatChange(before: string, after: string): string {
  return `${before} → ${after}`;
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
