/**
 * How pictures, class sections and feature rows are laid out, and how the report prints.
 * Thumbnails stand in grids of five, so that a phone shows a row without scrolling sideways.
 */

const PICTURE_STYLES = `
.strip{display:grid;grid-template-columns:repeat(5,minmax(0,1fr));gap:5px;list-style:none;margin:0;padding:0}
.strip img{display:block;width:100%;height:auto;aspect-ratio:1;object-fit:cover;background:var(--panel);border-radius:2px}
.strip figure{position:relative}
.wrong img{outline:3px solid var(--wrong);outline-offset:-3px}
.prediction{display:block;font-size:.74rem;line-height:1.25;margin-top:2px;overflow-wrap:anywhere;min-height:1.25em;color:var(--muted)}
.wrong .prediction{color:var(--wrong);font-weight:600}
.ends{display:grid;grid-template-columns:1fr 1fr;gap:1.6rem 2.6rem;margin:1.1rem 0 0}
.end-title{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;margin:0 0 .45em;font-size:.92rem}
.end-title b{font-size:1.05rem;white-space:nowrap}
.end-most{border-top:3px solid var(--spurious);padding-top:.5rem}
.end-least{border-top:3px solid var(--core);padding-top:.5rem}
.hero{margin:2.4rem 0 0}
.hero .ends{margin-top:0}
.hero-accuracy{display:block;font-size:clamp(2.4rem,8vw,3.6rem);line-height:1;margin:.1em 0 .25em}
.end-most .hero-accuracy{color:var(--spurious)}
.end-least .hero-accuracy{color:var(--core)}
.keys{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:1.2rem 2.2rem;margin:2.4rem 0 0}
.keys dt{font-size:.84rem;color:var(--muted)}
.keys dd{margin:0;font:600 1.7rem/1.25 Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,serif;white-space:nowrap}
.keys .note{font:400 .84rem/1.4 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--muted);white-space:normal}
.class-section h3{font-size:1.55rem}
.class-section{border-top:1px solid var(--ink);padding:1.3rem 0 0;margin:3.4rem 0 0;
  content-visibility:auto;contain-intrinsic-size:auto 1500px}
.class-head{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:flex-start;gap:.6rem 2rem}
.class-head>div:first-child{flex:1 1 20rem;min-width:0}
.class-facts{margin:.3em 0 0;color:var(--muted);font-size:.92rem}
.class-section .figure-svg{width:250px}
details.class-section{border-top-color:var(--rule);contain-intrinsic-size:auto 3rem}
details.class-section+details.class-section{margin-top:1.2rem}
details.class-section>summary{font-size:1rem}
details.class-section>summary h3{display:inline}
.feature{display:grid;grid-template-columns:12.5rem minmax(0,1fr) minmax(0,1fr);gap:.6rem 1.8rem;
  padding:1.3rem 0;border-top:1px solid var(--rule);margin-top:1.3rem;break-inside:avoid}
.feature+.feature{margin-top:0}
.feature h4{display:flex;flex-wrap:wrap;gap:.3em .5em;align-items:baseline;font-size:1rem;overflow-wrap:anywhere}
.feature .badges{display:flex;flex-wrap:wrap;gap:.35em;margin:0 0 .5em}
.feature p{margin:0 0 .45em;font-size:.84rem;line-height:1.42}
.rows-title{font-size:.8rem;color:var(--muted);margin:0 0 .3em!important}
.feature .strip+.strip{margin-top:5px}
.importance{display:block;height:5px;background:var(--rule);border-radius:3px;margin:.1em 0 .5em}
.importance span{display:block;height:100%;border-radius:3px;background:var(--muted)}
.noise{display:grid;grid-template-columns:repeat(auto-fill,minmax(7.2rem,1fr));gap:1.1rem .9rem;list-style:none;padding:0;margin:1rem 0}
.noise img{display:block;width:100%;height:auto;aspect-ratio:1;object-fit:cover;border-radius:2px}
.noise figcaption{margin-top:.3em}
.class-tools{margin:1rem 0 0;display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center}
.class-index{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;list-style:none;padding:0;margin:.8rem 0 0;font-size:.92rem}
`;

const NARROW_STYLES = `
@media (max-width:60rem){
  .feature{grid-template-columns:1fr 1fr}
  .feature>.feature-text{grid-column:1/-1}
}
@media (max-width:40rem){
  .page{padding:1.2rem 1rem 3rem}
  main>section{margin-top:3rem}
  .ends,.feature{grid-template-columns:1fr}
  .strip{gap:3px}
  .prediction{font-size:.66rem}
  .keys{grid-template-columns:1fr 1fr}
  th,td{padding-right:.6em}
}
`;

/** Paper shows of each class what decides, three features side by side; the file on the screen has the rest. */
const PRINT_STYLES = `
.print-only{display:none}
@page{margin:14mm 13mm}
@media print{
  body{font-size:9.5pt;line-height:1.42;background:none}
  .page{max-width:none;padding:0}
  .needs-js,.skip-link,.class-index,.screen-only{display:none!important}
  .print-only{display:block}
  p,.findings,.glossary dd,figcaption,.headline{max-width:none}
  h1{font-size:1.9rem}
  h2{font-size:1.35rem}
  .headline{font-size:1.2rem;margin-top:.9em}
  .hero-accuracy{font-size:2.2rem}
  .hero,.keys{margin-top:1.3rem}
  main>section{margin-top:1.7rem}
  details:not(.class-section)::details-content{content-visibility:visible;height:auto}
  .ends,.hero,figure,.banner,tr,.noise li,.feature{break-inside:avoid}
  h2,h3,h4,.end-title,.class-head{break-after:avoid}
  .columns{grid-template-columns:1fr;gap:0}
  .ends{grid-template-columns:1fr 1fr;gap:.8rem 1.6rem;margin-top:.6rem}
  .keys{grid-template-columns:repeat(4,auto)}
  .keys dd{font-size:1.3rem}
  th,td{padding:.2em .5em .2em 0}
  table{font-size:.74rem}
  .figures{grid-template-columns:1fr 1fr;gap:1rem 1.4rem}
  .table-frame,.figure-frame{overflow:visible}
  .figure-wide{min-width:0}
  .class-section{content-visibility:visible;break-inside:auto;margin-top:1.5rem;padding-top:.7rem}
  .class-section h3{font-size:1.2rem}
  .features{display:grid;grid-template-columns:repeat(3,1fr);gap:0 1.1rem}
  .feature,.feature+.feature{display:block;margin:.6rem 0 0;padding:.6rem 0 0}
  .feature .strip li:nth-child(n+6){display:none}
  .feature p{font-size:.72rem;margin-bottom:.2em}
  .feature .badges{margin-bottom:.2em}
  .strip{gap:2px}
  .feature .strip+.strip{margin-top:3px}
  .feature .strip .prediction{display:none}
  .prediction{font-size:.6rem}
  .noise{grid-template-columns:repeat(8,1fr);gap:.5rem}
  .glossary{columns:2;column-gap:1.8rem;font-size:.76rem;line-height:1.35}
  .glossary dt{margin-top:.5em;break-after:avoid}
  .glossary dd{break-inside:avoid}
  footer{margin-top:1.6rem;padding-top:.7rem;font-size:.8rem}
  *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;

/** Pictures, narrow screens and paper. */
export const PICTURE_PAGE_STYLES = `${PICTURE_STYLES}${NARROW_STYLES}${PRINT_STYLES}`;
