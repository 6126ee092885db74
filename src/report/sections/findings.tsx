/**
 * What follows from the verdicts: collisions, images that may be mislabelled; then definitions and how to cite.
 * In: parts of the report data. Out: sections; empty where there is nothing to show.
 */
import { formatCount, formatDecimal, formatQuantity, TERMS, type TermName } from '../../words/index.js';
import { DataTable, Picture, Term, UnreviewedBadge } from '../page/parts.js';
import type { ReportCollision, ReportData } from '../report-data.js';

const COLLISIONS_SHOWN = 40;
const PAPER_URL = 'https://arxiv.org/abs/2212.02648';

/** Features that are spurious for one class and core for another. */
export function CollisionsSection({ collisions }: { collisions: readonly ReportCollision[] }) {
  if (collisions.length === 0) return null;
  const shown = collisions.slice(0, COLLISIONS_SHOWN);
  return (
    <section id="collisions" aria-labelledby="collisions-title">
      <h2 id="collisions-title">Collisions</h2>
      <p>
        A <Term name="collision">collision</Term> is a cue that belongs to one class and merely accompanies
        another.
      </p>
      <DataTable
        caption={
          shown.length < collisions.length
            ? `The first ${shown.length} of ${formatCount(collisions.length)}; all are in collisions.csv.`
            : formatQuantity(collisions.length, 'collision')
        }
        columns={[
          { title: 'feature', cell: (row) => (row.label ? `${row.label} (${row.feature})` : row.feature) },
          { title: 'spurious for', cell: (row) => <bdi>{row.spuriousClass}</bdi> },
          { title: 'core for', cell: (row) => <bdi>{row.coreClass}</bdi> },
          {
            title: 'verdicts',
            cell: (row) => (row.unreviewed ? <UnreviewedBadge /> : 'reviewed or measured'),
          },
        ]}
        rows={shown}
      />
    </section>
  );
}

/** Images whose label deserves a look. */
export function LabelNoiseSection({ labelNoise }: { labelNoise: ReportData['labelNoise'] }) {
  const { flags, totalCount } = labelNoise;
  if (flags.length === 0) return null;
  return (
    <section id="labels" aria-labelledby="labels-title">
      <h2 id="labels-title">Labels to check</h2>
      <p>
        Highly spurious images of classes with a negative <Term name="gap">gap</Term>: they may be mislabelled
        or show several objects.
        {flags.length < totalCount &&
          ` ${formatCount(flags.length)} of ${formatCount(totalCount)} are shown; all are in label-noise.csv.`}
      </p>
      <ul class="noise">
        {flags.map((flag) => (
          <li>
            <figure>
              <Picture
                image={flag.image}
                alt={`Labelled ${flag.className}, perhaps ${flag.suspectedClass}; spuriosity ${formatDecimal(flag.spuriosity, 1)}`}
              />
              <figcaption>
                labelled <bdi>{flag.className}</bdi>
                <br />
                <strong>
                  perhaps <bdi>{flag.suspectedClass}</bdi>
                </strong>
              </figcaption>
            </figure>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the report's numbers are made of; captions and sections lead to these. */
const EXPLAINED: readonly TermName[] = [
  'feature',
  'importance',
  'verdict',
  'spuriosity',
  'split',
  'k',
  'gap',
  'modelGap',
  'meanAbsoluteGap',
  'adjustedGap',
  'strictGap',
  'interventionEffect',
  'finding',
  'effectiveRobustness',
  'sensitivity',
  'mitigation',
  'collision',
  'auroc',
];

/** What each number means. */
export function GlossarySection() {
  return (
    <section id="terms" aria-labelledby="terms-title">
      <h2 id="terms-title">What the numbers mean</h2>
      <dl class="glossary">
        {EXPLAINED.map((name) => (
          <div id={`term-${name}`}>
            <dt>{TERMS[name].name}</dt>
            <dd>
              {TERMS[name].definition}
              {TERMS[name].formula !== null && <> In symbols: {TERMS[name].formula}.</>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** How to cite, which version, which commands. */
export function ReportFooter({ reproduce }: { reproduce: ReportData['reproduce'] }) {
  return (
    <footer>
      <h2>How to cite</h2>
      <p>
        Mazda Moayeri, Wenxiao Wang, Sahil Singla, Soheil Feizi.{' '}
        <cite>Spuriosity Rankings: Sorting Data to Measure and Mitigate Biases.</cite> Advances in Neural
        Information Processing Systems (NeurIPS), 2023. <a href={PAPER_URL}>arXiv:2212.02648</a>
      </p>
      {reproduce.commands.length > 0 && (
        <>
          <h2>How to reproduce</h2>
          <pre>
            <code>{reproduce.commands.join('\n')}</code>
          </pre>
        </>
      )}
      <p class="muted">Made with spuriosity {reproduce.version}.</p>
    </footer>
  );
}
