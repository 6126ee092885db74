/**
 * Small pieces that every section uses: pictures, figures, tables, badges, terms.
 * In: plain values. Out: elements; all text is escaped by the renderer.
 */
import type { ComponentChildren } from 'preact';
import { StageError } from '../../base/errors.js';
import type { FigureName } from '../../figures/index.js';
import type { VerdictLabel, VerdictSource } from '../../records/annotation.js';
import type { GapWitness } from '../../records/evidence.js';
import { ABSENT, formatP, formatRange, formatSignedPoints, type TermName } from '../../words/index.js';
import type { ReportImage } from '../report-data.js';
import type { ReportFigure } from '../report-figure.js';

const INLINE_IMAGE = /^data:image\/[a-z0-9.+-]+[;,]/i;

/** A thumbnail; throws `image-not-inline` for anything that the page would have to fetch. */
export function Picture({ image, alt }: { image: ReportImage; alt: string }) {
  if (!INLINE_IMAGE.test(image.src)) {
    throw new StageError('image-not-inline', {
      what: `The report's picture of ${image.path} is not a data URI.`,
      why: 'A report must work without a network and without other files.',
      next: 'Give every picture as data:image/….',
    });
  }
  // The size is a hint for the space to keep; the style sheet scales the picture to its place.
  return (
    <img
      src={image.src}
      alt={alt}
      title={image.path}
      width={96}
      height={96}
      loading="lazy"
      decoding="async"
    />
  );
}

/** Figures of the report by name. */
export type FiguresByName = ReadonlyMap<FigureName, ReportFigure>;

/** A figure with its heading and caption, or nothing where there is none; its `svg` is trusted output of the figures folder. */
export function FigureBlock({ figures, name }: { figures: FiguresByName; name: FigureName }) {
  const figure = figures.get(name);
  if (figure === undefined) return null;
  const isWide = figure.svg.includes('figure-wide');
  return (
    <figure class={isWide ? 'wide' : undefined}>
      <h3>{figure.title}</h3>
      {isWide ? (
        <section
          class="figure-frame"
          aria-label={figure.title}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          dangerouslySetInnerHTML={{ __html: figure.svg }}
        />
      ) : (
        <div dangerouslySetInnerHTML={{ __html: figure.svg }} />
      )}
      <figcaption>
        <LinkedText text={figure.caption} terms={figure.terms} />
      </figcaption>
    </figure>
  );
}

/** Text whose terms lead to their definitions, each where it first occurs. */
function LinkedText({ text, terms }: Pick<ReportFigure, 'terms'> & { text: string }): ComponentChildren {
  const [first] = (Object.entries(terms) as [TermName, string][])
    .map(([name, words]) => ({ name, words, start: text.indexOf(words) }))
    .filter(({ start }) => start >= 0)
    .sort((a, b) => a.start - b.start);
  if (first === undefined) return text;
  const { name, words, start } = first;
  const { [name]: _linked, ...others } = terms;
  return (
    <>
      {text.slice(0, start)}
      <Term name={name}>{words}</Term>
      <LinkedText text={text.slice(start + words.length)} terms={others} />
    </>
  );
}

/** A link to the definition of a term. */
export function Term({ name, children }: { name: TermName; children: ComponentChildren }) {
  return (
    <a class="term" href={`#term-${name}`}>
      {children}
    </a>
  );
}

/** Marks what rests on a verdict that nobody reviewed. */
export function UnreviewedBadge() {
  return <span class="badge badge-unreviewed">unreviewed</span>;
}

/** The verdict on a pair and, where nobody reviewed it, a second badge that says so. */
export function VerdictBadges({ verdict, source }: { verdict: VerdictLabel; source: VerdictSource }) {
  return (
    <div class="badges">
      <span class={`badge badge-${verdict}`}>{verdict}</span>
      {source === 'provisional' && <UnreviewedBadge />}
    </div>
  );
}

/** A number and, below it, how sure it is or where it is largest. */
export function WithNote({ children, note }: { children: ComponentChildren; note: ComponentChildren }) {
  return (
    <>
      {children}
      <span class="cell-note">{note}</span>
    </>
  );
}

/** An adjusted gap in points with its interval and p-value. */
export function Witness({ witness }: { witness: GapWitness | null | undefined }) {
  if (witness == null) return <>{ABSENT}</>;
  return (
    <WithNote
      note={
        <>
          {formatRange(witness)}
          <br />
          {formatP(witness.pValue)}
        </>
      }
    >
      {formatSignedPoints(witness.gap)}
    </WithNote>
  );
}

export interface TableColumn<Row> {
  title: ComponentChildren;
  numeric?: boolean;
  cell: (row: Row) => ComponentChildren;
}

/** A table that scrolls sideways on narrow screens; the first column heads its row. */
export function DataTable<Row>(props: {
  caption: string;
  columns: TableColumn<Row>[];
  rows: readonly Row[];
}) {
  const { caption, columns, rows } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="table-frame" aria-label={caption} tabIndex={0}>
      <table>
        <caption>
          <span>{caption}</span>
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={column.numeric ? 'number' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {columns.map((column, position) =>
                position === 0 ? (
                  <th scope="row">{column.cell(row)}</th>
                ) : (
                  <td class={column.numeric ? 'number' : undefined}>{column.cell(row)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
