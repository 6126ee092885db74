/**
 * The HTML report: one self-contained file.
 * In: report data. Out: the text of an HTML document that needs no network, no fonts, no script to be read.
 * Does not compute results, read images or write files.
 */
import { createHash } from 'node:crypto';
import { renderToString } from 'preact-render-to-string';
import { sortClasses } from './collect/ordering.js';
import { chooseHeroClass } from './evidence-findings.js';
import { listReportFigures } from './figure-list.js';
import type { FiguresByName } from './page/parts.js';
import { PICTURE_PAGE_STYLES } from './page/picture-styles.js';
import { PAGE_SCRIPT } from './page/script.js';
import { PAGE_STYLES } from './page/styles.js';
import type { ReportData } from './report-data.js';
import type { ReportFigure } from './report-figure.js';
import { DEFAULT_DETAILED_CLASSES, type RenderOptions } from './report-options.js';
import { ClassesSection, GapSection } from './sections/classes.js';
import { FactsSection } from './sections/facts.js';
import { CollisionsSection, GlossarySection, LabelNoiseSection, ReportFooter } from './sections/findings.js';
import { GroupsSection, HeadSection, MitigationSection, ModelsSection } from './sections/measurements.js';
import { Hero, KeyNumbers, ProvisionalBanner, SummarySection, TitleBlock } from './sections/overview.js';
import { buildSummary } from './summary.js';

function Page(props: { data: ReportData; detailedCount: number; figures: FiguresByName }) {
  const { data, detailedCount, figures } = props;
  const classes = sortClasses(data.classes);
  const summary = buildSummary(data);
  const hero = chooseHeroClass(classes.filter(({ mostSpurious }) => mostSpurious.length > 0));
  const detailed = new Set(classes.slice(0, detailedCount).map((cls) => cls.index));
  return (
    <div class="page">
      <header>
        <TitleBlock header={data.header} />
        <ProvisionalBanner counts={data.verdictCounts} />
        <p class="headline">{summary.headline}</p>
      </header>
      <main id="main">
        {hero && <Hero cls={hero} />}
        <KeyNumbers data={data} />
        <SummarySection summary={summary} />
        <GapSection classes={classes} detailed={detailed} figures={figures} />
        <MitigationSection mitigation={data.mitigation} figures={figures} />
        <ClassesSection classes={classes} detailedCount={detailedCount} settings={data.gapSettings} />
        <GroupsSection groups={data.groups} figures={figures} />
        <CollisionsSection collisions={data.collisions} />
        <LabelNoiseSection labelNoise={data.labelNoise} />
        <ModelsSection models={data.models} figures={figures} />
        <HeadSection figures={figures} />
        <FactsSection data={data} />
        <GlossarySection />
      </main>
      <ReportFooter reproduce={data.reproduce} />
    </div>
  );
}

/** What the page may load: pictures inside it, its own style, its one script; nothing from anywhere else. */
function buildContentPolicy(): string {
  const hash = createHash('sha256').update(PAGE_SCRIPT).digest('base64');
  return `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
}

/**
 * Renders the report as the text of one HTML file; throws `image-not-inline` for a picture that is not a data URI. `figures` are those of
 * the data, for who has drawn them already.
 */
export function renderReport(
  data: ReportData,
  options: RenderOptions = {},
  figures: readonly ReportFigure[] = listReportFigures(data),
): string {
  const figuresByName = new Map(figures.map((figure) => [figure.name, figure]));
  const detailedCount = options.detailedClasses ?? DEFAULT_DETAILED_CLASSES;
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={buildContentPolicy()} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${data.header.title}: spuriosity report`}</title>
        <style dangerouslySetInnerHTML={{ __html: `${PAGE_STYLES}${PICTURE_PAGE_STYLES}` }} />
      </head>
      <body>
        <a class="skip-link" href="#main">
          To the findings
        </a>
        <Page data={data} detailedCount={detailedCount} figures={figuresByName} />
        <script dangerouslySetInnerHTML={{ __html: PAGE_SCRIPT }} />
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}
