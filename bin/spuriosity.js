#!/usr/bin/env node
import { main } from '../dist/program/main.js';

// A reader that goes away (`| head`) is no failure.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
});

process.exitCode = await main(process.argv.slice(2));
