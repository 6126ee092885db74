/**
 * The page of a self-test: one self-contained HTML file, without script. In: results and example pictures as data URIs. Out: its text.
 * Computes nothing, reads and writes no file.
 */
import { renderToString } from 'preact-render-to-string';
import type { SelfTest } from '../records/selftest/selftest.js';
import { describePlantedIn, formatCue, SELF_TEST_HEADINGS, toSelfTestCells } from '../words/index.js';
import { PICTURE_PAGE_STYLES } from './page/picture-styles.js';
import { PAGE_STYLES } from './page/styles.js';

/** A picture as a data URI. */
export interface SelfTestPictures {
  without: string;
  /** By cue. */
  with: ReadonlyMap<string, string>;
}

const OWN_STYLES = `
.cues{display:flex;flex-wrap:wrap;gap:1.2rem;padding:0;list-style:none}
.cues img{width:9rem;height:9rem;object-fit:contain;image-rendering:pixelated;background:var(--panel)}
.wide-table{overflow-x:auto}
.wide-table td,.wide-table th{padding:.3em .7em;text-align:left;vertical-align:top;white-space:nowrap}
`;

function Example({ name, source }: { name: string; source: string }) {
  return (
    <li>
      <figure>
        <img src={source} alt={`The example ${name}`} />
        <figcaption>{name}</figcaption>
      </figure>
    </li>
  );
}

function Page({ result, pictures }: { result: SelfTest; pictures: SelfTestPictures }) {
  const [first] = result.studies;
  return (
    <div class="page">
      <header>
        <h1>Self-test</h1>
        <p class="headline">
          What {result.encoder} and the program see of cues that were planted in your pictures.
        </p>
        {first !== undefined && <p>Planted in {describePlantedIn(first)}.</p>}
      </header>
      <main id="main">
        <section>
          <h2>What is seen</h2>
          <ul class="findings">
            {result.sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </section>
        <section>
          <h2>The cues</h2>
          <ul class="cues">
            <Example name="without" source={pictures.without} />
            {[...pictures.with].map(([cue, source]) => (
              <Example key={cue} name={formatCue(cue)} source={source} />
            ))}
          </ul>
        </section>
        <section>
          <h2>Each study</h2>
          <ul class="findings">
            {result.studies.map(({ sentence }) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <div class="wide-table">
            <table>
              <thead>
                <tr>
                  {SELF_TEST_HEADINGS.map((heading) => (
                    <th scope="col" key={heading}>
                      {heading}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {result.studies.map((study) => (
                  <tr key={study.sentence}>
                    {toSelfTestCells(study).map((cell, place) => (
                      <td key={SELF_TEST_HEADINGS[place]}>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p class="small muted">
            Intervals are 95%. The feature that tells the cue best is chosen on validation images; its AUROC,
            the true effect and the worst groups are of test images, by which nothing was chosen. Gaps are of
            validation images.
          </p>
        </section>
      </main>
    </div>
  );
}

/** The text of the page. */
export function renderSelfTest(result: SelfTest, pictures: SelfTestPictures): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>spuriosity self-test</title>
        <style dangerouslySetInnerHTML={{ __html: `${PAGE_STYLES}${PICTURE_PAGE_STYLES}${OWN_STYLES}` }} />
      </head>
      <body>
        <Page result={result} pictures={pictures} />
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}
