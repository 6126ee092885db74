import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runWell } from '../../../test/command.js';
import { runWell as runHere } from '../../../test/program.js';
import { bringStudy } from '../../../test/studies/brought-study.js';

// A process finds out once which fonts there are, so the program runs in one of its own.
test.skipIf(process.platform !== 'linux')(
  'W73: without fonts the figures are SVG and CSV, no older PNG stays, and a warning says what to do',
  async () => {
    const { at, inStudy } = await bringStudy();
    await runHere(inStudy('discover'));
    writeFileSync(at('fonts.conf'), '<?xml version="1.0"?><fontconfig></fontconfig>');
    const report = () => runWell(inStudy('report'), { env: { FONTCONFIG_FILE: at('fonts.conf') } });
    const list = () => readdirSync(at('study/figures')).map((file) => path.extname(file));
    expect((await report()).stderr).toMatch(/no fonts.*Install a font/);
    expect(list()).toEqual(expect.arrayContaining(['.svg', '.csv']));
    const [name] = readdirSync(at('study/figures')).filter((file) => file.endsWith('.svg'));
    writeFileSync(at(`study/figures/${name!.replace('.svg', '.png')}`), 'of a machine with fonts');
    expect((await report()).stderr).toMatch(/no fonts.*Install a font/);
    expect(list()).not.toContain('.png');
  },
);
