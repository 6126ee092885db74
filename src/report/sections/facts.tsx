/**
 * What was measured: images, encoder, head, how verdicts were made, notes, skipped images.
 * In: report data. Out: a section.
 */
import { VERDICT_SOURCES } from '../../records/annotation.js';
import { SPLIT_NAMES } from '../../records/dataset.js';
import { formatCount, formatPercent, formatQuantity, formatSplit, SOURCE_TITLES } from '../../words/index.js';
import { DataTable, Term } from '../page/parts.js';
import type { ReportData, ReportHeader } from '../report-data.js';

const SKIPPED_SHOWN = 20;

function describeHead({ head }: ReportHeader): string {
  const kind =
    head.kind === 'own' ? 'the encoder’s own' : `fitted here${head.recipe ? ` (${head.recipe})` : ''}`;
  return `${kind}; ${formatPercent(head.trainAccuracy, 1)} on training, ${formatPercent(head.valAccuracy, 1)} on validation images`;
}

function Skipped({ skipped }: { skipped: ReportHeader['skipped'] }) {
  if (skipped.length === 0) return null;
  const shown = skipped.slice(0, SKIPPED_SHOWN);
  const more = skipped.length - shown.length;
  return (
    <details>
      <summary>{formatQuantity(skipped.length, 'image')} skipped</summary>
      <DataTable
        caption={
          more > 0
            ? `The first ${shown.length}; ${formatCount(more)} more are in skipped-images.csv.`
            : 'Skipped images'
        }
        columns={[
          { title: 'image', cell: (row) => <bdi>{row.path}</bdi> },
          { title: 'why', cell: (row) => row.reason },
        ]}
        rows={shown}
      />
    </details>
  );
}

/** What was measured, with what, and how verdicts were made. */
export function FactsSection({ data }: { data: ReportData }) {
  const { header, verdictCounts } = data;
  const splits = SPLIT_NAMES.filter((split) => header.imageCounts[split] > 0);
  const sources = VERDICT_SOURCES.filter((source) => verdictCounts[source] > 0);
  const facts: [string, string][] = [
    [
      'Images',
      splits.map((split) => `${formatCount(header.imageCounts[split])} ${formatSplit(split)}`).join(' · ') ||
        'none',
    ],
    ['Classes', formatCount(header.classCount)],
    [
      'Encoder',
      `${header.encoder.title} (${header.encoder.robust ? 'adversarially trained' : 'not adversarially trained'}; ${header.encoder.licence})`,
    ],
    ['Head', describeHead(header)],
    [
      'Verdicts',
      sources.map((source) => `${formatCount(verdictCounts[source])} ${SOURCE_TITLES[source]}`).join(' · ') ||
        'none yet',
    ],
    [
      'Gaps measured on',
      `the ${data.gapSettings.k} most and least spurious images per class, ${formatSplit(data.gapSettings.split)} split`,
    ],
  ];
  return (
    <section id="facts" aria-labelledby="facts-title">
      <h2 id="facts-title">What was measured</h2>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="small muted" style="margin-top:1.2rem">
        Every dotted term leads to its definition, for example <Term name="spuriosity">spuriosity</Term>,{' '}
        <Term name="gap">gap</Term> and <Term name="k">k</Term>.
      </p>
      {header.notes.length > 0 && (
        <ul class="findings small">
          {header.notes.map((note) => (
            <li>{note}</li>
          ))}
        </ul>
      )}
      <Skipped skipped={header.skipped} />
    </section>
  );
}
