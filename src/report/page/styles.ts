/**
 * The style sheet of the report: text, layout and themes; pictures and print are in picture-styles.ts.
 * Fonts are the reader's own; colours are the palette's variables; nothing is fetched.
 */
import { DARK_THEME, formatThemeVariables, LIGHT_THEME } from '../../figures/index.js';

const LIGHT = `color-scheme:light;${formatThemeVariables(LIGHT_THEME)}`;
const DARK = `color-scheme:dark;${formatThemeVariables(DARK_THEME)}`;

/** Light unless the system or the reader's choice (`data-theme`) says dark; paper is always light. */
const THEME_STYLES = `
:root{${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}}}
@media screen{:root[data-theme=dark]{${DARK}}}
`;

const TEXT_STYLES = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);
  font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
  font-variant-numeric:tabular-nums lining-nums}
h1,h2,h3,.headline,.hero-accuracy{font-family:Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,serif;
  font-weight:600;line-height:1.2;text-wrap:balance}
h1{font-size:clamp(1.9rem,5vw,2.7rem);margin:.1em 0 .2em;overflow-wrap:anywhere}
h2{font-size:1.6rem;margin:0 0 .5em}
h3{font-size:1.3rem;margin:0;overflow-wrap:anywhere}
h4{font-size:.95rem;margin:0 0 .4em}
p{margin:0 0 .9em;max-width:44em}
a{color:var(--core);text-underline-offset:.15em}
a.term{color:inherit;text-decoration:underline dotted var(--muted);text-underline-offset:.2em}
:focus-visible{outline:2px solid var(--core);outline-offset:2px}
code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--panel);
  padding:.1em .35em;border-radius:3px;overflow-wrap:anywhere}
pre{background:var(--panel);padding:.9em 1.1em;margin:.6em 0;overflow-x:auto;border-radius:4px}
pre code{padding:0;background:none}
.muted,figcaption{color:var(--muted)}
.small,figcaption{font-size:.86rem;line-height:1.45}
summary{cursor:pointer}
section>details{margin-top:1.4rem}
summary::marker{color:var(--muted)}
.skip-link{position:absolute;left:-9999px}
.skip-link:focus{left:1rem;top:1rem;background:var(--paper);padding:.4em .8em;z-index:9}
`;

const LAYOUT_STYLES = `
.page{max-width:68rem;margin:0 auto;padding:2.2rem 1.4rem 4rem}
main>section{margin:4.2rem 0 0}
.topline{display:flex;justify-content:space-between;align-items:baseline;gap:1rem}
.eyebrow{letter-spacing:.06em;text-transform:uppercase;font-size:.76rem;color:var(--muted);margin:0}
button,input{font:inherit;color:inherit;background:transparent;border:1px solid var(--muted);border-radius:4px;padding:.25em .7em}
button{cursor:pointer;font-size:.82rem;white-space:nowrap}
html:not(.js) .needs-js{display:none}
.headline{font-size:clamp(1.25rem,3vw,1.6rem);max-width:34em;line-height:1.32;margin:1.5em 0 0}
.columns{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:1rem 3.4rem}
@media (max-width:52rem){.columns{grid-template-columns:1fr}}
.findings{padding-left:1.15em;margin:0 0 1.6em;max-width:46em}
.findings li{margin:.5em 0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:1rem 2rem;margin:1.2rem 0 0;
  padding:1.1rem 0 0;border-top:1px solid var(--rule)}
.facts dt{font-size:.8rem;color:var(--muted)}
.facts dd{margin:0;overflow-wrap:anywhere}
.notice{background:var(--panel);border-left:4px solid var(--muted);padding:.8rem 1.1rem;margin:1.4rem 0 0;max-width:none}
.banner{background:var(--caution-soft);border:2px solid var(--caution);border-radius:6px;padding:1rem 1.3rem;margin:1.8rem 0 0}
.banner p{max-width:none}
.banner p:last-child{margin:0}
.banner strong{font-size:1.12rem}
.badge{display:inline-block;font-size:.76rem;font-weight:600;line-height:1.3;padding:.12em .6em;border-radius:1em;
  border:1.5px solid currentColor;white-space:nowrap}
.badge-spurious{color:var(--spurious)}
.badge-core{color:var(--core)}
.badge-unreviewed{color:var(--caution);background:var(--caution-soft);border-style:dashed}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:2.6rem 3rem;align-items:start}
figure{margin:0;min-width:0}
figure h3,.figure-title{font:600 1rem/1.35 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;margin:0 0 .5em}
.figure-svg{display:block;max-width:100%;height:auto}
.figure-svg text,.figure-svg tspan{white-space:pre}
.figures>.wide{grid-column:1/-1}
.figure-frame{overflow-x:auto}
.figure-wide{min-width:44rem}
figcaption{margin-top:.5em;max-width:42em}
.table-frame{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;font-size:.9rem;min-width:100%}
caption{text-align:left;color:var(--muted);font-size:.86rem;padding:0 0 .5em}
caption span{display:inline-block;position:sticky;left:0;max-width:min(44rem,calc(100vw - 2.8rem))}
.cell-note{display:block;font-size:.8rem;color:var(--muted)}
th,td{padding:.34em .9em .34em 0;text-align:left;border-bottom:1px solid var(--rule);vertical-align:baseline}
th{font-weight:600;border-bottom-color:var(--muted)}
tbody th{font-weight:400;border-bottom-color:var(--rule)}
.number{white-space:nowrap}
tbody th{min-width:8.5rem}
.number{text-align:right}
th:last-child,td:last-child{padding-right:.2em}
.glossary dt{font-weight:600;margin-top:1em}
.glossary dd{margin:.1em 0 0;max-width:46em}
footer{border-top:1px solid var(--rule);margin-top:4.5rem;padding-top:1.4rem;font-size:.92rem}
footer h2{font-size:1.15rem}
`;

/** Text, layout and colours. */
export const PAGE_STYLES = `${THEME_STYLES}${TEXT_STYLES}${LAYOUT_STYLES}`;
