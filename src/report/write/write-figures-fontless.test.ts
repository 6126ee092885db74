import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createReportData } from '../../../fixtures/report/sample-report.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { canDrawText } from '../../imaging/index.js';
import { listReportFigures } from '../figure-list.js';
import { writeFigures } from './write-figures.js';

// A machine without fonts: fontconfig reads its configuration when text is first drawn, and this file has a process of its own.
const folder = mkdtempSync(path.join(tmpdir(), 'fontless-'));
const configuration = path.join(folder, 'fonts.conf');
writeFileSync(configuration, '<?xml version="1.0"?><fontconfig></fontconfig>');
process.env.FONTCONFIG_FILE = configuration;
afterAll(() => rmSync(folder, { recursive: true }));

test.skipIf(process.platform !== 'linux')(
  'W73: without fonts the figures are SVG and CSV, no older PNG stays, and a warning says what to do',
  async () => {
    expect(await canDrawText()).toBe(false);
    const [figure] = listReportFigures(createReportData());
    const figures = path.join(folder, 'figures');
    const warnings: string[] = [];
    const observer = { ...SILENT_OBSERVER, warn: (message: string) => warnings.push(message) };
    await writeFigures(figures, [figure!], observer);
    await writeFile(path.join(figures, `${figure!.name}.png`), 'of a machine with fonts');
    const [written] = await writeFigures(figures, [figure!], observer);
    expect(written!.png).toBeNull();
    expect(await readdir(figures)).not.toContain(`${figure!.name}.png`);
    expect(await readdir(figures)).toHaveLength(3);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/no fonts.*Install a font/);
  },
);
